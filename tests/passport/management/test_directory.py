"""The command: from two offline commands to a key in force."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.directory import fingerprint
from accounts.models import Agency, AgencyKey
from accounts.seal import ReadingKey, unlock
from tests.authority import agency_key

PHRASE = "bado-liru-mota-nivo-rasu-tilo"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "phrase").write_text(PHRASE + "\n")
    run("make", "--to", tmp_path / "authority", "--passphrase-file", tmp_path / "phrase")
    return tmp_path


def run(*words: object) -> str:
    out = StringIO()
    call_command("directory", *map(str, words), stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.mark.django_db
def test_from_request_to_key_in_force(files: Path, settings) -> None:
    settings.NODE_NAME, settings.DIRECTORY_AUTHORITY_FILE = "CENTRAL", str(files / "authority.public")
    agency = Agency.objects.create(name="North Housing", kind=Agency.Kind.HOUSING)
    row = agency_key(agency, ReadingKey.generate())
    run("request", f"--agency-key={row.kid}", "--to", files / "request")
    words = ("--authority", files / "authority", "--passphrase-file", files / "phrase", "--yes")
    run("sign", "--request", files / "request", *words, "--to", files / "statement")
    assert fingerprint(row.kid) in run("show", files / "statement")
    assert "every prison" in run("publish", files / "statement")
    assert AgencyKey.objects.in_force().get() == row


def test_the_locked_key_is_for_its_owner_and_never_written_over(files: Path) -> None:
    locked = files / "authority"
    assert locked.stat().st_mode & 0o777 == 0o600
    private = json.loads(unlock(locked.read_text(), PHRASE))
    public = json.loads((files / "authority.public").read_text())
    assert "d" not in public
    assert private == public | {"d": private["d"]}
    before = locked.read_bytes()
    with pytest.raises(CommandError, match="exists"):
        run("make", "--to", locked, "--passphrase-file", files / "phrase")
    assert locked.read_bytes() == before


def test_a_passphrase_that_is_too_short_makes_nothing(tmp_path: Path) -> None:
    (tmp_path / "phrase").write_text("short")
    with pytest.raises(CommandError, match="not fit"):
        run("make", "--to", tmp_path / "authority", "--passphrase-file", tmp_path / "phrase")
    assert not (tmp_path / "authority").exists()


@pytest.mark.django_db
def test_the_wrong_passphrase_and_a_changed_request_are_refused(files: Path) -> None:
    row = agency_key(Agency.objects.create(name="North", kind=Agency.Kind.HOUSING), ReadingKey.generate())
    run("request", f"--agency-key={row.kid}", "--to", files / "request")
    (files / "wrong").write_text("another-phrase-altogether")
    words = ["sign", "--request", files / "request", "--authority", files / "authority", "--yes", "--passphrase-file"]
    with pytest.raises(CommandError, match="does not open"):
        run(*words, files / "wrong")
    asked = json.loads((files / "request").read_text())
    asked["agency"]["jwk"] = ReadingKey.generate().jwk()
    (files / "request").write_text(json.dumps(asked))
    with pytest.raises(CommandError, match="substituted"):
        run(*words, files / "phrase")


@pytest.mark.django_db
def test_without_the_word_yes_nothing_is_signed(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = agency_key(Agency.objects.create(name="North", kind=Agency.Kind.HOUSING), ReadingKey.generate())
    run("request", f"--agency-key={row.kid}", "--to", files / "request")
    monkeypatch.setattr("builtins.input", lambda _: "y")
    words = ("--authority", files / "authority", "--passphrase-file", files / "phrase")
    with pytest.raises(CommandError, match="Not signed"):
        run("sign", "--request", files / "request", *words, "--to", files / "statement")
    assert not (files / "statement").exists()


def test_the_authoritys_machine_needs_no_database_and_no_settings(tmp_path: Path) -> None:
    (tmp_path / "phrase").write_text(PHRASE)
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
        "DJANGO_SETTINGS_MODULE": "deploy.settings.prison",
    }
    words = ["make", "--to", str(tmp_path / "authority"), "--passphrase-file", str(tmp_path / "phrase")]
    done = subprocess.run([sys.executable, "manage.py", "directory", *words], env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "authority.public").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "no\n", "Y\n"])
def test_nothing_is_signed_unless_somebody_types_yes(files: Path, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    row = agency_key(Agency.objects.create(name="North Housing", kind=Agency.Kind.HOUSING), ReadingKey.generate())
    run("request", f"--agency-key={row.kid}", "--to", files / "request")
    monkeypatch.setattr("sys.stdin", StringIO(typed))
    words = ("--authority", files / "authority", "--passphrase-file", files / "phrase")
    with pytest.raises(CommandError, match="Not signed"):
        run("sign", "--request", files / "request", *words, "--to", files / "statement")
    assert not (files / "statement").exists()
