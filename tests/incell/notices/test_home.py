"""What the cell's first page says of this app, and the words of its pages when there is something to say."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Display, User
from incell.acts.kinds import load_kinds
from incell.models import Request, RequestKind, State, Team, TimetableEntry
from tests.cast import NOW, Cast, SignIn
from tests.rules.records_notices import a_notice
from tests.rules.test_reading_age import arguments, cell_doors, hard, hard_in_welsh
from tests.told import Told


def an_answer(cast: Cast, **more: object) -> Request:
    """A request of his that was approved and that he has not seen."""
    kind = RequestKind.objects.first() or (load_kinds(by="test", at=NOW), RequestKind.objects.first())[1]
    at = timezone.now()
    said = {"code": kind.code, "state": State.APPROVED, "team": Team.WING, "decided_at": at}
    said |= {"sent_at": at, "written_at": at, "due_on": at.date()}
    return Request.objects.create(prison_id="MDI", prisoner=cast.prisoner.prisoner, kind=kind, **said | more)


def an_appointment(cast: Cast, days: int = 1, **more: object) -> TimetableEntry:
    at = timezone.now() + timedelta(days=days)
    said = {"title": "Dentist", "key": f"{days}", "source": "PRISON", "loaded_at": at}
    return TimetableEntry.objects.create(prisoner=cast.prisoner.prisoner, starts_at=at, **said | more)


@pytest.fixture
def cell(client: Client, told: Told, cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(client, cast.prisoner)


def home(cell: Client) -> str:
    return cell.get("/me/").content.decode()


def test_says_how_many_answers_wait_until_they_are_seen(cell: Client, cast: Cast) -> None:
    assert "new answer" not in home(cell)
    first = an_answer(cast)
    an_answer(cast, state=State.NEW, decided_at=None)
    assert "You have 1 new answer<" in home(cell)
    an_answer(cast, state=State.DECLINED)
    assert "You have 2 new answers" in home(cell)
    Request.objects.update(seen_at=timezone.now())
    assert "new answer" not in home(cell)
    assert first.prisoner == cast.prisoner.prisoner


def test_names_the_next_appointment_of_the_next_days(cell: Client, cast: Cast) -> None:
    an_appointment(cast, days=5, title="Too far")
    an_appointment(cast, days=-1, title="Over")
    an_appointment(cast, title="Cancelled", key="off", cancelled_at=timezone.now())
    assert "See my timetable" not in home(cell)
    an_appointment(cast, days=2, title="Second")
    an_appointment(cast)
    said = home(cell)
    assert "Dentist" in said
    assert "Tomorrow</time> at 9:30am:" in said
    for other in ("Too far", "Over", "Cancelled", "Second"):
        assert other not in said


def test_costs_six_queries_with_everything_on_it(
    cell: Client, cast: Cast, sign_in: SignIn, django_assert_max_num_queries
) -> None:
    for _ in range(3):
        an_answer(cast)
        a_notice(cast, urgent=True)
        a_notice(cast)
    an_appointment(cast)
    with django_assert_max_num_queries(6):
        said = home(cell)
    assert said.count("No gym today") == 6


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("display", [[], [Display.EASY]])
def test_full_pages_are_easy_to_read(
    told: Told, cast: Cast, sign_in: SignIn, language: str, display: list[str]
) -> None:
    an_answer(cast)
    a_notice(cast, urgent=True, title="Notwithstanding", body="Imported words are not measured.")
    a_notice(cast)
    for days in (0, 1, 2, 20, 80):
        an_appointment(cast, days=days, with_whom="Dr Shah", ends_at=timezone.now() + timedelta(days=days, hours=1))
    an_appointment(cast, days=3, key="off", cancelled_at=timezone.now())
    User.objects.filter(pk=cast.prisoner.pk).update(language=language, display=display)
    client, faults = sign_in(Client(), cast.prisoner), []
    for name, pattern in cell_doors().items():
        answer = client.get(reverse(name, kwargs=arguments(pattern, told)), follow=True)
        if answer.headers["Content-Type"].startswith("text/html"):
            check = hard if language == "en" else hard_in_welsh
            faults += [f"{name}: {fault}" for fault in check(answer.content.decode())]
    assert not faults, "\n".join(sorted(set(faults)))


def test_easy_words_are_fewer_and_remembered(cell: Client, cast: Cast, sign_in: SignIn) -> None:
    full, easy = "People outside see only some parts.", "Staff can. You can see who looked."

    def says(words: str) -> bool:
        return words in cell.get("/me/help/").content.decode()

    assert says(full)
    cell.post("/me/display/", {"display": ["easy"]})
    assert says(easy)
    assert not says(full)
    cell.logout()
    sign_in(cell, cast.prisoner)
    assert says(easy)
    sign_in(cell, cast.cell_mate)
    assert says(full)


@pytest.mark.parametrize(("language", "welsh"), [("cy", False), ("cy", True), ("en", False)])
def test_a_notice_without_welsh_says_so_on_a_welsh_page(
    told: Told, cast: Cast, sign_in: SignIn, language: str, welsh: bool
) -> None:
    a_notice(cast, title="No gym today", **({"title_cy": "Dim campfa", "body_cy": "Dewch yfory."} if welsh else {}))
    User.objects.filter(pk=cast.prisoner.pk).update(language=language)
    said = sign_in(Client(), cast.prisoner).get("/me/").content.decode()
    only_english = language == "cy" and not welsh
    assert ("Ysgrifennwyd hwn yn Saesneg." in said) is only_english
    assert ('<div data-imported lang="en"><h2' in said) is only_english
