"""A licence is written by staff, read and answered by the person, sealed."""

import pytest

from accounts.access import NotAllowed
from passport.acts import licence as acts
from passport.acts.handover import hand_over
from passport.licence import ChangedMeanwhile
from passport.models import LicenceStanding, SectionVersion, Wrap
from tests.cast import NOW, AgencyFactory, Cast
from tests.nodes import give_agency_key
from tests.passport.licensed import CURFEW, PLAIN, licensed, put, write
from tests.told import Told, agree


def say(told: Told, by: object, says: str = "ASKS", seen: int = 1, words: str = "What is a quokka?") -> None:
    acts.say_of_condition(
        passport=told.passport,
        condition_id=str(CURFEW),
        says=says,
        words=words,
        seen=seen,
        by=by,  # type: ignore[arg-type]
        at=NOW,
    )


def test_words_lie_sealed_and_numbers_in_the_clear(told: Told, cast: Cast) -> None:
    licensed(told.passport, cast.practitioner)
    say(told, cast.prisoner)
    assert not [one for one in SectionVersion.objects.values_list("core", flat=True) if "uokka" in one]
    standing = LicenceStanding.objects.get()
    assert (standing.conditions, standing.understood, standing.asks) == (10, 0, 1)
    assert str(standing.ends_on) == "2028-04-25"


def test_who_may_not(told: Told, cast: Cast) -> None:
    licensed(told.passport, cast.practitioner)
    for by in (cast.prisoner, cast.cell_mate, cast.tutor, cast.officer_elsewhere, cast.agency_worker):
        with pytest.raises(NotAllowed):
            write(told.passport, by)
        with pytest.raises(NotAllowed):
            put(told.passport, by)
        with pytest.raises(NotAllowed):
            acts.end_condition(passport=told.passport, condition_id=str(CURFEW), removed=True, seen=1, by=by, at=NOW)
    for by in (cast.practitioner, cast.cell_mate):  # nobody understands for somebody
        with pytest.raises(NotAllowed):
            say(told, by)


def test_both_sides_read_it(told: Told, cast: Cast) -> None:
    licensed(told.passport, cast.practitioner)
    for by in (cast.prisoner, cast.practitioner):
        found = acts.licence_of(passport=told.passport, by=by, at=NOW)
        assert found.condition(str(CURFEW)).plain == PLAIN  # type: ignore[union-attr]


def test_the_same_again_writes_nothing_and_the_second_of_two_is_told(told: Told, cast: Cast) -> None:
    licensed(told.passport, cast.practitioner)
    before = SectionVersion.objects.count()
    licensed(told.passport, cast.practitioner)
    assert SectionVersion.objects.count() == before
    put(told.passport, cast.practitioner, seen=1, legal="Never.")
    with pytest.raises(ChangedMeanwhile):
        say(told, cast.prisoner)


def test_taken_off_and_put_back(told: Told, cast: Cast) -> None:
    licensed(told.passport, cast.practitioner)
    turn = {"passport": told.passport, "condition_id": str(CURFEW), "by": cast.practitioner, "at": NOW}
    acts.end_condition(**turn, removed=True, seen=1)
    assert LicenceStanding.objects.get().conditions == 9
    acts.end_condition(**turn, removed=False, seen=2)
    assert LicenceStanding.objects.get().conditions == 10


def test_agencies_with_the_licence_get_it(told: Told, cast: Cast) -> None:
    agency = AgencyFactory()
    agree(cast, told.passport, agency, "STATUTORY", ["LICENCE"])
    key = give_agency_key(agency)
    hand_over(passport=told.passport, agency=agency, by=cast.practitioner, at=NOW)
    licensed(told.passport, cast.practitioner)
    assert Wrap.objects.filter(kid=key.kid, version__sec="LICENCE").count() == 2


def test_the_row_is_written_anew_from_the_section(told: Told, cast: Cast) -> None:
    licensed(told.passport, cast.practitioner)
    LicenceStanding.objects.all().delete()
    acts.stand_again(passport=told.passport, by=cast.practitioner, at=NOW)
    assert LicenceStanding.objects.get().conditions == 10
