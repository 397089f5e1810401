"""What a package's own rules let somebody open, and where they are led."""

from dataclasses import replace
from typing import Any

import pytest

from education.scorm.limits import LIMITS
from education.scorm.manifest import read_manifest
from education.scorm.tree import Objective
from tests.education.scorm.ruled import (
    BEGUN,
    CHOICE,
    DONE,
    FAILED,
    FILES,
    FLOW,
    READ,
    before,
    chained,
    item,
    led,
    listed,
    menu,
    objective,
    objectives,
    open_now,
    package,
    rule,
    rules,
    sequencing,
)
from tests.packages import manifest_1_2


def test_without_rules_everything_is_open() -> None:
    held = package(item("A") + item("F", inside=item("B") + item("C")))
    found = menu(held)
    assert open_now(found) == "ABC"
    assert listed(found) == [("A", 0), ("F", 0), ("B", 1), ("C", 1)]
    assert led(found, "continue", "A") == "B"
    assert led(found, "continue", "C") is None
    assert led(found, "previous", "B") == "A"
    assert led(found, "choice", "A", "C") == "C"
    assert led(found, "choice", "A", "F") == "B"  # into what lies in it
    assert led(found, "choice", "A", "gone") is None
    assert led(found, "exitAll", "A") is None


def test_step_by_step_in_the_order_of_the_package() -> None:
    held = package(item("A") + item("B") + item("C"), sequencing(FLOW))
    assert open_now(menu(held)) == "A"
    assert open_now(menu(held, A=BEGUN)) == "AB"  # on is allowed once one was there
    assert open_now(menu(held, A=DONE, B=BEGUN)) == "ABC"
    only = '<imsss:controlMode choice="false" flow="true" forwardOnly="true"/>'
    held = package(item("A") + item("B") + item("C"), sequencing(only))
    found = menu(held, A=DONE, B=BEGUN)
    assert open_now(found) == "BC"
    assert led(found, "previous", "B") is None


def test_where_the_package_hides_on_it_leads_on_itself() -> None:
    hides = (
        "<adlnav:presentation><adlnav:navigationInterface><adlnav:hideLMSUI>continue</adlnav:hideLMSUI>"
        "</adlnav:navigationInterface></adlnav:presentation>"
    )
    held = package(item("A", hides) + item("B"), sequencing(FLOW))
    found = menu(held, A=BEGUN)
    assert open_now(found) == "A"
    assert led(found, "continue", "A") == "B"
    assert open_now(menu(held, A=READ)) == "AB"  # its word may have been lost: who is done is not locked in


def test_one_after_the_other_by_objectives() -> None:
    """As the widely used examples of forced order have it: each is shut until the one before is satisfied."""
    unmet = [
        f'referencedObjective="before" operator="not" condition="{one}"'
        for one in ("satisfied", "objectiveStatusKnown")
    ]
    shared = f'<imsss:sequencing ID="each">{before(rule("disabled", *unmet, how="any"))}</imsss:sequencing>'
    items = item("A", sequencing(chained("a"))) + "".join(
        item(name, sequencing(chained(name.lower(), last), "each")) for name, last in (("B", "a"), ("C", "b"))
    )
    held = package(items, sequencing(CHOICE), shared=shared)
    assert open_now(menu(held)) == "A"
    assert open_now(menu(held, A=FAILED)) == "A"
    assert open_now(menu(held, A=DONE)) == "AB"
    assert open_now(menu(held, A=DONE, B=READ)) == "ABC"
    assert led(menu(held), "continue", "A") is None
    assert led(menu(held, A=DONE), "continue", "A") == "B"


def test_what_nobody_knows_is_neither_so_nor_not() -> None:
    held = package(
        item("A", sequencing(chained("a")))
        + item("B", rules(rule("disabled", 'operator="not" condition="satisfied"')))
        + item("C", rules(rule("disabled", 'condition="attempted"', 'condition="satisfied"')))
    )
    assert open_now(menu(held)) == "ABC"
    assert open_now(menu(held, C=BEGUN)) == "ABC"
    assert open_now(menu(held, C=DONE)) == "AB"


def test_a_test_at_the_beginning_may_spare_the_lessons() -> None:
    spared = sequencing(before(rule("skip", 'condition="satisfied"')) + objectives(objective("own", "t", primary=True)))
    held = package(item("T", sequencing(chained("t"))) + item("A", spared) + item("B"), sequencing(CHOICE))
    found = menu(held, T=DONE)
    assert led(found, "continue", "T") == "B"
    assert open_now(found) == "TAB"  # who wants to may look at it
    assert not menu(held, T=DONE).standing().done
    assert menu(held, T=DONE, B=READ).standing().done
    assert led(menu(held, T=FAILED), "continue", "T") == "A"


def test_an_attempt_that_is_spent() -> None:
    once = sequencing('<imsss:limitConditions attemptLimit="1"/>')
    held = package(item("A", once) + item("B"))
    assert open_now(menu(held, A=BEGUN)) == "AB"  # it goes on where it was left
    assert open_now(menu(held, A=DONE)) == "B"


