"""`manage.py sync --restore`: what a person reads who brings a prison back."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from passport.management.commands import sync
from passport.models import JournalEntry, JournalTip, Passport
from passport.sync.transport import RESTORE_PATH, Unreachable
from tests.restores import door, empty, old_backup
from tests.two_nodes import CENTRAL, PRISON, tip


@pytest.fixture
def wired(line, settings, monkeypatch):
    """The command's line leads to central in this process, by this process's clock."""
    settings.CENTRAL_URL = "https://central.example"
    monkeypatch.setattr(timezone, "now", lambda: line.now)
    post = door(line)

    def over(address, *, path="", **more):
        def send(raw: bytes) -> bytes:
            if line.down:
                raise Unreachable("down")
            return post(raw) if path == RESTORE_PATH else line.post(raw)

        return send

    monkeypatch.setattr(sync, "over_http", over)
    return line


def run(*args: str) -> str:
    out = StringIO()
    try:
        call_command("sync", *args, stdout=out)
    except CommandError as error:
        raise CommandError(f"{out.getvalue()}{error}") from error
    return out.getvalue()


def at_work(line) -> None:
    for _ in range(2):
        line.passport()
        line.write("MY_WORDS", "Some words.")
    line.courier().round()
    line.later(minutes=1)


def test_a_new_disk(wired):
    at_work(wired)
    sheet = run("--sheet").split()
    empty(wired)
    said = run("--restore", "--known", sheet[-1])
    assert "8 of 8 messages are here.\n" in said
    assert "8 messages came back in bulk.\n" in said
    assert "2 passports and 2 people came back.\n" in said
    assert Passport.objects.count() == 2


def test_the_sheet_is_what_the_tips_are(wired):
    at_work(wired)
    there = tip(PRISON, CENTRAL)
    assert f"bulk:{there.seq}:{there.digest[:16]}" in run("--sheet").split()


def test_a_hidden_end_is_noticed(wired):
    at_work(wired)
    empty(wired)
    with pytest.raises(CommandError, match="Central does not give all: message 9 in bulk"):
        run("--restore", "--known", f"bulk:9:{'0' * 16}")
    with pytest.raises(CommandError, match="as the sheet has it"):
        run("--restore", "--known", "bulk 9")


def test_without_a_line_it_says_so_and_goes_on_later(wired, settings):
    at_work(wired)
    empty(wired)
    wired.down = True
    with pytest.raises(CommandError, match="goes on where it was"):
        run("--restore")
    wired.down = False
    assert "2 passports" in run("--restore")
    settings.CENTRAL_URL = ""
    with pytest.raises(CommandError, match="THROUGHGATE_CENTRAL_URL"):
        run("--restore")


def test_two_histories_are_told_apart_and_nothing_is_changed(wired):
    at_work(wired)
    with old_backup(wired, PRISON):
        for number in range(5):
            wired.write("MY_WORDS", f"Central has {number}.")
        wired.courier().round()
    wired.later(hours=1)
    wired.write("MY_WORDS", "Since the backup.")
    before = list(JournalEntry.objects.values()), list(JournalTip.objects.values())
    with pytest.raises(CommandError) as told:
        run("--restore")
    said = str(told.value)
    assert "bulk: the same up to message 8. After it 1 were written here, since 01 March 2027 10:31 UTC" in said
    assert "and central has 5 others." in said
    assert "nothing was changed" in said
    after = list(JournalEntry.objects.values()), [{**row, "forked_at": None} for row in JournalTip.objects.values()]
    assert after == (before[0], [{**row, "forked_at": None} for row in before[1]])


def test_a_round_of_a_restored_prison_says_what_to_do(wired):
    at_work(wired)
    with old_backup(wired, PRISON):
        wired.write("MY_WORDS", "Newer.")
        wired.courier().round()
    wired.later(minutes=1)
    with pytest.raises(CommandError, match="came back from an old backup: it has to be restored"):
        run()
    assert "1 messages came back in bulk" in run("--restore")
    wired.later(minutes=1)
    assert "Working" in run()


def test_two_histories_are_written_again_when_a_person_says_so(wired):
    at_work(wired)
    with old_backup(wired, PRISON):
        wired.write("MY_WORDS", "Central has this.")
        wired.courier().round()
    wired.later(hours=1)
    wired.write("MY_WORDS", "Since the backup.")
    said = run("--restore", "--write-again")
    assert "1 messages were written again, 1 of them section versions that were sealed anew.\n" in said
    assert "1 of these stand over what central had of the same section" in said
    wired.later(minutes=1)
    assert "Working" in run()
    assert JournalEntry.objects.filter(origin=PRISON).count() == 10


def test_an_alarm_is_ended_by_name(wired):
    at_work(wired)
    with pytest.raises(CommandError, match="There is no alarm on the line to CENTRAL"):
        run("--clear", "CENTRAL")
    JournalTip.objects.filter(origin=PRISON, lane="bulk").update(forked_at=wired.now)
    assert run("--clear", "CENTRAL").splitlines() == ["MDI bulk: goes on."]
    with old_backup(wired, PRISON):
        wired.write("MY_WORDS", "Newer.")
        wired.courier().round()
    wired.later(minutes=1)
    wired.courier().round(wait=False)
    with pytest.raises(CommandError, match="that are not here"):
        run("--clear", "CENTRAL")
