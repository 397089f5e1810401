"""`./deploy/check [NAME …]`: every check that is not a test, or only those named. Ends 1 when one finds a fault."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from deploy.commands import house
from deploy.demonstration.processes import OURS, ROOT

BIN = Path(sys.executable).parent


class Fault(Exception):
    """What a check found, in words for whoever mends it."""


def main(names: list[str]) -> int:
    if unknown := sorted(set(names) - set(CHECKS)):
        print(f"No such check: {', '.join(unknown)}. There are: {', '.join(CHECKS)}")
        return 2
    failed = []
    for name in names or CHECKS:
        begun = time.monotonic()
        try:
            CHECKS[name]()
        except Fault as fault:
            failed.append(name)
            print(f"✗ {name} ({time.monotonic() - begun:.1f} s)\n{_indented(str(fault))}", flush=True)
        else:
            print(f"✓ {name} ({time.monotonic() - begun:.1f} s)", flush=True)
    print(
        f"\n{len(failed)} of {len(names or CHECKS)} checks found faults: {', '.join(failed)}"
        if failed
        else "\nAll good."
    )
    return 1 if failed else 0


def lint() -> None:
    _run(BIN / "ruff", "check", "--no-cache", ".")


def form() -> None:
    _run(BIN / "ruff", "format", "--no-cache", "--check", ".")


def types() -> None:
    _run(BIN / "mypy", "--no-error-summary", ".", more={"DJANGO_SETTINGS_MODULE": "deploy.settings.test"})


def imports() -> None:
    _run(BIN / "lint-imports", "--no-logo", "--no-cache")


def migrations() -> None:
    """Complete, and one line in each app: two leaves mean that two branches met."""
    _manage("prison", "makemigrations", "--check", "--dry-run")
    _found(house.migrations_that_fork(ROOT))


def deploy_settings() -> None:
    """Django's deploy check and ours for both roles, as production would run them."""
    with tempfile.TemporaryDirectory() as folder:
        secret = Path(folder) / "secret"
        secret.write_text("for the check alone")
        secret.chmod(0o400)
        for role, node in (("prison", "MDI"), ("central", "CENTRAL")):
            environment = {
                "THROUGHGATE_NODE": node,
                "THROUGHGATE_DATA": str(Path(folder) / "data"),
                "THROUGHGATE_HOSTS": "passport.example",
                "THROUGHGATE_CONTENT_HOST": "packages.example",
                "THROUGHGATE_SECRET_KEY": secrets.token_urlsafe(48),
                "THROUGHGATE_PIN_PEPPER": secrets.token_urlsafe(48),
                "THROUGHGATE_NODE_KEYS": str(secret),
                "THROUGHGATE_NODE_PASSPHRASE_FILE": str(secret),
            }
            _manage(role, "check", "--deploy", "--fail-level", "WARNING", more=environment)


def documents() -> None:
    """Every setting stands in OPERATING.md, every dependency has its reason."""
    _found(house.settings_without_words(ROOT) + house.libraries_without_reason(ROOT))


def catalogues() -> None:
    """Every message has its Welsh, with every placeholder."""
    _run(sys.executable, ROOT / "deploy" / "catalogue.py", "check")


def locks() -> None:
    _found(house.locks_that_are_stale(ROOT))


def top_level() -> None:
    _found(house.strangers_at_the_top(_tracked()))


def traces() -> None:
    """No machine's path and no registry's address in a tracked file."""
    _found(house.traces_of_a_machine(ROOT, _tracked()))


CHECKS: dict[str, Callable[[], None]] = {
    "lint": lint,
    "form": form,
    "types": types,
    "imports": imports,
    "migrations": migrations,
    "deploy-settings": deploy_settings,
    "documents": documents,
    "catalogues": catalogues,
    "locks": locks,
    "top-level": top_level,
    "traces": traces,
}


def _manage(role: str, *arguments: str, more: dict[str, str] | None = None) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": f"deploy.settings.{role}", "DATABASE_URL": "sqlite://:memory:"}
    _run(sys.executable, ROOT / "manage.py", *arguments, more={**settings, **(more or {})})


def _run(*command: str | Path, more: dict[str, str] | None = None) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=ROOT, env={**kept, **(more or {})}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Fault((done.stdout + done.stderr).strip())


def _tracked() -> list[str]:
    """Paths of the repository; in a copy without one, those that lie there."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        return house.files_below(ROOT)
    return listed.stdout.splitlines()


def _found(faults: list[str]) -> None:
    if faults:
        raise Fault("\n".join(faults))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
