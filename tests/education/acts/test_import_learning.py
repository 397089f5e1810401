"""Bringing learner records in: linked by number, offered where the number is another's, never doubled."""

import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.access import NotAllowed
from accounts.models import AuditEntry, Prison
from education.acts.import_learning import Outcome, import_learning
from education.acts.linking import AlreadyLinked, NotLinkedByAPerson, confirm, refuse, undo
from education.models import Learner, Offer, PastCourse
from education.record import Record, read
from tests.cast import NOW, Cast, PrisonerFactory
from tests.education.record.test_read import ROW, file

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def sent(number: str, **more: Any) -> dict[str, Any]:
    return ROW | {"prn": number} | more


def bring(cast: Cast, *rows: dict[str, Any]) -> Outcome:
    record: Record = read([file(*rows)])
    assert not record.faults
    return import_learning(prison=Prison.objects.get(pk="MDI"), record=record, by="node:MDI", at=NOW)


def former(cast: Cast, **more: Any) -> dict[str, Any]:
    """A row of the prisoner's under an earlier number."""
    person = cast.prisoner.prisoner
    who = {"givenName": person.first_name, "familyName": person.last_name, "dateOfBirth": str(person.date_of_birth)}
    return sent("Z9999ZZ", **who | more)


def test_by_number_and_again_changes_nothing(cast: Cast) -> None:
    person = cast.prisoner.prisoner
    rows = [sent(person.number), sent(person.number, courseCode="OTHER")]
    assert bring(cast, *rows) == Outcome(added=2, linked=1)
    assert list(PastCourse.objects.of(person).values_list("course_code", flat=True)) == ["008FOO", "OTHER"]
    before = AuditEntry.objects.count()
    assert bring(cast, *rows) == Outcome(unchanged=2, known=1)
    assert AuditEntry.objects.count() == before


def test_a_changed_row_is_changed_and_none_is_removed(cast: Cast) -> None:
    number = cast.prisoner.prisoner.number
    bring(cast, sent(number), sent(number, courseCode="OTHER"))
    assert bring(cast, sent(number, outcomeGrade="Merit")) == Outcome(changed=1, known=1)
    assert PastCourse.objects.count() == 2
    assert PastCourse.objects.get(course_code="008FOO").grade == "Merit"


def test_what_is_of_nobody_here_is_not_kept(cast: Cast) -> None:
    outcome = bring(
        cast, sent("Z9999ZZ"), sent("Z8888ZZ", givenName="Peter", familyName="Quill", dateOfBirth="1960-02-03")
    )
    assert outcome == Outcome(nobody=2, left_out=2)
    assert not Learner.objects.exists()


def test_a_likely_person_is_offered_and_gets_nothing_before_somebody_says_so(cast: Cast) -> None:
    outcome = bring(cast, former(cast))
    assert (outcome.to_confirm, outcome.added) == (1, 1)
    assert not PastCourse.objects.of(cast.prisoner.prisoner).exists()
    offer = Offer.objects.get(prisoner=cast.prisoner.prisoner)
    assert set(offer.evidence.values()) == {"SAME"}
    confirm(offer=offer, by=cast.tutor, at=LATER)
    assert PastCourse.objects.of(cast.prisoner.prisoner).count() == 1
    learner = Learner.objects.get()
    assert (learner.how, learner.family_name, learner.born_on) == ("PERSON", "", None)
    with pytest.raises(AlreadyLinked):
        confirm(offer=offer, by=cast.tutor, at=LATER)
    with pytest.raises(AlreadyLinked):
        refuse(offer=offer, by=cast.tutor, at=LATER)


def test_a_confirmed_record_keeps_growing_under_its_number(cast: Cast) -> None:
    bring(cast, former(cast))
    confirm(offer=Offer.objects.get(prisoner=cast.prisoner.prisoner), by=cast.tutor, at=LATER)
    assert bring(cast, former(cast), former(cast, courseCode="NEW")) == Outcome(added=1, unchanged=1, known=1)
    assert PastCourse.objects.of(cast.prisoner.prisoner).count() == 2


def test_a_refused_record_is_nobodys_and_is_not_offered_again(cast: Cast) -> None:
    bring(cast, former(cast))
    for offer in Offer.objects.all():
        refuse(offer=offer, by=cast.tutor, at=LATER)
    assert bring(cast, former(cast)) == Outcome(unchanged=1)
    assert not Learner.objects.to_confirm().exists()
    assert Learner.objects.get().family_name == ""


def test_an_answer_is_taken_back(cast: Cast) -> None:
    bring(cast, former(cast))
    offer = Offer.objects.get(prisoner=cast.prisoner.prisoner)
    confirm(offer=offer, by=cast.tutor, at=LATER)
    undo(offer=offer, by=cast.tutor, at=LATER)
    assert Learner.objects.to_confirm().count() == 1
    assert not PastCourse.objects.of(cast.prisoner.prisoner).exists()
    with pytest.raises(NotLinkedByAPerson):
        undo(offer=offer, by=cast.tutor, at=LATER)


@pytest.mark.parametrize("member", ["officer_elsewhere", "administrator", "prisoner"])
def test_who_may_not_say_whose_it_is(cast: Cast, member: str) -> None:
    bring(cast, former(cast))
    offer = Offer.objects.get(prisoner=cast.prisoner.prisoner)
    for act in (confirm, refuse, undo):
        with pytest.raises(NotAllowed):
            act(offer=offer, by=getattr(cast, member), at=LATER)


@pytest.mark.parametrize("member", ["tutor", "officer_elsewhere", "prisoner"])
def test_who_may_not_import(cast: Cast, member: str) -> None:
    with pytest.raises(NotAllowed):
        import_learning(prison=Prison.objects.get(pk="MDI"), record=Record(), by=getattr(cast, member), at=NOW)


def test_somebody_who_arrives_under_the_number_gets_the_record(cast: Cast) -> None:
    bring(cast, former(cast))
    arrived = PrisonerFactory(number="Z9999ZZ")
    assert bring(cast, former(cast)) == Outcome(unchanged=1, linked=1)
    assert PastCourse.objects.of(arrived).count() == 1


def test_queries_do_not_grow_with_rows(cast: Cast, django_assert_max_num_queries: Any) -> None:
    people = [PrisonerFactory() for _ in range(30)]
    rows = [sent(person.number, courseCode=f"C{n}") for person in people for n in range(5)]
    with django_assert_max_num_queries(16):
        assert bring(cast, *rows).added == 150


def test_the_command_names_bad_rows_and_brings_the_others(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    number = cast.prisoner.prisoner.number
    path.write_text(json.dumps({"content": [sent(number), sent("nobody")]}))
    out, err = StringIO(), StringIO()
    call_command("import_learning", path, prison="MDI", stdout=out, stderr=err)
    assert "row 2: prn: not a prison number" in err.getvalue()
    assert "added 1, changed 0, unchanged 0" in out.getvalue()
    assert number not in out.getvalue() + err.getvalue()
    assert PastCourse.objects.get().started_on == date(2021, 6, 1)


@pytest.mark.parametrize(("content", "fault"), [("{", "not JSON"), ('{"content": [3]}', "no row could be used")])
def test_the_command_refuses_a_file_of_another_shape(cast: Cast, tmp_path: Path, content: str, fault: str) -> None:
    path = tmp_path / "record.json"
    path.write_text(content)
    with pytest.raises(CommandError, match=fault):
        call_command("import_learning", path, prison="MDI", stdout=StringIO(), stderr=StringIO())
