"""Marking workbooks: the oldest first, plain words, undone; and what a person did on a course."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.access import NotAllowed
from accounts.models import User
from education.acts import attempts, works
from education.acts.progress import NotStudying
from education.models import Enrolment, Progress, Work
from tests.cast import NOW, Cast, PrisonerFactory, SignIn, UserFactory
from tests.courses import placed
from tests.lessons import a_full_course, begun, studying

Made = dict[str, Any]


@pytest.fixture
def made(cast: Cast) -> Made:
    made = a_full_course()
    enrolment = studying(cast.prisoner, made["course"])
    work = works.hand_in(enrolment=enrolment, unit=made["workbook"], by=cast.prisoner, at=NOW)
    return {**made, "enrolment": enrolment, "work": work}


@pytest.fixture
def office(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(Client(), cast.tutor)


def standing(made: Made) -> tuple[str, float | None, int]:
    held = Progress.objects.get(unit=made["workbook"])
    return held.state, held.score, held.failures


def there(made: Made) -> str:
    return f"/staff/learning/marking/{made['work'].pk}/"


def test_marked_in_plain_words_and_seen_in_the_cell(office: Client, cast: Cast, made: Made, sign_in: SignIn) -> None:
    assert cast.prisoner.prisoner.name in office.get("/staff/learning/marking/").content.decode()
    said = {"marks": "7.5", "phrases": ["well_done"], "words": "Look at sum 3."}
    page = office.post(there(made), said, follow=True).content.decode()
    assert "It is marked" in page
    assert "Nothing waits to be marked" in page
    work = Work.objects.get()
    assert (work.marks, work.passed, work.words, work.marked_by) == (7.5, True, "Well done. Look at sum 3.", cast.tutor)
    assert standing(made) == ("PASSED", 75, 0)
    cell = sign_in(Client(), cast.prisoner)
    page = cell.get(f"/me/learning/unit/{made['enrolment'].pk}/{made['workbook'].pk}/").content.decode()
    assert "You got 7.5 of 10" in page
    assert "Look at sum 3." in page


def test_a_phrase_is_in_the_language_of_who_reads_it(office: Client, cast: Cast, made: Made) -> None:
    User.objects.filter(pk=cast.prisoner.pk).update(language="cy")
    office.post(there(made), {"marks": "8", "phrases": ["well_done"]})
    assert Work.objects.get().words == "Da iawn."


def test_not_yet_leads_to_another_go(office: Client, cast: Cast, made: Made) -> None:
    office.post(there(made), {"marks": "5", "words": "Try sum 2 again."})
    assert standing(made) == ("FAILED", 50, 1)
    again = works.hand_in(enrolment=made["enrolment"], unit=made["workbook"], by=cast.prisoner, at=NOW)
    assert again.number == 2
    assert standing(made)[0] == "HANDED_IN"
    with pytest.raises(works.NotMarked):
        works.undo(work=made["work"], by=cast.tutor, at=NOW)  # since then it was handed in anew
    assert "Try sum 2 again." in office.get(f"/staff/learning/marking/{again.pk}/").content.decode()


@pytest.mark.parametrize("marks", ["5", "9"])
def test_a_marking_is_undone(office: Client, made: Made, marks: str) -> None:
    before = standing(made)
    office.post(there(made), {"marks": marks, "words": "Good."})
    assert standing(made) != before
    assert office.post(f"{there(made)}undo/")["Location"] == there(made)
    assert standing(made) == before
    assert (Work.objects.get().state, Work.objects.get().words) == ("HANDED_IN", "")
    office.post(f"{there(made)}undo/")  # a second time changes nothing
    office.post(there(made), {"marks": "8", "words": "Good."})
    assert standing(made)[:2] == ("PASSED", 80)


def test_what_completed_the_course_is_not_undone(office: Client, made: Made) -> None:
    for unit in ("lesson", "quiz"):
        made[unit].needed = False
        made[unit].save()
    office.post(there(made), {"marks": "9", "words": "Good."})
    assert Enrolment.objects.get().state == "COMPLETED"
    page = office.post(f"{there(made)}undo/", follow=True).content.decode()
    assert "can&#x27;t be taken back" in page
    assert Work.objects.get().state == "MARKED"


def test_the_second_tutor_is_told_who_marked(office: Client, made: Made) -> None:
    other = UserFactory(name="Ann First", roles=["TUTOR"])
    works.mark(work=made["work"], marking=works.Marking("Good.", 8), by=other, at=NOW)
    page = office.post(there(made), {"marks": "1", "words": "No."}, follow=True).content.decode()
    assert "Ann First has marked this already" in page
    assert Work.objects.get().marks == 8


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"marks": "11", "words": "x"}, "Enter marks between 0 and 10"),
        ({"marks": "-1", "words": "x"}, "Enter marks between 0 and 10"),
        ({"marks": "nan", "words": "x"}, "Enter marks between 0 and 10"),
        ({"marks": "", "words": "x"}, "Enter marks between 0 and 10"),
        ({"marks": "5"}, "Say something to the person"),
    ],
)
def test_a_faulty_marking_is_named(office: Client, made: Made, said: dict[str, str], fault: str) -> None:
    assert fault in office.post(there(made), said).content.decode()
    assert Work.objects.get().state == "HANDED_IN"


def test_a_workbook_without_marks_is_passed_by_word(office: Client, made: Made) -> None:
    Work.objects.update(out_of=0)
    assert "Say if it is passed" in office.post(there(made), {"words": "x"}).content.decode()
    office.post(there(made), {"passed": "no", "words": "Not yet."})
    assert standing(made)[0] == "FAILED"


def test_the_queue_is_short_however_long(office: Client, made: Made, django_assert_max_num_queries: Any) -> None:
    for n in range(30):
        enrolment = placed(made["course"], PrisonerFactory())
        Work.objects.create(
            enrolment=enrolment,
            unit=made["workbook"],
            lesson=made["work"].lesson,
            number=1,
            handed_in_at=NOW - timedelta(hours=n),
        )
    with django_assert_max_num_queries(10):
        page = office.get("/staff/learning/marking/").content.decode()
    assert page.count("/staff/learning/marking/") >= 25
    assert there(made) not in page  # the newest is on the second page
    assert there(made) in office.get("/staff/learning/marking/?page=2").content.decode()


def test_what_a_person_did(office: Client, cast: Cast, made: Made, django_assert_max_num_queries: Any) -> None:
    attempt = begun(cast.prisoner, made["quiz"])
    attempts.answer(attempt=attempt, question="single", answer="c", written_at=NOW, by=cast.prisoner, at=NOW)
    attempts.hand_in(attempt=attempt, by=cast.prisoner, at=NOW)
    with django_assert_max_num_queries(10):
        page = office.get(f"/staff/learning/attempts/{made['enrolment'].pk}/").content.decode()
    assert "1 of 17" in page
    assert "1,000" in page
    assert "Handed in" in page


def test_nobody_marks_elsewhere_or_their_own(cast: Cast, made: Made, sign_in: SignIn) -> None:
    strange = UserFactory(roles=["TUTOR"], prison__code="LEI")
    assert sign_in(Client(), strange).get(there(made)).status_code == 404
    own = Enrolment.objects.create(
        course=made["course"], prison_id="MDI", learner=cast.tutor, state="PLACED", asked_at=NOW, stood_at=NOW
    )
    work = works.hand_in(enrolment=own, unit=made["workbook"], by=cast.tutor, at=NOW)
    for by in (strange, cast.tutor, cast.practitioner):
        with pytest.raises(works.NotAllowed):
            works.mark(work=work if by == cast.tutor else made["work"], marking=works.Marking("x", 1), by=by, at=NOW)
    assert sign_in(Client(), cast.tutor).get(f"/staff/learning/marking/{work.pk}/").status_code == 404


def cell_page(made: Made) -> str:
    return f"/me/learning/unit/{made['enrolment'].pk}/{made['workbook'].pk}/"


def test_who_pressed_too_soon_takes_it_back_and_hands_it_in_later(cast: Cast, made: Made, sign_in: SignIn) -> None:
    cell = sign_in(Client(), cast.prisoner)
    assert "I have not handed it in yet" in cell.get(cell_page(made)).content.decode()
    assert "You took it back" in cell.post(cell_page(made), {"back": "1"}, follow=True).content.decode()
    assert (Work.objects.get().state, standing(made)[0]) == ("TAKEN", "IN_PROGRESS")
    assert "This has changed" in cell.post(cell_page(made), {"back": "1"}, follow=True).content.decode()
    with pytest.raises(works.NotHandedIn):
        works.mark(work=made["work"], marking=works.Marking("", 8), by=cast.tutor, at=NOW)
    cell.post(cell_page(made))
    assert list(Work.objects.values_list("number", "state")) == [(1, "TAKEN"), (2, "HANDED_IN")]
    assert standing(made)[0] == "HANDED_IN"


def test_nobody_takes_back_what_is_anothers_or_marked(cast: Cast, made: Made) -> None:
    for other in (cast.cell_mate, cast.tutor):
        with pytest.raises(NotAllowed):
            works.take_back(work=made["work"], by=other, at=NOW)
    with pytest.raises(NotAllowed):
        works.never_came(work=made["work"], by=cast.prisoner, at=NOW)
    works.mark(work=made["work"], marking=works.Marking("Good.", 8), by=cast.tutor, at=NOW)
    for act, by in ((works.take_back, cast.prisoner), (works.never_came, cast.tutor)):
        with pytest.raises((works.NotHandedIn, NotStudying)):
            act(work=made["work"], by=by, at=NOW)
    assert Work.objects.get().marks == 8


def test_a_paper_that_never_came_is_asked_for_again(office: Client, cast: Cast, made: Made, sign_in: SignIn) -> None:
    page = office.post(there(made), {"never_came": "1"}, follow=True).content.decode()
    assert "The paper did not come" in page
    assert "Nothing waits to be marked" in office.get("/staff/learning/marking/").content.decode()
    cell = sign_in(Client(), cast.prisoner)
    page = cell.get(cell_page(made)).content.decode()
    assert "Your tutor does not have the paper" in page
    assert "I have handed it in" in page
    assert "not handed in any more" in office.post(there(made), {"never_came": "1"}, follow=True).content.decode()
    office.post(f"{there(made)}undo/")  # it was in another tray
    assert (Work.objects.get().state, standing(made)[0]) == ("HANDED_IN", "HANDED_IN")


def test_the_queue_stays_with_its_course(office: Client, cast: Cast, made: Made) -> None:
    queue, name = "/staff/learning/marking/", cast.prisoner.prisoner.name
    other = a_full_course()["course"]
    assert name not in office.post(queue, {"course": str(other.pk)}, follow=True).content.decode()
    assert name not in office.get(queue).content.decode()
    assert name in office.post(queue, {"course": str(made["course"].pk)}, follow=True).content.decode()
    assert name in office.post(queue, {"course": "none"}, follow=True).content.decode()
