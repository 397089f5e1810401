"""A tutor's words, the learner's answer: who may, once, taken back only while nobody has seen them."""

from datetime import timedelta

import pytest

from accounts.access import NotAllowed
from accounts.models import AuditEntry
from education.acts import feedback as acts
from education.acts import joining
from education.models import Feedback
from tests.cast import NOW, Cast, PrisonerFactory, UserFactory
from tests.courses import a_course, a_unit, placed

pytestmark = pytest.mark.django_db


def give(cast: Cast, enrolment, words: str = "Good work.", **more) -> Feedback:
    said = {"unit": None, "by": cast.tutor, "at": NOW}
    return acts.give_feedback(enrolment=enrolment, words=words, **said | more)


def test_said_seen_answered_read(cast: Cast) -> None:
    his = placed(a_course(), cast.prisoner.prisoner)
    one = give(cast, his, " Good \x00work. ", unit=a_unit(his.course))
    assert one.words == "Good work."
    his.refresh_from_db()
    assert his.news_at == NOW
    joining.see_answer(enrolment=his, by=cast.prisoner, at=NOW + timedelta(hours=1))
    one.refresh_from_db()
    assert one.seen_at == NOW + timedelta(hours=1)
    acts.answer(feedback=one, words="Thank you", by=cast.prisoner, at=NOW + timedelta(hours=2))
    with pytest.raises(acts.AnsweredAlready) as fault:
        acts.answer(feedback=one, words="Again", by=cast.prisoner, at=NOW)
    assert fault.value.feedback.answer == "Thank you"
    assert list(Feedback.objects.to_read()) == [one]
    for by in (cast.tutor, UserFactory(roles=["TUTOR"])):
        acts.read_answer(feedback=one, by=by, at=NOW)
    one.refresh_from_db()
    assert one.answer_read_by == cast.tutor
    verbs = {"give_feedback", "answer_feedback", "read_answer"}
    assert set(AuditEntry.objects.filter(whom=one.pk).values_list("verb", flat=True)) == verbs


def test_taken_back_only_by_its_writer_and_only_unseen(cast: Cast) -> None:
    his = placed(a_course(), cast.prisoner.prisoner)
    one, other = give(cast, his), give(cast, his)
    with pytest.raises(acts.SeenAlready):
        acts.take_back(feedback=one, by=UserFactory(roles=["TUTOR"]), at=NOW)
    acts.take_back(feedback=one, by=cast.tutor, at=NOW)
    with pytest.raises(acts.AnsweredAlready):
        acts.answer(feedback=one, words="But", by=cast.prisoner, at=NOW)
    his.refresh_from_db()
    joining.see_answer(enrolment=his, by=cast.prisoner, at=NOW)
    with pytest.raises(acts.SeenAlready):
        acts.take_back(feedback=other, by=cast.tutor, at=NOW)
    one.refresh_from_db()
    assert one.seen_at is None


def test_who_may_not(cast: Cast) -> None:
    his = placed(a_course(), cast.prisoner.prisoner)
    for by in (cast.practitioner, cast.officer_elsewhere, cast.prisoner):
        with pytest.raises(NotAllowed):
            give(cast, his, by=by)
    one = give(cast, his)
    for by in (cast.cell_mate, cast.practitioner):
        with pytest.raises(NotAllowed):
            acts.answer(feedback=one, words="Not mine", by=by, at=NOW)
    own = placed(a_course(for_staff=True), None, learner=cast.tutor)
    with pytest.raises(NotAllowed):
        give(cast, own)
    theirs = give(cast, own, by=UserFactory(roles=["TUTOR"]))
    assert acts.answer(feedback=theirs, words="Thanks", by=cast.tutor, at=NOW).answer == "Thanks"


def test_what_is_not_said(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    his = placed(a_course(), cast.prisoner.prisoner)
    for words in (" ", "x" * 1001):
        with pytest.raises(acts.SaysNothing):
            give(cast, his, words)
    with pytest.raises(acts.SaysNothing):
        acts.answer(feedback=give(cast, his), words="x" * 201, by=cast.prisoner, at=NOW)
    with pytest.raises(acts.NotStudying):
        give(cast, his, unit=a_unit(a_course(title="Other")))
    with pytest.raises(acts.NotStudying):
        give(cast, placed(a_course(), PrisonerFactory(), state="WAITING"))
    monkeypatch.setattr(acts, "MOST", 1)
    with pytest.raises(acts.TooManyWords):
        give(cast, his)
