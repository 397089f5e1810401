"""Handover meetings: noted, confirmed by who was there, answered by the person, put on the plan."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from accounts.access import NotAllowed, give, reach_of
from accounts.models import Prisoner, Role, User
from passport.acts import meetings as acts
from passport.acts.planning import plan_of
from passport.meeting import Action, Attendee, Notes, faults, read, written
from passport.models import HandoverMeeting, MeetingWord, Passport
from tests.cast import NOW, Cast, PrisonerFactory, UserFactory
from tests.reports import his_passport

pytestmark = pytest.mark.django_db
SECRET = "marmalade"
HELD = NOW.date()
NOTES = Notes(
    (
        Attendee("PERSON", "", True),
        Attendee("PRISON", "Priya Nair", True),
        Attendee("PROBATION", "Ruth Ellison", False, "The line was down"),
    ),
    f"He goes to his sister, who has {SECRET}.",
    (Action("one", "Ring the council", "PERSON", "2027-03-20"), Action("two", "Book the first meeting", "PROBATION")),
)


@pytest.fixture
def passport(cast: Cast, node: object) -> Passport:
    return his_passport(cast)


@pytest.fixture
def colleague(cast: Cast) -> User:
    made = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])
    give(made, ["work_with_prisoner"], cast.prisoner.prisoner)
    return made


def write(passport: Passport, by: User, **more: Any) -> HandoverMeeting:
    said = {"meeting_id": uuid4(), "held_on": HELD, "notes": NOTES, "seen": 0}
    return acts.write_meeting(passport=passport, by=by, at=NOW, **said | more)


def say(meeting: HandoverMeeting, by: User, says: str = "RIGHT", words: str = "", seen: int = 1) -> MeetingWord:
    return acts.say_of_meeting(meeting=meeting, says=says, words=words, seen=seen, by=by, at=NOW)


def told(meeting: HandoverMeeting, by: User) -> acts.Told:
    return acts.read_meeting(meeting=HandoverMeeting.objects.get(pk=meeting.pk), by=by, at=NOW)


def test_notes_are_data() -> None:
    assert read(json.loads(json.dumps(written(NOTES)))) == NOTES
    assert faults(NOTES) == []
    assert faults(Notes()) == ["NO_PERSON", "NO_PRISON", "NO_PROBATION", "NOBODY_CAME", "NOTHING_AGREED"]
    stayed = replace(NOTES, people=(*NOTES.people[:2], Attendee("PROBATION", "", False)))
    assert faults(stayed) == ["NO_REASON"]
    assert faults(replace(NOTES, agreed="x" * 4001)) == ["TOO_LONG"]


def test_words_lie_sealed_and_both_sides_read_them(passport: Passport, cast: Cast) -> None:
    meeting = write(passport, cast.practitioner)
    say(meeting, cast.prisoner, "NOT_RIGHT", f"It is my {SECRET}")
    with connection.cursor() as cursor:
        for table in ("passport_handovermeeting", "passport_meetingword"):
            cursor.execute(f"SELECT * FROM {table}")
            assert SECRET not in str(cursor.fetchall())
    for by in (cast.practitioner, cast.prisoner):
        shown = told(meeting, by)
        assert shown.notes == NOTES
        assert [(word.words, word.own, word.stands) for word in shown.words] == [(f"It is my {SECRET}", True, True)]
    for by in (cast.tutor, cast.cell_mate, cast.officer_elsewhere):
        with pytest.raises(NotAllowed):
            told(meeting, by)


def test_each_who_was_there_says_so_but_not_who_wrote_it(passport: Passport, cast: Cast, colleague: User) -> None:
    meeting = write(passport, cast.practitioner)
    with pytest.raises(acts.NotesAreYours):
        say(meeting, cast.practitioner)
    say(meeting, colleague)
    say(meeting, colleague, "NOT_RIGHT", "The day is wrong")  # the newer word counts
    assert [(word.row.says, word.words) for word in told(meeting, colleague).words] == [
        ("NOT_RIGHT", "The day is wrong")
    ]
    with pytest.raises(acts.TooLong):
        say(meeting, cast.prisoner, words="x" * 1001)
    with pytest.raises(ValueError, match="MAYBE"):
        say(meeting, cast.prisoner, "MAYBE")
    with pytest.raises(NotAllowed):
        say(meeting, cast.cell_mate)


def test_changed_notes_keep_the_words_and_tell_the_loser(passport: Passport, cast: Cast, colleague: User) -> None:
    meeting = write(passport, cast.practitioner)
    say(meeting, cast.prisoner)
    other = replace(NOTES, agreed="He goes to his brother.")
    changed = write(passport, colleague, meeting_id=meeting.pk, notes=other, seen=1)
    assert changed.revision == 2
    assert write(passport, colleague, meeting_id=meeting.pk, notes=other, seen=1).revision == 2  # sent twice
    with pytest.raises(acts.ChangedMeanwhile):
        write(passport, cast.practitioner, meeting_id=meeting.pk, seen=1)
    with pytest.raises(acts.ChangedMeanwhile):
        say(meeting, cast.prisoner, seen=1)
    assert [word.stands for word in told(meeting, colleague).words] == [False]
    assert HandoverMeeting.objects.count() == 1


def test_bad_notes_are_refused(passport: Passport, cast: Cast) -> None:
    for more, error in [
        ({"notes": Notes()}, acts.NotesHaveFaults),
        ({"held_on": HELD + timedelta(days=1)}, acts.NotHeldYet),
        ({"seen": 3}, acts.ChangedMeanwhile),
    ]:
        with pytest.raises(error):
            write(passport, cast.practitioner, **more)
    for by in (UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER]), cast.tutor, cast.prisoner):
        with pytest.raises(NotAllowed):
            write(passport, by)


def test_what_was_agreed_becomes_steps_of_the_plan_once(passport: Passport, cast: Cast) -> None:
    meeting = write(passport, cast.practitioner)
    put = {"meeting": meeting, "title": "Agreed on 1 March 2027", "by": cast.practitioner, "at": NOW}
    with pytest.raises(acts.ChangedMeanwhile):
        acts.put_on_plan(**put, seen=2)
    for _ in range(2):
        assert acts.put_on_plan(**put, seen=1) == 2
    goals = plan_of(passport=passport, by=cast.practitioner, at=NOW).goals
    assert [(goal.title, goal.target_on) for goal in goals] == [("Agreed on 1 March 2027", "2027-03-20")]
    assert [(step.text, step.who) for step in goals[0].steps] == [
        ("Ring the council (20 Mar 2027)", "PERSON"),
        ("Book the first meeting", "PROBATION"),
    ]
    nothing = write(passport, cast.practitioner, notes=replace(NOTES, actions=()))
    with pytest.raises(acts.NothingToDo):
        acts.put_on_plan(**put | {"meeting": nothing}, seen=1)


def test_who_leaves_within_the_window_without_a_meeting(passport: Passport, cast: Cast) -> None:
    Prisoner.objects.filter(pk=cast.cell_mate.prisoner.pk).update(release_on=HELD + timedelta(days=85))
    soon = PrisonerFactory(release_on=HELD)
    PrisonerFactory(release_on=None)
    PrisonerFactory(release_on=HELD + timedelta(days=3), left_at=NOW)
    him = cast.prisoner.prisoner
    reach = reach_of(cast.practitioner)
    assert set(acts.without_meeting(reach, HELD)) == {him, soon}
    write(passport, cast.practitioner, held_on=date(2026, 1, 1))  # of an earlier stay
    assert set(acts.without_meeting(reach, HELD)) == {him, soon}
    write(passport, cast.practitioner)
    assert set(acts.without_meeting(reach, HELD)) == {soon}
