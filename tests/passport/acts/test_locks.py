"""What several do at the same moment waits for each other, and nobody waits in a circle."""

import threading
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from accounts.access import NotAllowed
from accounts.keys import generate
from accounts.models import ArchiveKey, Prison
from passport.acts import case_notes, links, meetings, moving, taking_in
from passport.acts.documents import Said
from passport.acts.taking_in import let_wait, scan_waiting
from passport.documents import Code
from passport.models import CaseNote, HandoverMeeting, Passport, Peer, PersonalLink, SectionVersion, WaitingDocument
from tests.cast import Cast
from tests.files import a_pdf
from tests.passport.acts.test_meetings import NOTES
from tests.passport.plans import a_plan
from tests.reports import his_passport

pytestmark = pytest.mark.django_db(transaction=True)


class Meeting:
    """One act stops half way until the other has had half a second to run into its locks."""

    def __init__(self) -> None:
        self.half_way = threading.Event()
        self.said: list[Any] = [None, None]

    def stops(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def slow(*args: Any, **more: Any) -> Any:
            found = act(*args, **more)
            self.half_way.set()
            time.sleep(0.5)
            return found

        return slow

    def run(self, first: Callable[[], Any], second: Callable[[], Any]) -> list[Any]:
        """The error of each, or None."""

        def work(place: int, act: Callable[[], Any]) -> None:
            try:
                if place:
                    assert self.half_way.wait(20)
                act()
            except Exception as error:  # noqa: BLE001 (whatever it is, the test looks at it)
                self.said[place] = error
            finally:
                connection.close()

        threads = [threading.Thread(target=work, args=pair) for pair in enumerate((first, second))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return self.said


@pytest.fixture
def together() -> Meeting:
    return Meeting()


def test_notes_are_changed_while_they_go_on_the_plan(
    cast: Cast, node: object, together: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    passport, by, at = his_passport(cast), cast.practitioner, timezone.now()
    given: dict[str, Any] = {"passport": passport, "meeting_id": uuid4(), "held_on": at.date(), "notes": NOTES}
    meeting = meetings.write_meeting(**given, seen=0, by=by, at=at)
    monkeypatch.setattr(meetings, "seal_to", together.stops(meetings.seal_to))
    said = together.run(
        lambda: meetings.write_meeting(**given, seen=1, by=by, at=at),
        lambda: meetings.put_on_plan(meeting=meeting, title="Agreed", seen=1, by=by, at=at),
    )
    assert said[0] is None
    assert isinstance(said[1], meetings.ChangedMeanwhile)
    assert HandoverMeeting.objects.get().planned_at is None


def test_a_link_is_closed_while_the_next_is_printed(
    cast: Cast, node: object, together: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    passport, at = his_passport(cast), timezone.now()
    a_plan(passport, cast.practitioner, at=at)
    Peer.objects.create(node="CENTRAL", kinds=["link"])
    given: dict[str, Any] = {"passport": passport, "parts": ["PLAN"], "asked": True, "by": cast.practitioner, "at": at}
    old = links.make_link(**given).row
    monkeypatch.setattr(links, "paper_of", together.stops(links.paper_of))
    said = together.run(
        lambda: links.make_link(**given), lambda: links.take_back_link(link=old, by=cast.prisoner, at=at)
    )
    assert said == [None, None]
    assert PersonalLink.objects.filter(closed_at=None).count() == 1


def send(passport: Passport, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """What sends the record to Leeds, whose keys and whose central stand ready."""
    leeds = generate("LEI")
    keepers = {
        ArchiveKey.Kind.NORMAL: leeds.archive.public,
        ArchiveKey.Kind.RESTRICTED: leeds.archive_restricted.public,
    }
    monkeypatch.setattr(moving, "_keepers", lambda prison: keepers)
    monkeypatch.setattr(moving, "_central_carries", lambda: True)
    to = Prison.objects.get(code="LEI")
    return lambda: moving.start_transfer(prisoner=passport.prisoner, to=to, by="node:MDI", at=timezone.now())


def test_a_note_goes_along_or_is_refused(
    cast: Cast, node: object, together: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    passport = his_passport(cast)
    go = send(passport, monkeypatch)
    monkeypatch.setattr(moving, "gather_all", together.stops(moving.gather_all))
    at = timezone.now()
    said = together.run(
        go,
        lambda: case_notes.write_case_note(
            passport=passport,
            note_id=uuid4(),
            type="GEN",
            subtype="RESET",
            text="He asked for his sister",
            happened_at=at,
            by=cast.practitioner,
            at=at,
        ),
    )
    assert said[0] is None
    assert isinstance(said[1], NotAllowed)
    assert not CaseNote.objects.exists()


def wait(passport: Passport, cast: Cast) -> WaitingDocument:
    said = Said(id=uuid4(), code=Code.PASSPORT)
    return let_wait(passport=passport, content=a_pdf(), said=said, by=cast.practitioner, at=timezone.now())


def test_a_file_that_waits_in_a_record_that_left_stops_no_courier(
    cast: Cast, node: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    passport = his_passport(cast)
    there = wait(passport, cast)
    send(passport, monkeypatch)()
    assert scan_waiting(at=timezone.now()) == 0
    Passport.objects.update(held_by="")  # it came back
    assert scan_waiting(at=timezone.now()) == 1
    assert not WaitingDocument.objects.filter(pk=there.pk).exists()
    assert SectionVersion.objects.filter(sec="DOCUMENTS").exists()


def test_a_record_that_leaves_while_its_file_is_scanned_stops_no_courier(
    cast: Cast, node: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    passport = his_passport(cast)
    there, go = wait(passport, cast), send(passport, monkeypatch)
    opened = taking_in._open
    monkeypatch.setattr(taking_in, "_open", lambda row: (opened(row), go())[0])
    assert scan_waiting(at=timezone.now()) == 0
    there.refresh_from_db()
    assert there.ended_at is None


def test_a_file_that_was_changed_on_the_disk_keeps_no_other_waiting(cast: Cast, node: object) -> None:
    passport = his_passport(cast)
    broken, sound = wait(passport, cast), wait(passport, cast)
    WaitingDocument.objects.filter(pk=broken.pk).update(sealed=["{}"])
    assert scan_waiting(at=timezone.now()) == 2
    broken.refresh_from_db()
    assert (broken.refused, broken.sealed) == ("damaged", [])
    assert not WaitingDocument.objects.filter(pk=sound.pk).exists()
