"""How the whole of a package stands, by its own rules."""

from dataclasses import replace

import pytest

from tests.education.scorm.ruled import (
    CHOICE,
    DONE,
    FAILED,
    READ,
    item,
    menu,
    objectives,
    package,
    roll,
    rolled,
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
