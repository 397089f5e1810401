"""A licence as data."""

import json

import pytest

from passport import licence as licences
from passport.licence import (
    ChangedMeanwhile,
    Kind,
    Licence,
    NoSuchCondition,
    TooManyConditions,
    built_in,
    stands,
)

AT = "2027-03-01T09:30:00+00:00"


def begun(licence: Licence | None = None, seen: int = 0, count: int = 9, ends: str = "") -> Licence:
    return licences.with_days(
        licence or Licence(), starts_on="2027-04-26", ends_on=ends, standard=built_in()[:count], seen=seen
    )


def put(
    licence: Licence | None = None, pk: str = "c", legal: str = "No.", seen: int = 0, kind: str = "BESPOKE"
) -> Licence:
    return licences.put(licence or begun(), pk, kind=kind, legal=legal, plain="No.", seen=seen)


def said(licence: Licence, says: str = "UNDERSTANDS", seen: int = 1, pk: str = "c") -> Licence:
    return licences.say(licence, pk, says=says, words="", at=AT, seen=seen)


def test_written_and_read_is_the_same() -> None:
    licence = said(put())
    assert licences.read(json.loads(json.dumps(licences.written(licence, said_at=AT)))) == licence
    data = licences.written(licence, said_at=AT)
    data["conditions"][0]["colour"] = "red"
    assert licences.read(data) == licence
    assert licences.read({}) == Licence()


def test_standard_conditions_go_and_come_back_with_what_was_said() -> None:
    licence = licences.say(begun(), "WORK", says="ASKS", words="Which?", at=AT, seen=1)
    fewer = begun(licence, 1, 2)
    assert len(fewer.in_force) == 2
    back = begun(fewer, 2, 9)
    assert len(back.in_force) == len(back.conditions) == 9
    assert back.condition("WORK").person.words == "Which?"  # type: ignore[union-attr]


def test_the_same_again_changes_nothing() -> None:
    licence = said(put())
    assert begun(licence) == licence
    assert put(licence) == licence
    assert said(licence) == licence
    gone = licences.end(licence, "c", removed=True, seen=1)
    assert licences.end(gone, "c", removed=True, seen=1) == gone


def test_who_saw_an_earlier_state_is_told() -> None:
    licence = put(put(), legal="Never.", seen=1)
    for again in (
        lambda: begun(licence, 0, 3),
        lambda: put(licence, legal="Maybe.", seen=1),
        lambda: licences.end(licence, "c", removed=True, seen=1),
        lambda: said(licence, seen=1),
    ):
        with pytest.raises(ChangedMeanwhile):
            again()


def test_a_yes_is_to_the_words_that_were_read() -> None:
    licence = said(put())
    assert stands(licence.condition("c")) == "UNDERSTANDS"  # type: ignore[arg-type]
    changed = put(licence, legal="Never.", seen=1)
    assert stands(changed.condition("c")) == ""  # type: ignore[arg-type]


def test_the_laws_own_words_stay() -> None:
    with pytest.raises(ValueError, match="own words"):
        put(kind="STANDARD")
    with pytest.raises(ValueError, match="own words"):
        put(pk="WORK", seen=1)


def test_words_in_the_readers_language_or_english() -> None:
    licence = put()
    assert licence.condition("c").said("plain", "cy") == "No."  # type: ignore[union-attr]
    work = licence.condition("WORK")
    assert work is not None
    assert work.kind == Kind.STANDARD
    assert work.said("plain", "cy") != work.said("plain", "en")


def test_no_condition_and_no_room() -> None:
    with pytest.raises(NoSuchCondition):
        said(Licence())
    with pytest.raises(NoSuchCondition):
        put(seen=3)
    licence = begun()
    for number in range(licences.MOST_CONDITIONS - 9):
        licence = put(licence, str(number))
    with pytest.raises(TooManyConditions):
        put(licence, "x")
