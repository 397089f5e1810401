"""An instance that is not safe says so and does not start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured

from deploy import checks
from deploy.demonstration.processes import OURS, ROOT

LONG = "mX4vB9sTq1LzKc7Rw0YhNp3Df6GjUa8E-oIu5S2dV_xZtAyQe"
OTHER = "Zt5Wq8Lc1Rv4Xn7Bm0Kj3Hg6Fd9Sa2Pe-UyTiOr_wQxCzVkMb"


@pytest.fixture
def production(settings: LazySettings, tmp_path: Path) -> LazySettings:
    """Settings as production should have them."""
    keys = tmp_path / "keys" / "node-keys"
    keys.parent.mkdir()
    keys.write_text("sealed")
    keys.chmod(0o400)
    settings.DEMO = settings.DEBUG = False
    settings.SECRET_KEY_GIVEN, settings.PIN_PEPPER = LONG + "1", OTHER + "1"
    settings.NODE_NAME, settings.ALLOWED_HOSTS = "MDI", ["passport.prison.example"]
    settings.NODE_KEYS_FILE = settings.NODE_PASSPHRASE_FILE = str(keys)
    return settings


def found() -> list[str]:
    faults = [*checks.check_secrets(), *checks.check_files(), *checks.check_mode()]
    return sorted({str(fault.id).removeprefix("throughgate.") for fault in faults})


def test_safe_settings_have_no_fault(production: LazySettings) -> None:
    assert found() == []
    checks.refuse_unsafe_settings()


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("SECRET_KEY_GIVEN", "", "E001"),
        ("PIN_PEPPER", "", "E001"),
        ("SECRET_KEY_GIVEN", "short", "E002"),
        ("SECRET_KEY_GIVEN", "ab" * 40, "E002"),
        ("PIN_PEPPER", "demo" + OTHER, "E002"),
        ("PIN_PEPPER", LONG + "1", "E003"),
        ("NODE_KEYS_FILE", "", "E004"),
        ("NODE_PASSPHRASE_FILE", "/nowhere", "E004"),
        ("DEBUG", True, "E007"),
        ("NODE_NAME", "", "E009"),
        ("ALLOWED_HOSTS", ["*"], "E010"),
        ("DATA_DIR_GIVEN", "", "E012"),
    ],
)
def test_each_unsafe_setting_is_named_and_stops_the_start(
    production: LazySettings, name: str, value: object, fault: str
) -> None:
    setattr(production, name, value)
    assert found() == [fault]
    with pytest.raises(ImproperlyConfigured, match=fault):
        checks.refuse_unsafe_settings()


@pytest.mark.parametrize(
    ("mode", "faults"), [(0o400, []), (0o440, []), (0o600, []), (0o404, ["E005"]), (0o660, ["E005"])]
)
def test_keys_that_others_can_reach(production: LazySettings, mode: int, faults: list[str]) -> None:
    Path(production.NODE_KEYS_FILE).chmod(mode)
    assert found() == faults


def test_keys_beside_the_database(production: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_database_folder", lambda: Path(production.NODE_KEYS_FILE).parents[1])
    assert found() == ["E006"]


@pytest.mark.parametrize(
    ("content", "hosts", "faults"),
    [
        ("content.prison.example", ["passport.prison.example"], []),
        ("content.prison.example", ["content.prison.example"], ["E013"]),
        ("prison.example", ["passport.prison.example"], ["E013"]),
        ("prison.example", ["Passport.Prison.Example.", "10.0.0.1"], ["E013"]),
        ("content.passport.prison.example", ["passport.prison.example"], ["W002"]),
        ("content.prison.example", [".prison.example"], ["W002"]),
        ("mycontent.example", ["content.example"], []),
        ("content.localhost", ["passport.prison.example"], ["W003"]),
    ],
)
def test_packages_have_a_name_beside_the_portals(
    production: LazySettings, content: str, hosts: list[str], faults: list[str]
) -> None:
    production.CONTENT_HOST, production.ALLOWED_HOSTS = content, [*hosts, f".{content}"]
    found = checks.check_content_host()
    assert [str(fault.id).removeprefix("throughgate.") for fault in found] == faults
    assert all(fault.hint for fault in found)
    if "E013" in faults:
        with pytest.raises(ImproperlyConfigured, match="E013"):
            checks.refuse_unsafe_settings()
    else:
        checks.refuse_unsafe_settings()


@pytest.mark.parametrize(
    ("hours", "kbits", "faults"),
    [
        ("20:00-06:00", 512, []),
        ("", 0, []),
        ("at night", 0, ["throughgate.E014"]),
        ("20:00-20:00", -1, ["throughgate.E014", "throughgate.E015"]),
    ],
)
def test_what_is_said_of_the_line(production: LazySettings, hours: str, kbits: int, faults: list[str]) -> None:
    production.ROLE_URLS, production.BULK_HOURS, production.LINE_KBITS = "prison", hours, kbits
    assert [fault.id for fault in checks.check_line()] == faults
    production.ROLE_URLS = "central"
    assert checks.check_line() == []


def test_central_runs_no_packages(production: LazySettings) -> None:
    production.ROLE_URLS, production.CONTENT_HOST = "central", "passport.prison.example"
    assert checks.check_content_host() == []


def test_the_demo_is_no_production(production: LazySettings) -> None:
    production.DEMO = True
    assert found() == ["E008"]
    checks.refuse_unsafe_settings()  # but it starts: it says itself what it is


@pytest.mark.parametrize("role", ["prison", "central"])
def test_the_web_server_does_not_start_without_secrets(role: str, tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    environment = {
        **kept,
        "DJANGO_SETTINGS_MODULE": f"deploy.settings.{role}",
        "DATABASE_URL": "sqlite://:memory:",
        "THROUGHGATE_DATA": str(tmp_path),
    }
    run = subprocess.run(
        [sys.executable, "-c", "import deploy.wsgi"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 1
    assert "THROUGHGATE_SECRET_KEY is not set" in run.stderr
    assert "token_urlsafe" in run.stderr  # the mend


def test_production_cookies_and_headers() -> None:
    """Read in a process of its own: settings of this one are the demo's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    wanted = {
        "SESSION_COOKIE_NAME": "__Host-mdi-session",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_NAME": "__Host-mdi-csrf",
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_SSL_REDIRECT": True,
    }
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            f"from deploy.settings import prison as s; print({{n: getattr(s, n) for n in {[*wanted]}}})",
        ],
        cwd=ROOT,
        env={**kept, "THROUGHGATE_NODE": "MDI"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.stdout.strip() == str(wanted)
