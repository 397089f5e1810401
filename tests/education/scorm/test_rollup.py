"""How the whole of a package stands, by its own rules."""

from dataclasses import replace
from typing import Any

import pytest

from tests.education.scorm.ruled import (
    CHOICE,
    DONE,
    FAILED,
    FLOW,
    READ,
    before,
    item,
    menu,
    objective,
    objectives,
    package,
    roll,
    rolled,
    rule,
    sequencing,
)


def test_how_the_whole_stands_without_rules() -> None:
    held = package(item("A") + item("B"))
    assert menu(held, A=DONE).standing().fraction == 0.5
    assert not menu(held, A=DONE).standing().done
    whole = menu(held, A=replace(DONE, measure=0.8), B=replace(READ, measure=0.6)).standing()
    assert (whole.done, whole.passed, whole.score) == (True, True, pytest.approx(70))


def test_only_the_test_at_the_end_counts() -> None:
    aside = sequencing(
        rolled(
            attributes='rollupObjectiveSatisfied="false" rollupProgressCompletion="false" objectiveMeasureWeight="0"'
        )
    )
    held = package(item("A", aside) + item("T"), sequencing(CHOICE))
    whole = menu(held, A=replace(READ, measure=0.1), T=replace(DONE, measure=0.9)).standing()
    assert (whole.done, whole.passed, whole.score) == (True, True, pytest.approx(90))
    assert menu(held, T=DONE).standing().done
    failed = menu(held, A=READ, T=FAILED).standing()
    assert (failed.done, failed.passed) == (False, False)


@pytest.mark.parametrize(
    ("which", "more", "done"),
    [
        ("any", "", "A"),
        ("all", "", "ABC"),
        ("atLeastCount", 'minimumCount="2"', "AB"),
        ("atLeastPercent", 'minimumPercent="0.6"', "AB"),
    ],
)
def test_rules_of_rollup(which: str, more: str, done: str) -> None:
    whole = sequencing(
        CHOICE + rolled(roll("completed", "completed", which, more), roll("satisfied", "satisfied", which, more))
    )
    held = package(item("A") + item("B") + item("C"), whole)
    assert menu(held, **dict.fromkeys(done, DONE)).standing().done
    assert not menu(held, **dict.fromkeys(done[:-1], DONE)).standing().done


def test_a_score_that_passes_the_whole() -> None:
    least = "<imsss:minNormalizedMeasure>0.7</imsss:minNormalizedMeasure>"
    primary = f'<imsss:primaryObjective satisfiedByMeasure="true">{least}</imsss:primaryObjective>'
    held = package(item("A") + item("B"), sequencing(CHOICE + objectives(primary)))
    two = {"A": replace(READ, measure=0.5), "B": replace(READ, measure=0.95)}
    assert menu(held, **two).standing().passed
    two["A"] = replace(READ, measure=0.1)
    assert not menu(held, **two).standing().passed


def before_and_after() -> dict[str, Any]:
    """A test of two questions, lessons, the test again: what the first proves spares the rest, as course makers do."""
    skip = before(rule("skip", 'condition="satisfied"'))
    least = "<imsss:minNormalizedMeasure>0.6</imsss:minNormalizedMeasure>"

    def part(name: str, inside: str, *flags: str, aside: str = "") -> str:
        mark = least if flags else ""
        own = objective("own", " ".join(("known", *flags)), primary=True, more=mark)
        own = own.replace("objectiveID", 'satisfiedByMeasure="true" objectiveID', 1) if flags else own
        return item(name, sequencing(FLOW + skip + rolled(attributes=aside) + objectives(own)), inside)

    writes = ("writeSatisfiedStatus", "writeNormalizedMeasure")
    aside = 'rollupObjectiveSatisfied="false" rollupProgressCompletion="false"'
    items = part("P", item("A") + item("B"), *writes) + part("L", item("C"), aside=aside)
    return package(items + part("Q", item("D") + item("E"), *writes) + item("Z"), sequencing(FLOW))


def test_a_first_answer_alone_passes_no_test() -> None:
    held = before_and_after()
    one = menu(held, A=replace(DONE, measure=1.0))
    assert one.nodes["P"].satisfied is False
    assert one.next_to_do() is one.nodes["B"]
    more = menu(held, A=replace(DONE, measure=1.0, moved=1), B=replace(FAILED, measure=0.3, moved=2))
    assert (more.nodes["P"].satisfied, more.next_to_do()) == (True, more.nodes["B"])  # in it, to its end


def test_what_is_had_already_is_gone_past_and_not_missing() -> None:
    held = before_and_after()
    stands = {name: replace(DONE, measure=0.9) for name in "AB"}
    found = menu(held, **stands)
    assert found.next_to_do() is found.nodes["Z"]
    assert not found.standing().done
    whole = menu(held, **stands, Z=DONE).standing()
    assert (whole.done, whole.passed) == (True, True)


def test_lessons_are_done_when_the_first_test_is_not_passed() -> None:
    held = before_and_after()
    low = {name: replace(READ, measure=0.2, moved=1) for name in "AB"}
    found = menu(held, **low)
    assert found.next_to_do() is found.nodes["C"]
    found = menu(held, **low, C=replace(READ, moved=2), D=replace(DONE, measure=1.0, moved=3))
    assert found.next_to_do() is found.nodes["E"]


def test_what_is_shut_since_it_is_had_is_not_missing() -> None:
    reads = objectives(objective("own", "told", primary=True))
    tells = sequencing(objectives(objective("own", "told writeSatisfiedStatus", primary=True)))
    inside = item("A") + item("B")
    folder = item("F", sequencing(before(rule("disabled", 'condition="satisfied"')) + reads), inside)
    held = package(folder + item("C", tells), sequencing(CHOICE))
    found = menu(held, C=DONE)
    assert not found.offers[found.nodes["A"].key].opens
    assert found.standing().done


def test_progress_that_another_has_written_is_known() -> None:
    def told(flags: str) -> str:
        said = f'<adlseq:mapInfo targetObjectiveID="whole" {flags}/>'
        return (
            '<imsss:objectives><imsss:primaryObjective objectiveID=" own "/></imsss:objectives><adlseq:objectives>'
            f'<adlseq:objective objectiveID="own">{said}</adlseq:objective></adlseq:objectives>'
        )

    unknown = before(rule("skip", 'operator="not" condition="activityProgressKnown"'))
    first = item("A", sequencing(told('writeCompletionStatus="true"')))
    held = package(first + item("B", sequencing(unknown + told(""))) + item("C"), edition="2004 4th Edition")
    assert menu(held).next_to_do() is not None
    found = menu(held, A=DONE)
    assert found.next_to_do() is found.nodes["B"]
