"""What an instance must have before it may run: `manage.py check --deploy` shows it, the web server insists."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from accounts import paper
from passport.sync.pace import NotHours, read_hours

from . import guard

SECRET_LENGTH = 50  # characters
DISTINCT = 10  # different characters in it, at least
FOR_OTHERS = 0o027  # a mounted secret may be readable by the service's group, as credentials are


def register() -> None:
    checks.register(check_secrets, "throughgate", deploy=True)
    checks.register(check_files, "throughgate", deploy=True)
    checks.register(check_mode, "throughgate", deploy=True)
    checks.register(check_content_host, "throughgate", deploy=True)
    checks.register(check_paper, "throughgate", deploy=True)
    checks.register(check_line, "throughgate", deploy=True)
    checks.register(guard.check, "throughgate", deploy=True)


def refuse_unsafe_settings() -> None:
    """Raise ImproperlyConfigured with every fault and its mend, outside the demo. Queries: none."""
    if settings.DEMO:
        return
    faults = checks.run_checks(tags=["throughgate"], include_deployment_checks=True)
    if serious := [fault for fault in faults if fault.is_serious()]:
        raise ImproperlyConfigured("\n".join(f"{fault.id} {fault.msg} {fault.hint}" for fault in serious))


def check_secrets(app_configs: Any = None, **more: Any) -> list[checks.CheckMessage]:
    """Both secrets set, long, not made of a word, and different."""
    found: list[checks.CheckMessage] = []
    make = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
    named = {"THROUGHGATE_SECRET_KEY": settings.SECRET_KEY_GIVEN, "THROUGHGATE_PIN_PEPPER": settings.PIN_PEPPER}
    for name, value in named.items():
        if not value:
            found.append(checks.Error(f"{name} is not set.", hint=make, id="throughgate.E001"))
        elif len(value) < SECRET_LENGTH or len(set(value)) < DISTINCT or value.startswith("demo"):
            found.append(checks.Error(f"{name} can be guessed.", hint=make, id="throughgate.E002"))
    if settings.PIN_PEPPER and settings.SECRET_KEY_GIVEN == settings.PIN_PEPPER:
        found.append(checks.Error("The secret key and the pepper are the same.", hint=make, id="throughgate.E003"))
    return found


def check_files(app_configs: Any = None, **more: Any) -> list[checks.CheckMessage]:
    """The node's keys and their passphrase: there, for the owner alone, and not beside the database."""
    found: list[checks.CheckMessage] = []
    named = {
        "THROUGHGATE_NODE_KEYS": settings.NODE_KEYS_FILE,
        "THROUGHGATE_NODE_PASSPHRASE_FILE": settings.NODE_PASSPHRASE_FILE,
    }
    for name, value in named.items():
        if not value or not Path(value).is_file():
            hint = "Make the keys with: manage.py keys"
            found.append(checks.Error(f"{name} names no file.", hint=hint, id="throughgate.E004"))
            continue
        if Path(value).stat().st_mode & FOR_OTHERS:
            hint = "Let only the service's own account read it: chmod 400"
            found.append(checks.Error(f"The file of {name} is open to others.", hint=hint, id="throughgate.E005"))
        if _within(Path(value), _database_folder()):
            hint = "A stolen disk must not hold both: keep it on another volume, or give it as a systemd credential."
            found.append(
                checks.Error(f"The file of {name} lies beside the database.", hint=hint, id="throughgate.E006")
            )
    return found


def check_mode(app_configs: Any = None, **more: Any) -> list[checks.CheckMessage]:
    """No debug pages, no demo, a name for the node, hosts that are named one by one."""
    found: list[checks.CheckMessage] = []
    if settings.DEBUG:
        found.append(checks.Error("DEBUG is on.", hint="It is not a setting of this product.", id="throughgate.E007"))
    if settings.DEMO:
        found.append(checks.Error("This is the demo.", hint="Unset THROUGHGATE_DEMO.", id="throughgate.E008"))
    if not settings.NODE_NAME:
        hint = "Set THROUGHGATE_NODE to the prison's three letters, or CENTRAL."
        found.append(checks.Error("The node has no name.", hint=hint, id="throughgate.E009"))
    if not settings.DATA_DIR_GIVEN:
        hint = "Set THROUGHGATE_DATA, so that nothing is kept in the program's own folder."
        found.append(checks.Error("The data has no folder.", hint=hint, id="throughgate.E012"))
    if "*" in settings.ALLOWED_HOSTS:
        hint = "Name them in THROUGHGATE_HOSTS."
        found.append(checks.Error("Every host name is allowed.", hint=hint, id="throughgate.E010"))
    return found


def check_paper(app_configs: Any = None, **more: Any) -> list[checks.CheckMessage]:
    """A prison prints: what makes PDF is there. It runs without, and says so where somebody prints."""
    gone = paper.missing() if settings.ROLE_URLS == "prison" else ""
    return [checks.Warning(gone, hint=f"On Debian: {paper.INSTALL}", id="throughgate.W001")] if gone else []


def check_line(app_configs: Any = None, **more: Any) -> list[checks.CheckMessage]:
    """In a prison: what is said of the line to central can be followed."""
    if settings.ROLE_URLS != "prison":
        return []
    found: list[checks.CheckMessage] = []
    try:
        read_hours(settings.BULK_HOURS)
    except NotHours:
        hint = "Write two different times, as in 20:00-06:00, or nothing."
        found.append(checks.Error("THROUGHGATE_BULK_HOURS can't be read.", hint=hint, id="throughgate.E014"))
    if settings.LINE_KBITS < 0:
        hint = "Write kilobits a second, or 0 for as much as there is."
        found.append(checks.Error("THROUGHGATE_LINE_KBITS is below 0.", hint=hint, id="throughgate.E015"))
    return found


def check_content_host(app_configs: Any = None, **more: Any) -> list[checks.CheckMessage]:
    """In a prison: packages run on names that are not the portal's, and that it does not lie below."""
    if settings.ROLE_URLS != "prison":
        return []
    found: list[checks.CheckMessage] = []
    content = settings.CONTENT_HOST
    own = f".{content}"  # the wildcard that the role's settings add for the packages themselves
    for host in (name.strip(".").lower() for name in settings.ALLOWED_HOSTS if name != own):
        if host == content or host.endswith(f".{content}"):
            hint = "Give packages a name beside the portal's: content.prison.example, passport.prison.example."
            found.append(checks.Error(f"THROUGHGATE_CONTENT_HOST holds {host}.", hint=hint, id="throughgate.E013"))
        elif content.endswith(f".{host}"):
            hint = f"A package could set cookies for {host}: give it a name beside the portal's, not below it."
            found.append(
                checks.Warning("THROUGHGATE_CONTENT_HOST lies below the portal.", hint=hint, id="throughgate.W002")
            )
    if content.endswith("localhost"):
        hint = "Set THROUGHGATE_CONTENT_HOST to a name that terminals find."
        found.append(checks.Warning("Packages open only on this server.", hint=hint, id="throughgate.W003"))
    return found


def _database_folder() -> Path | None:
    database = settings.DATABASES["default"]
    return Path(database["NAME"]).resolve().parent if database["ENGINE"].endswith("sqlite3") else None


def _within(path: Path, folder: Path | None) -> bool:
    return folder is not None and path.resolve().is_relative_to(folder)
