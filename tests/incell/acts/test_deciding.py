"""What staff do with a request: each act, whom it refuses, what it leaves behind, and how it is taken back."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.access import NotAllowed
from accounts.models import AuditEntry, Role, User
from incell.acts import deciding, many
from incell.acts.history import AlreadyDecided, ChangedMeanwhile
from incell.acts.own_requests import see_answer, withdraw_request
from incell.models import Request, RequestEvent, State
from tests.cast import NOW, Cast, PrisonFactory, UserFactory
from tests.incell.handled import a_request, clerk, privileged

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(cast: Cast) -> Request:
    return a_request(cast.prisoner.prisoner)


@pytest.fixture
def anita(cast: Cast) -> User:
    return clerk(name="Anita Desai")


def decide(request: Request, by: User, **more: Any) -> Request:
    said = {"state": "DECLINED", "reply": "Not this week.", "at": NOW, **more}
    return deciding.decide(request=request, by=by, **said)


def acts(request: Request, by: User) -> dict[str, Any]:
    """Every act once, ready to be called."""
    said = {"request": request, "by": by, "at": NOW}
    return {
        "assign": lambda: deciding.assign(**said, to=by),
        "forward": lambda: deciding.forward(**said, to="WING", comment="Look"),
        "say": lambda: deciding.say(**said, words="Hello", shared=True),
        "decide": lambda: deciding.decide(**said, state="APPROVED", reply=""),
    }


NAMES = ["assign", "forward", "say", "decide"]


@pytest.mark.parametrize("name", NAMES)
def test_each_act_leaves_one_line_of_history_and_one_of_audit(asked: Request, anita: User, name: str) -> None:
    before = AuditEntry.objects.count()
    acts(asked, anita)[name]()
    line = asked.events.last()
    assert (asked.events.count(), AuditEntry.objects.count()) == (2, before + 1)
    entry = AuditEntry.objects.get(whom=str(asked.pk))
    assert (entry.who, entry.verb, entry.why) == (str(anita.pk), f"request_{line.verb.lower()}", "")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("who", ["other team", "other prison", "nobody's role", "head", "the person", "gone"])
def test_nobody_else_does_any_of_it(asked: Request, cast: Cast, name: str, who: str) -> None:
    elsewhere = PrisonFactory(code="LEI", name="Leeds (HMP)")
    stranger = {
        "other team": lambda: UserFactory(roles=[Role.LIBRARIAN]),
        "other prison": lambda: UserFactory(roles=[Role.BUSINESS_HUB_CLERK], prison=elsewhere),
        "nobody's role": lambda: UserFactory(),
        "head": lambda: UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING]),
        "the person": lambda: cast.prisoner,
        "gone": lambda: UserFactory(roles=[Role.BUSINESS_HUB_CLERK], is_active=False),
    }[who]()
    before = AuditEntry.objects.count()
    with pytest.raises(NotAllowed):
        acts(asked, stranger)[name]()
    asked.refresh_from_db()
    assert (asked.state, asked.revision, asked.events.count()) == (State.NEW, 0, 1)
    assert AuditEntry.objects.count() == before


@pytest.mark.parametrize("name", ["assign", "forward", "decide"])
def test_what_is_decided_stays_decided(asked: Request, anita: User, name: str) -> None:
    decide(asked, clerk(name="Ola Second"))
    with pytest.raises(AlreadyDecided) as raised:
        acts(asked, anita)[name]()
    now = raised.value.request
    assert (now.decided_by.name, now.decided_at, now.state) == ("Ola Second", NOW, "DECLINED")


def test_after_the_decision_there_can_still_be_a_message(asked: Request, anita: User) -> None:
    decide(asked, anita)
    deciding.say(request=asked, words="Sorry", shared=True, by=anita, at=NOW)
    assert asked.events.last().words == "Sorry"


def test_who_acts_on_an_older_page_is_told(asked: Request, anita: User) -> None:
    deciding.say(request=asked, words="I ring them", shared=False, by=clerk(), at=NOW)
    with pytest.raises(ChangedMeanwhile) as raised:
        decide(asked, anita, revision=0)
    assert not isinstance(raised.value, AlreadyDecided)
    decide(asked, anita, revision=raised.value.request.revision)


def test_what_the_person_took_back_is_not_decided(asked: Request, anita: User, cast: Cast) -> None:
    withdraw_request(request=asked, by=cast.prisoner, at=NOW)
    with pytest.raises(AlreadyDecided):
        decide(asked, anita)


def test_only_the_decision_and_shared_messages_are_for_the_person(asked: Request, anita: User) -> None:
    deciding.assign(request=asked, to=anita, by=anita, at=NOW)
    deciding.say(request=asked, words="Between us", shared=False, by=anita, at=NOW)
    deciding.say(request=asked, words="For you", shared=True, by=anita, at=NOW)
    decide(asked, anita, staff_reason="He has £12")
    shared = asked.events.filter(audience=RequestEvent.Audience.STAFF_AND_PRISONER)
    assert [line.words for line in shared] == ["", "For you", "Not this week."]
    assert "£12" not in " ".join(asked.events.values_list("words", flat=True))


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"state": "DECLINED", "reply": "  "}, deciding.NothingSaid),
        ({"reply": "x" * 1001}, deciding.SaysTooMuch),
        ({"staff_reason": "x" * 1001}, deciding.SaysTooMuch),
        ({"state": "NEW"}, ValueError),
        ({"state": "WITHDRAWN"}, ValueError),
        ({"state": "LOST"}, ValueError),
        ({"state": "REJECTED"}, ValueError),
        ({"state": "REJECTED", "rejection": "BORING"}, ValueError),
        ({"state": "APPROVED", "rejection": "ABUSIVE"}, ValueError),
    ],
)
def test_a_decision_that_is_none(asked: Request, anita: User, said: dict[str, str], error: type) -> None:
    with pytest.raises(error):
        decide(asked, anita, **said)
    asked.refresh_from_db()
    assert asked.is_open


def test_a_thousand_characters_of_any_kind_fit(asked: Request, anita: User) -> None:
    words = ("🦆" * 998) + "\u202e="
    decide(asked, anita, reply=words, staff_reason="</script>" * 111)
    asked.refresh_from_db()
    assert asked.reply == words


def test_a_comment_is_needed_to_forward_and_the_day_it_is_due_stays(asked: Request, anita: User) -> None:
    with pytest.raises(deciding.NothingSaid):
        deciding.forward(request=asked, to="WING", comment="\n", by=anita, at=NOW)
    with pytest.raises(deciding.HasItAlready):
        deciding.forward(request=asked, to="BUSINESS_HUB", comment="Look", by=anita, at=NOW)
    with pytest.raises(ValueError, match="KITCHEN"):
        deciding.forward(request=asked, to="KITCHEN", comment="Look", by=anita, at=NOW)
    due = asked.due_on
    deciding.assign(request=asked, to=anita, by=anita, at=NOW)
    now = deciding.forward(request=asked, to="WING", comment="Look", by=anita, at=NOW)
    assert (now.team, now.assigned_to, now.due_on) == ("WING", None, due)


@pytest.mark.parametrize("whom", ["other team", "other prison", "gone"])
def test_only_who_sits_in_the_team_is_given_it(asked: Request, anita: User, whom: str) -> None:
    made = {
        "other team": {"roles": [Role.LIBRARIAN]},
        "other prison": {"roles": [Role.BUSINESS_HUB_CLERK], "prison": PrisonFactory(code="LEI")},
        "gone": {"roles": [Role.BUSINESS_HUB_CLERK], "is_active": False},
    }[whom]
    with pytest.raises(deciding.NotInThatTeam):
        deciding.assign(request=asked, to=UserFactory(**made), by=anita, at=NOW)


def test_nobody_is_also_somebody_to_give_it_to(asked: Request, anita: User) -> None:
    deciding.assign(request=asked, to=anita, by=anita, at=NOW)
    assert deciding.assign(request=asked, to=None, by=anita, at=NOW).assigned_to is None


def test_a_private_message_is_passed_on_and_nothing_else(cast: Cast, anita: User) -> None:
    sealed = privileged(cast.prisoner.prisoner)
    for state, more in (("DECLINED", {}), ("REJECTED", {"rejection": "ABUSIVE"})):
        with pytest.raises(deciding.PrivilegedIsPassedOn):
            decide(sealed, anita, state=state, **more)
    assert decide(sealed, anita, state="APPROVED", reply="").state == "APPROVED"


# Undoing


def everything(request: Request) -> dict[str, Any]:
    request.refresh_from_db()
    fields = ["state", "team", "assigned_to_id", "due_on", "decided_at", "decided_by_id", "rejection", "reply"]
    return {name: getattr(request, name) for name in [*fields, "staff_reason"]}


@pytest.mark.parametrize("name", ["assign", "forward", "decide"])
def test_an_act_is_taken_back_whole_and_both_lines_stay(asked: Request, anita: User, name: str) -> None:
    before = everything(asked)
    acts(asked, anita)[name]()
    line = asked.events.last()
    deciding.undo(event=line, by=anita, at=NOW + timedelta(minutes=15))
    assert everything(asked) == before
    assert [each.verb for each in asked.events.all()] == ["SENT", line.verb, "UNDONE"]
    assert AuditEntry.objects.filter(verb="request_undone", whom=str(asked.pk)).count() == 1


def test_what_was_given_to_somebody_goes_back_to_them(asked: Request, anita: User) -> None:
    deciding.assign(request=asked, to=anita, by=anita, at=NOW)
    before = everything(asked)
    decide(asked, anita)
    deciding.undo(event=asked.events.last(), by=anita, at=NOW)
    assert everything(asked) == before


@pytest.mark.parametrize("why", ["late", "seen", "somebody else's", "more was done", "a message", "twice", "sent"])
def test_what_cannot_be_undone(asked: Request, anita: User, cast: Cast, why: str) -> None:
    decide(asked, anita)
    line, by, at = asked.events.last(), anita, NOW
    if why == "late":
        at = NOW + timedelta(minutes=15, seconds=1)
    elif why == "seen":
        asked.refresh_from_db()
        see_answer(request=asked, by=cast.prisoner, at=NOW)
    elif why == "somebody else's":
        by = clerk()
    elif why == "more was done":
        deciding.say(request=asked, words="And more", shared=True, by=anita, at=NOW)
    elif why == "a message":
        line = deciding.say(request=asked, words="And more", shared=True, by=anita, at=NOW)
    elif why == "twice":
        deciding.undo(event=line, by=anita, at=NOW)
    elif why == "sent":
        line = asked.events.first()
    before = everything(asked)
    with pytest.raises(deciding.NothingToUndo):
        deciding.undo(event=line, by=by, at=at)
    assert everything(asked) == before


def test_who_left_the_team_undoes_nothing(asked: Request, anita: User, cast: Cast) -> None:
    decide(asked, anita)
    anita.roles_held.all().delete()
    with pytest.raises(NotAllowed):
        deciding.undo(event=asked.events.last(), by=anita, at=NOW)


def test_what_was_forwarded_is_fetched_back_by_who_sent_it(asked: Request, anita: User) -> None:
    deciding.forward(request=asked, to="WING", comment="Look", by=anita, at=NOW)
    assert deciding.undo(event=asked.events.last(), by=anita, at=NOW).team == "BUSINESS_HUB"


# Many


def test_each_of_many_is_tried_alone_and_the_batch_is_undone_together(cast: Cast, anita: User) -> None:
    person = cast.prisoner.prisoner
    open_one, other, decided = a_request(person), a_request(person), a_request(person, state="APPROVED")
    contact = a_request(person, code="ADD_SOCIAL_CONTACT", answers={})
    elsewhere = a_request(person, team="WING")
    outcome = many.do_to_each(
        requests=[open_one, decided, contact, elsewhere, other],
        act=deciding.decide,
        by=anita,
        at=NOW,
        state="APPROVED",
        reply="Yes.",
    )
    assert [one.pk for one in outcome.done] == [open_one.pk, other.pk]
    assert {one.pk: type(error) for one, error in outcome.left} == {
        decided.pk: AlreadyDecided,
        contact.pk: deciding.NeedsVetting,
        elsewhere.pk: NotAllowed,
    }
    other.refresh_from_db()
    see_answer(request=other, by=cast.prisoner, at=NOW)
    undone = many.undo_batch(batch=outcome.batch, by=anita, at=NOW)
    assert [one.pk for one in undone.done] == [open_one.pk]
    assert [type(error) for _, error in undone.left] == [deciding.NothingToUndo]
    open_one.refresh_from_db()
    assert open_one.is_open


def test_words_that_no_request_could_take_stop_all_of_them(cast: Cast, anita: User) -> None:
    two = [a_request(cast.prisoner.prisoner), a_request(cast.cell_mate.prisoner)]
    with pytest.raises(deciding.NothingSaid):
        many.do_to_each(requests=two, act=deciding.decide, by=anita, at=NOW, state="DECLINED", reply="")
    assert not Request.objects.exclude(revision=0).exists()


def test_none_and_too_many(cast: Cast, anita: User) -> None:
    with pytest.raises(many.NoneChosen):
        many.do_to_each(requests=[], act=deciding.assign, by=anita, at=NOW, to=anita)
    with pytest.raises(many.TooManyChosen):
        many.do_to_each(requests=[Request()] * 101, act=deciding.assign, by=anita, at=NOW, to=anita)
    with pytest.raises(many.NoneChosen):
        many.undo_batch(batch=uuid4(), by=anita, at=NOW)


def test_a_batch_is_its_own_persons_to_undo(cast: Cast, anita: User) -> None:
    outcome = many.do_to_each(
        requests=[a_request(cast.prisoner.prisoner)], act=deciding.assign, by=anita, at=NOW, to=anita
    )
    with pytest.raises(many.NoneChosen):
        many.undo_batch(batch=outcome.batch, by=clerk(), at=NOW)
