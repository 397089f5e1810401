"""`manage.py backup`: one file that holds the node, and nothing of it for who has no key."""

import resource
import tarfile
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry, Prisoner
from deploy import backing
from passport.acts.sections import open_passport
from passport.models import Passport
from tests.cast import PrisonerFactory
from tests.nodes import MADE_AT

WORDS = "Canarybird"


@pytest.fixture
def packages(settings, tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    (folder / "abc" / "shared").mkdir(parents=True)
    (folder / "abc" / "index.html").write_text("A lesson.")
    (folder / "abc" / "shared" / "big.mp4").write_bytes(bytes(range(256)) * 12_000)
    (folder / ".incoming" / "half").mkdir(parents=True)
    (folder / ".incoming" / "half" / "x").write_text("not one yet")
    (folder / "abc" / "way-out").symlink_to("/etc/passwd")
    settings.CONTENT_FOLDER, settings.DATA_DIR = folder, tmp_path
    return folder


def run(*args: str) -> str:
    out = StringIO()
    call_command("backup", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def at_work(transactional_db, node, packages) -> Prisoner:
    prisoner = PrisonerFactory(first_name=WORDS)
    open_passport(prisoner=prisoner, by="node:MDI", at=MADE_AT)
    return prisoner


def lose_everything(packages: Path) -> None:
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    for path in sorted(packages.rglob("*"), reverse=True):
        path.unlink() if path.is_symlink() or path.is_file() else path.rmdir()


def test_there_and_back(at_work, packages, tmp_path):
    file = tmp_path / "moorland.backup"
    said = run(str(file))
    assert "2 files of course packages." in said
    assert "\nbulk:3:" in said
    assert AuditEntry.objects.filter(verb="make_backup", who="command:backup").count() == 1
    assert file.stat().st_mode & 0o777 == 0o600
    lose_everything(packages)
    assert not Prisoner.objects.exists()
    assert "The database is back" in run(str(file), "--restore")
    assert Prisoner.objects.get().first_name == WORDS
    assert Passport.objects.get().prisoner_id == at_work.pk
    assert (packages / "abc" / "index.html").read_text() == "A lesson."
    assert (packages / "abc" / "shared" / "big.mp4").stat().st_size == 256 * 12_000
    assert not (packages / "abc" / "way-out").exists()
    assert not (packages / ".incoming").exists()
    assert not [path for path in tmp_path.iterdir() if path.suffix in (".copy", ".restoring", ".part")]


def test_who_has_no_key_reads_nothing(at_work, tmp_path):
    file = tmp_path / "moorland.backup"
    run(str(file))
    raw = file.read_bytes()
    assert WORDS.encode() not in raw
    assert at_work.number.encode() not in raw
    assert b"SQLite format" not in raw


def test_a_passphrase_opens_it_too(at_work, packages, tmp_path):
    phrase = tmp_path / "phrase"
    phrase.write_text("badi-dabi-badi-dabi-badi-dabi\n")
    file = tmp_path / "moorland.backup"
    run(str(file), "--passphrase", str(phrase))
    lose_everything(packages)
    run(str(file), "--restore", "--passphrase", str(phrase))
    assert Prisoner.objects.get().first_name == WORDS


def test_nothing_is_written_over_and_a_cut_file_changes_nothing(at_work, tmp_path):
    file = tmp_path / "moorland.backup"
    run(str(file))
    with pytest.raises(CommandError, match="never written over"):
        run(str(file))
    with pytest.raises(CommandError, match="has a journal already"):
        run(str(file), "--restore")
    PrisonerFactory(first_name="Since")
    raw = file.read_bytes()
    for length in (len(raw) - 1, len(raw) // 2, 100, 0):
        file.write_bytes(raw[:length])
        with pytest.raises(CommandError, match="can't be read"):
            run(str(file), "--restore", "--over")
        assert Prisoner.objects.filter(first_name="Since").exists()
    file.write_bytes(raw)
    run(str(file), "--restore", "--over")
    assert not Prisoner.objects.filter(first_name="Since").exists()


def test_of_another_node_it_is_refused(at_work, tmp_path, settings):
    file = tmp_path / "moorland.backup"
    run(str(file))
    settings.NODE_NAME = "LEI"
    with pytest.raises(CommandError, match="another node"):
        run(str(file), "--restore", "--over")
    settings.NODE_NAME = "MDI"


def test_a_full_disk_leaves_nothing_behind(at_work, tmp_path, monkeypatch):
    def full(*args, **more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backing, "write", full)
    with pytest.raises(CommandError, match="No space left"):
        run(str(tmp_path / "moorland.backup"))
    assert not [path for path in tmp_path.iterdir() if "backup" in path.name]


def test_a_file_that_leads_out_of_the_folder_is_refused(at_work, packages, tmp_path, monkeypatch):
    """A backup is sealed by this node, so only its key's thief could make one; he writes nowhere else all the same."""
    real = tarfile.TarFile.add

    def add(self, name, arcname=None, **more):
        real(self, name, arcname=arcname and arcname.replace("content/abc/index.html", "content/../../out"), **more)

    monkeypatch.setattr(tarfile.TarFile, "add", add)
    file = tmp_path / "moorland.backup"
    run(str(file))
    with pytest.raises(CommandError, match="can't be read"):
        run(str(file), "--restore", "--over")
    assert not (tmp_path.parent / "out").exists()


def test_memory_is_bounded_however_large_it_is(at_work, packages, tmp_path):
    run(str(tmp_path / "small.backup"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with (packages / "abc" / "film.mp4").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    run(str(tmp_path / "large.backup"))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 32 * 1024  # KiB
    assert (tmp_path / "large.backup").stat().st_size > 200 * 1024 * 1024
