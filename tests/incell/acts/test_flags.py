"""Words flagged to safer custody: by whom, of whose, seen once and closed once."""

import pytest

from accounts.access import NotAllowed
from accounts.models import AuditEntry, Role, User
from incell.acts import deciding
from incell.acts.flags import AlreadyClosed, close_flag, flag_words, see_flag
from incell.models import Flag
from tests.cast import NOW, Cast, PrisonFactory, UserFactory
from tests.incell.handled import a_request, clerk, privileged

pytestmark = pytest.mark.django_db


@pytest.fixture
def safer(cast: Cast) -> User:
    return UserFactory(roles=[Role.SAFER_CUSTODY], name="Gareth Bello")


@pytest.fixture
def flag(cast: Cast) -> Flag:
    return flag_words(prisoner=cast.prisoner.prisoner, kind="THREAT", by=cast.tutor, at=NOW, excerpt="In debt")


def test_whoever_reads_may_flag_and_the_history_says_so_to_staff_alone(cast: Cast) -> None:
    asked, anita = a_request(cast.prisoner.prisoner), clerk()
    made = flag_words(prisoner=asked.prisoner, kind="ABUSE", by=anita, at=NOW, excerpt="x" * 3000, request=asked)
    assert (made.source, len(made.excerpt)) == ("READER", 2000)
    assert (asked.events.last().verb, asked.events.last().audience) == ("FLAGGED", "STAFF_ONLY")
    assert AuditEntry.objects.get(verb="flag_words").whom == str(made.pk)


def test_the_same_words_twice_are_one_flag_until_it_is_closed(cast: Cast, safer: User) -> None:
    asked, anita = a_request(cast.prisoner.prisoner), clerk()
    said = {"prisoner": asked.prisoner, "by": anita, "at": NOW, "excerpt": "words", "request": asked}
    first = flag_words(kind="ABUSE", **said)
    assert flag_words(kind="ABUSE", **said) == first
    assert flag_words(kind="THREAT", **said) != first
    close_flag(flag=first, outcome="Spoke to him", by=safer, at=NOW)
    assert flag_words(kind="ABUSE", **said) != first


def test_a_person_flags_their_own_words_and_nobody_elses(cast: Cast) -> None:
    assert flag_words(prisoner=cast.prisoner.prisoner, kind="SELF_HARM", by=cast.prisoner, at=NOW).source == "WRITER"
    with pytest.raises(NotAllowed):
        flag_words(prisoner=cast.cell_mate.prisoner, kind="SELF_HARM", by=cast.prisoner, at=NOW)


def test_what_somebody_may_not_read_they_do_not_flag(cast: Cast) -> None:
    ill = a_request(cast.prisoner.prisoner, team="HEALTHCARE")
    for by in (cast.officer_elsewhere, cast.agency_worker, clerk()):
        with pytest.raises(NotAllowed):
            flag_words(prisoner=ill.prisoner, kind="ABUSE", by=by, at=NOW, request=ill)
    mate = a_request(cast.cell_mate.prisoner)
    with pytest.raises(NotAllowed):
        flag_words(prisoner=cast.prisoner.prisoner, kind="ABUSE", by=clerk(), at=NOW, request=mate)
    assert not Flag.objects.exists()


def test_no_words_of_a_private_message_come_along(cast: Cast) -> None:
    sealed = privileged(cast.prisoner.prisoner)
    made = flag_words(prisoner=sealed.prisoner, kind="THREAT", by=clerk(), at=NOW, excerpt="guessed", request=sealed)
    assert made.excerpt == ""


def test_the_same_cry_again_is_one_until_somebody_has_seen_it(cast: Cast, safer: User) -> None:
    said = {"prisoner": cast.prisoner.prisoner, "kind": "SELF_HARM", "by": cast.prisoner, "at": NOW}
    first = flag_words(**said, excerpt="I can't any more")
    assert flag_words(**said, excerpt="I can't any more") == first
    assert flag_words(**said, excerpt="Please come") != first
    see_flag(flag=first, by=safer, at=NOW)
    assert flag_words(**said, excerpt="I can't any more") != first
    assert Flag.objects.count() == 3


def test_the_first_who_sees_it_stays(flag: Flag, safer: User) -> None:
    see_flag(flag=flag, by=safer, at=NOW)
    see_flag(flag=flag, by=UserFactory(roles=[Role.SAFER_CUSTODY]), at=NOW)
    flag.refresh_from_db()
    assert (flag.seen_by, flag.seen_at) == (safer, NOW)
    assert AuditEntry.objects.filter(verb="see_flag").count() == 1


def test_the_second_who_closes_it_is_told_who_did(flag: Flag, safer: User) -> None:
    with pytest.raises(deciding.NothingSaid):
        close_flag(flag=flag, outcome=" ", by=safer, at=NOW)
    with pytest.raises(deciding.SaysTooMuch):
        close_flag(flag=flag, outcome="x" * 1001, by=safer, at=NOW)
    closed = close_flag(flag=flag, outcome="Moved to 3-1", by=safer, at=NOW)
    assert (closed.seen_by, closed.closed_by) == (safer, safer)
    with pytest.raises(AlreadyClosed) as raised:
        close_flag(flag=flag, outcome="Else", by=UserFactory(roles=[Role.SAFER_CUSTODY]), at=NOW)
    assert raised.value.flag.closed_by == safer
    assert raised.value.flag.outcome == "Moved to 3-1"
    assert AuditEntry.objects.filter(verb="close_flag").count() == 1


def test_nobody_but_safer_custody_answers(flag: Flag, cast: Cast) -> None:
    elsewhere = UserFactory(roles=[Role.SAFER_CUSTODY], prison=PrisonFactory(code="LEI", name="Leeds (HMP)"))
    for by in (cast.tutor, cast.practitioner, cast.prisoner, clerk(), elsewhere):
        with pytest.raises(NotAllowed):
            see_flag(flag=flag, by=by, at=NOW)
        with pytest.raises(NotAllowed):
            close_flag(flag=flag, outcome="Done", by=by, at=NOW)