def test_what_stops_who_goes_on_and_what_is_hidden_from_choice() -> None:
    stop = rules(
        rule("stopForwardTraversal", 'operator="not" condition="completed"', 'condition="activityProgressKnown"')
    )
    hidden = rules(rule("hiddenFromChoice", 'condition="always"'))
    held = package(item("A", stop) + item("B") + item("C", hidden), sequencing(CHOICE))
    assert open_now(menu(held, A=BEGUN)) == "A"
    found = menu(held, A=DONE)
    assert open_now(found) == "AB"
    assert [name for name, _depth in listed(found)] == ["A", "B"]
    assert led(found, "continue", "B") == "C"


def test_hidden_headings_and_hidden_activities() -> None:
    hidden = ' isvisible="false"'
    held = package(
        item("W", inside=item("A") + item("B", more=hidden), more=hidden) + item("P", inside=item("Q", more=hidden))
    )
    assert listed(menu(held)) == [("A", 0), ("P", 0), ("Q", 1)]


def test_some_are_picked_and_the_same_for_the_same_person() -> None:
    mixed = (
        '<imsss:randomizationControls selectCount="2" selectionTiming="once" reorderChildren="true"'
        ' randomizationTiming="once"/>'
    )
    held = package(item("P", sequencing(mixed), inside="".join(item(name) for name in "ABCDEF")))
    for seed in ("one", "two", "three"):
        assert len(open_now(menu(held, seed))) == 2
        assert open_now(menu(held, seed)) == open_now(menu(held, seed))
    assert len({open_now(menu(held, str(seed))) for seed in range(40)}) > 5


def test_rules_that_lead_nowhere_are_set_aside() -> None:
    held = package(item("A", rules(rule("disabled", 'condition="always"'))))
    assert open_now(menu(held)) == "A"


def test_prerequisites_of_1_2() -> None:
    wants = '<adlcp:prerequisites type="aicc_script">{}</adlcp:prerequisites>'
    items = (
        item("A")
        + item("F", wants.format("A"), inside=item("B") + item("C", wants.format("B &amp; ~X")))
        + item("D", wants.format("F"))
    )
    read = read_manifest(
        manifest_1_2(items=items, resources='<resource identifier="R" adlcp:scormtype="sco" href="a.html"/>').encode(),
        FILES,
        LIMITS,
    )
    held = {"items": read.items, "extra": read.extra}
    assert open_now(menu(held)) == "A"
    assert open_now(menu(held, A=READ)) == "AB"
    assert open_now(menu(held, A=READ, B=DONE)) == "ABC"
    assert open_now(menu(held, A=READ, B=DONE, C=DONE)) == "ABCD"


def test_what_an_activity_says_of_other_objectives_is_read_elsewhere() -> None:
    writes = objectives(objective("p", primary=True), objective("x", "g writeSatisfiedStatus writeNormalizedMeasure"))
    low = 'referencedObjective="y" condition="objectiveMeasureLessThan" measureThreshold="0.5"'
    reads = before(rule("disabled", low)) + objectives(objective("p", primary=True), objective("y", "g"))
    held = package(item("A", sequencing(writes)) + item("B", sequencing(reads)), sequencing(CHOICE))
    told = replace(READ, objectives={"x": Objective(measure=0.2)})
    assert open_now(menu(held, A=told)) == "A"
    assert open_now(menu(held, A=replace(told, objectives={"x": Objective(measure=0.9)}))) == "AB"


def test_completion_is_read_elsewhere_in_the_4th_edition() -> None:
    def more(name: str, flag: str) -> str:
        return (
            '<adlseq:objectives xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3">'
            f'<adlseq:objective objectiveID="{name}">'
            f'<adlseq:mapInfo targetObjectiveID="g" {flag}="true"/></adlseq:objective></adlseq:objectives>'
        )

    writes = objectives(objective("own", primary=True)) + more("own", "writeCompletionStatus")
    unknown = rule("disabled", 'referencedObjective="o" operator="not" condition="activityProgressKnown"')
    reads = (
        before(unknown) + objectives(objective("p", primary=True), objective("o")) + more("o", "readCompletionStatus")
    )
    items = item("A", sequencing(writes)) + item("B", sequencing(reads))
    held = package(items, sequencing(CHOICE), edition="2004 4th Edition")
    assert open_now(menu(held)) == "A"
    assert open_now(menu(held, A=READ)) == "AB"


def test_a_menu_of_thousands_is_looked_at_at_once() -> None:
    """Each line is looked at a few times, not once for every other."""
    asked = 0

    def count(self: Any, *actions: str) -> bool:
        nonlocal asked
        asked += 1
        return False

    held = package("".join(item(f"I{n}") for n in range(1500)), sequencing(FLOW))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("education.scorm.tree.Node.applies", count)
        menu(held)
    assert asked < 1500 * 12


@pytest.mark.parametrize("figure", ["²", "٣", "9" * 5000, "-1", "1.5", "one"])
def test_a_number_that_is_none_bounds_nothing(figure: str) -> None:
    limits = sequencing(f'<imsss:limitConditions attemptLimit="{figure}"/>')
    some = f'<imsss:randomizationControls selectionTiming="once" selectCount="{figure}"/>'
    held = package(item("A", limits) + item("B"), sequencing(some))
    assert open_now(menu(held, A=DONE)) == "AB"
