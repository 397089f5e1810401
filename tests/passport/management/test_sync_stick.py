"""`manage.py sync --export` and `--import`: what a person with a stick reads at the terminal."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry
from passport.sync.folder import disk
from tests.sticks import busy, same_on_both_sides
from tests.two_nodes import CENTRAL, PRISON


def run(*args: str) -> str:
    out = StringIO()
    try:
        call_command("sync", *args, stdout=out)
    except CommandError as error:
        raise CommandError(f"{out.getvalue()}{error}") from error
    return out.getvalue()


def test_there_and_back(line, tmp_path):
    busy(line)
    assert "For CENTRAL: 10 messages in 2 files.\n" in run("--export", str(tmp_path))
    with line.at_central():
        said = run("--import", str(tmp_path))
        assert "From MDI: 3 new in urgent, 7 new in bulk, its acknowledgement.\n" in said
        assert "For MDI: 0 messages in 0 files.\n" in said
    same_on_both_sides(line)
    said = run("--import", str(tmp_path))
    assert said.splitlines()[0] == "From CENTRAL: its acknowledgement."
    assert "Removed: 2 files of ours that CENTRAL has" in said
    assert AuditEntry.objects.filter(verb="write_stick", who="command:sync").count() == 2


def test_central_writes_for_whom_it_is_told_or_who_is_on_the_stick(line, tmp_path):
    with line.at_central():
        with pytest.raises(CommandError, match="Say for which prison"):
            run("--export", str(tmp_path))
        assert "For MDI: 0 messages" in run("--export", str(tmp_path), "--for", PRISON)
        assert "For MDI: 0 messages" in run("--export", str(tmp_path))
    assert (tmp_path / "throughgate" / "CENTRAL-MDI.tips").exists()


def test_what_was_left_alone_is_named_and_ends_with_a_fault(line, tmp_path):
    line.passport()
    run("--export", str(tmp_path))
    (path,) = (tmp_path / "throughgate").glob("*.segment")
    path.write_bytes(path.read_bytes()[:-1])
    (tmp_path / "throughgate" / "a\x1b[2Jb").write_bytes(b"")
    with line.at_central(), pytest.raises(CommandError) as told:
        run("--import", str(tmp_path))
    assert f"Left alone: {path.name}: cut short, changed, or not signed" in str(told.value)
    assert "Left alone: a\\x1b[2Jb: not a file of this service" in str(told.value)
    assert "1 of the files need somebody" in str(told.value)


def test_a_stick_with_a_thousand_strange_files_is_told_in_a_page(line, tmp_path):
    (tmp_path / "throughgate").mkdir()
    for number in range(1_000):
        (tmp_path / "throughgate" / f"{number}.jpg").write_bytes(b"")
    said = run("--import", str(tmp_path))
    assert len(said.splitlines()) < 60
    assert "Left alone: 950 more: not a file of this service." in said


def test_no_directory_and_nothing_in_it(line, tmp_path):
    with pytest.raises(CommandError, match="no such directory"):
        run("--export", str(tmp_path / "gone"))
    with pytest.raises(CommandError, match="Nothing to read"):
        run("--import", str(tmp_path))


def test_a_full_stick_ends_with_a_fault_and_says_what_waits(line, tmp_path, monkeypatch):
    line.passport()
    room = disk.Stick.write

    def full(self, name: str, raw: bytes) -> bool:
        if name.endswith(".segment"):
            raise disk.CannotWrite("full")
        return room(self, name, raw)

    monkeypatch.setattr(disk.Stick, "write", full)
    with pytest.raises(CommandError) as told:
        run("--export", str(tmp_path))
    assert "The stick is full.\n3 messages for CENTRAL wait and are not on it." in str(told.value)


def test_a_prison_without_a_line_still_follows_its_days(line, settings, monkeypatch):
    """All goes by stick: release dates and awards are followed all the same."""
    from passport.management.commands import sync

    followed = []
    monkeypatch.setattr(sync.Command, "_follow", lambda self: followed.append(settings.NODE_NAME))
    settings.CENTRAL_URL = ""
    call_command("sync")
    with line.at(CENTRAL):
        call_command("sync")
    assert followed == [PRISON]
