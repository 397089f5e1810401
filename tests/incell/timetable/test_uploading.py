"""Files that are too large to be read while somebody waits: read by a task, once, and nothing of them stays."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.acts import later
from accounts.models import AuditEntry, RoleHeld, TaskRow
from incell.acts import uploading
from incell.acts.uploading import KEPT, clear_uploads, send_in
from incell.models import TimetableEntry, TimetableUpload
from tests.cast import Cast, SignIn

pytestmark = pytest.mark.usefixtures("node")
HEAD = "number,start,end,title,place,with\n"


@pytest.fixture
def office(client: Client, cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(client, cast.administrator)


def rows(title: str = "Gym", n: int = 3) -> str:
    day = f"{timezone.localdate() + timedelta(days=3):%Y-%m-%d}"
    return HEAD + "".join(f"A1234BC,{day} {8 + hour:02}:00,,{title},,\n" for hour in range(n))


def an_upload(cast: Cast, content: str, **more: Any) -> TimetableUpload:
    prison = cast.administrator.prison
    at = timezone.now()
    return send_in(prison=prison, content=content.encode(), by=cast.administrator, at=at, **more)


def page(office: Client, upload: TimetableUpload, **query: str) -> tuple[str, bool]:
    """What it says, and whether it looks again by itself."""
    answer = office.get(f"/staff/timetable/{upload.pk}/", query)
    return answer.content.decode(), "Refresh" in answer.headers


def test_a_large_file_leads_to_its_page_and_is_read_afterwards(
    office: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("incell.views.staff.timetable.AT_ONCE", 10)
    content = rows() + "A1234BC,25 o'clock,,Class,,\nX,,,,,\n"
    answer = office.post("/staff/timetable/", {"file": SimpleUploadedFile("week.csv", content.encode())})
    upload = TimetableUpload.objects.get()
    assert answer.headers["Location"] == f"/staff/timetable/{upload.pk}/"
    said, again = page(office, upload)
    assert "The file waits for its turn" in said
    assert again
    assert not TimetableEntry.objects.exists()

    assert later.drain(at=timezone.now()) == 1
    said, again = page(office, upload)
    assert "Rows: 5. Added 3, changed 0, unchanged 0, cancelled 0, bad rows 2." in said
    assert "write day and hour like" in said
    assert not again
    assert TimetableEntry.objects.count() == 3
    assert str(upload.pk) in office.get("/staff/timetable/").content.decode()


def test_nothing_of_the_file_lies_in_the_clear_and_nothing_at_all_afterwards(cast: Cast) -> None:
    upload = an_upload(cast, rows("Quokka") + "A1234BC,25 o'clock,,Wombat,,\n", number="A1234BC")
    for word in ("Quokka", "A1234BC"):
        assert word not in json.dumps([upload.sealed, TaskRow.objects.get().arguments])
    later.drain(at=timezone.now())
    upload.refresh_from_db()
    assert upload.sealed == []
    assert "Wombat" not in json.dumps([upload.faults, upload.notes, upload.refused])


def test_a_file_that_needs_several_boxes_comes_out_whole(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "MAX_PLAINTEXT", 40)
    upload = an_upload(cast, rows(n=8))
    assert len(upload.sealed) > 1
    later.drain(at=timezone.now())
    assert TimetableEntry.objects.count() == 8


def test_every_bad_row_is_listed_on_some_page(office: Client, cast: Cast) -> None:
    upload = an_upload(cast, HEAD + "A1234BC,never,,Gym,,\n" * 250)
    later.drain(at=timezone.now())
    said, _again = page(office, upload, page="3")
    assert ">251</" in said.replace(" ", "").replace("\n", "")


def test_a_file_that_is_none_is_refused_with_the_reason(office: Client, cast: Cast) -> None:
    upload = an_upload(cast, "x")
    later.drain(at=timezone.now())
    said, again = page(office, upload)
    assert "The first line must name the columns" in said
    assert not again
    assert TaskRow.objects.get().state == TaskRow.State.DONE


def test_who_lost_the_role_meanwhile_brings_nothing_in(office: Client, cast: Cast) -> None:
    upload = an_upload(cast, rows())
    RoleHeld.objects.filter(user=cast.administrator).delete()
    later.drain(at=timezone.now())
    upload.refresh_from_db()
    assert (upload.stands, upload.refused[2]) == ("refused", "not_allowed")
    assert not TimetableEntry.objects.exists()


def test_two_at_once_are_both_read_and_each_once(cast: Cast) -> None:
    for title in ("Gym", "Class"):
        an_upload(cast, rows(title))
    assert later.drain(at=timezone.now()) == 2
    assert later.drain(at=timezone.now()) == 0
    assert [upload.stands for upload in TimetableUpload.objects.all()] == ["done", "done"]
    assert AuditEntry.objects.filter(verb="import_timetable").count() == 2


def test_a_worker_that_dies_is_said_and_another_one_reads_it(office: Client, cast: Cast) -> None:
    upload, at = an_upload(cast, rows()), timezone.now()
    TaskRow.objects.update(state=TaskRow.State.RUNNING, claimed_at=at, attempts=1)  # as a kill leaves it
    assert "The file is being read" in page(office, upload)[0]
    assert later.drain(at=at + later.LEASE / 2) == 0
    TaskRow.objects.update(state=TaskRow.State.WAITING)
    said, again = page(office, upload)
    assert "It is read again by itself" in said
    assert again
    TaskRow.objects.update(state=TaskRow.State.RUNNING)
    assert later.drain(at=at + later.LEASE + timedelta(seconds=1)) == 1
    assert TimetableEntry.objects.count() == 3


def test_what_breaks_in_the_middle_leaves_nothing_half_done(
    office: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = an_upload(cast, rows())
    with monkeypatch.context() as broken:
        broken.setattr(TimetableUpload, "save", lambda *args, **more: 1 / 0)  # after the entries are written
        later.drain(at=timezone.now())
    assert not TimetableEntry.objects.exists()
    assert "It is read again by itself" in page(office, upload)[0]
    later.drain(at=timezone.now() + later.FIRST_DELAY * 2)
    assert TimetableEntry.objects.count() == 3


def test_after_the_last_try_it_says_so_and_the_file_is_destroyed(office: Client, cast: Cast) -> None:
    upload = an_upload(cast, rows())
    TaskRow.objects.update(state=TaskRow.State.FAILED, attempts=later.MOST_TRIES)
    assert "It could not be read in any of several tries" in page(office, upload)[0]
    assert clear_uploads(at=timezone.now()) == 1
    upload.refresh_from_db()
    assert upload.sealed == []
    said, again = page(office, upload)
    assert "Send it in again" in said
    assert not again
    assert clear_uploads(at=timezone.now() + KEPT + timedelta(days=1)) == 1
    assert not TimetableUpload.objects.exists()


def test_its_page_costs_few_queries(office: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    for _ in range(12):
        upload = an_upload(cast, HEAD + "A1234BC,never,,Gym,,\n" * 150)
    later.drain(at=timezone.now())
    with django_assert_max_num_queries(10):
        page(office, upload)
    with django_assert_max_num_queries(10):
        office.get("/staff/timetable/")
