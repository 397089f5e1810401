from datetime import datetime, time, timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from incell.models import TimetableEntry
from tests.cast import Cast, SignIn

ROWS = "number,start,end,title,place,with\nA1234BC,2026-12-05 14:00,,Gym,,\nA1234BC,2026-12-05 25:00,,Class,,\n"


@pytest.fixture
def office(client: Client, cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(client, cast.administrator)


@pytest.fixture
def cell(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(Client(), cast.prisoner)


def an_entry(cast: Cast, days: int = 0, hour: int = 23, **more: object) -> TimetableEntry:
    at = timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), time(hour)))
    said = {"title": "Gym", "key": uuid4().hex, "source": "PRISON", "loaded_at": at}
    return TimetableEntry.objects.create(prisoner=cast.prisoner.prisoner, starts_at=at, **said | more)


def send(office: Client, content: str, **more: str) -> str:
    file = SimpleUploadedFile("week.csv", content.encode())
    return office.post("/staff/timetable/", {"file": file, **more}).content.decode()


def test_an_upload_says_what_became_of_each_bad_row(office: Client, cast: Cast) -> None:
    day = f"{timezone.localdate() + timedelta(days=3):%Y-%m-%d}"
    said = send(office, ROWS.replace("2026-12-05", day))
    assert "Rows: 2. Added 1, changed 0, unchanged 0, cancelled 0, bad rows 1." in said
    assert "there is no such day or hour" in said
    assert "nothing is cancelled" not in said
    assert TimetableEntry.objects.get().title == "Gym"


@pytest.mark.parametrize(
    ("content", "number", "words"),
    [
        ("x", "", "The first line must name the columns"),
        ("[]", "", "The file does not say whom it is about"),
        ("", "", "This file is empty"),
        (ROWS, "12", "A prison number looks like A1234BC"),
    ],
)
def test_a_file_that_is_none_changes_nothing(office: Client, content: str, number: str, words: str) -> None:
    assert words in send(office, content, number=number)
    assert not TimetableEntry.objects.exists()


def test_reasons_are_told_in_welsh(office: Client, cast: Cast) -> None:
    User.objects.filter(pk=cast.administrator.pk).update(language="cy")
    assert "Rhaid i’r llinell gyntaf enwi’r colofnau" in send(office, "x")


def test_the_cell_sees_the_days_in_words(cell: Client, cast: Cast) -> None:
    an_entry(cast, 0, with_whom="Dr Shah", place="Healthcare")
    an_entry(cast, 1, title="Class", hour=14)
    an_entry(cast, 3, title="Library")
    an_entry(cast, 12, title="Dentist")
    an_entry(cast, -1, title="Over")
    cast.prisoner.prisoner.release_on = timezone.localdate() + timedelta(days=20)
    cast.prisoner.prisoner.save()
    an_entry(cast, 21, title="Probation office", source="PROBATION")
    said = cell.get("/me/timetable/").content.decode()
    order = ["Today", "Dr Shah", "Tomorrow", "2:00pm", "Class", "This week", "Library", "Later", "Dentist"]
    places = [said.index(words, said.index("<main")) for words in [*order, "After you leave", "Probation office"]]
    assert places == sorted(places)
    assert "Over" not in said


def test_what_is_off_says_so_until_its_day_has_passed(cell: Client, cast: Cast) -> None:
    an_entry(cast, 0, cancelled_at=timezone.now(), hour=0)
    an_entry(cast, -1, cancelled_at=timezone.now(), title="Over")
    said = cell.get("/me/timetable/").content.decode()
    assert "Not on" in said
    assert "Over" not in said


def test_nobody_sees_the_cell_mates(client: Client, cast: Cast, sign_in: SignIn) -> None:
    an_entry(cast, 0, title="Solicitor visit")
    assert "Solicitor" not in sign_in(client, cast.cell_mate).get("/me/timetable/").content.decode()


def test_costs_the_same_however_full(cell: Client, cast: Cast, django_assert_max_num_queries) -> None:
    for day in range(110):
        an_entry(cast, day)
    with django_assert_max_num_queries(8):
        answer = cell.get("/me/timetable/")
    assert answer.content.decode().count("tg-days__one") == 100
    assert b"There is more to come" in answer.content


def run(*arguments: object) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_timetable", *map(str, arguments), "--prison", "MDI", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_command(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "week.csv"
    file.write_text(ROWS.replace("2026-12-05", f"{timezone.localdate() + timedelta(days=3):%Y-%m-%d}"))
    out, err = run(file)
    assert "added 1" in out
    assert "bad rows 1" in out
    assert "line 3: start: there is no such day or hour" in err
    assert "unchanged 1" in run(file)[0]


def test_the_command_reads_a_person_from_the_files_name(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "delius-appointments-A1234BC.json"
    file.write_text('[{"dateTime": "{{now offset=\\\'1 days\\\'}}+01:00", "description": "Meeting"}]')
    assert "added 1" in run(file)[0]
    assert TimetableEntry.objects.get().source == "PROBATION"


def test_the_command_refuses_what_it_can_not_read(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="can't be read"):
        run(tmp_path / "nothing.csv")
    (tmp_path / "a.json").write_text("[]")
    with pytest.raises(CommandError, match="does not say whom"):
        run(tmp_path / "a.json")
    (tmp_path / "b.csv").write_text("number,start,title\nZ9999ZZ,2027-01-01 10:00,Gym\n")
    with pytest.raises(CommandError, match="Nothing of the file"):
        run(tmp_path / "b.csv")


def test_the_page_says_when_a_file_is_read_and_that_it_is_being_read(office: Client) -> None:
    page = office.get("/staff/timetable/").content.decode()
    assert "A large file is read after you have sent it" in page
    assert 'role="status" data-while-sent="The file is being read. Wait for the result."' in page
    assert "js/waiting" in page
