"""Rows of a caseload, narrowed, counted and sorted: a count is what choosing it shows."""

from datetime import date, timedelta
from random import Random

import pytest

from incell.questions import PATHWAYS
from passport.caseload import OPTIONS, STATUSES, Row, counts, in_order, narrowed, read_filters

TODAY = date(2027, 3, 1)
ME = "11111111-1111-1111-1111-111111111111"


def row(number: int, **more: object) -> Row:
    return Row(number, f"Last{number}", "First", f"A{number:04}BC", **more)  # type: ignore[arg-type]


def ids(rows: list[Row]) -> list[object]:
    return [each.id for each in rows]


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (None, "none"),
        (-1, "past"),
        (0, "4"),
        (28, "4"),
        (29, "12"),
        (84, "12"),
        (85, "24"),
        (168, "24"),
        (169, "later"),
    ],
)
def test_every_release_is_in_one_band(days: int | None, code: str) -> None:
    one = row(1, release_on=None if days is None else TODAY + timedelta(days=days))
    assert [each for each in OPTIONS["weeks"] if narrowed([one], {"weeks": each}, TODAY)] == [code]


def test_a_pathway_alone_asks_for_what_is_to_do_and_with_a_status_for_that() -> None:
    rows = [row(1, statuses={"HEALTH": "SUPPORT_REQUIRED"}), row(2, statuses={"HEALTH": "DONE"}), row(3)]
    assert ids(narrowed(rows, {"pathway": "HEALTH"}, TODAY)) == [1]
    assert ids(narrowed(rows, {"pathway": "HEALTH", "status": "DONE"}, TODAY)) == [2]
    assert ids(narrowed(rows, {"pathway": "HEALTH", "status": "NOT_STARTED"}, TODAY)) == [3]
    assert ids(narrowed(rows, {"status": "DONE"}, TODAY)) == [2]


def test_owner_and_lateness_belong_together() -> None:
    rows = [row(1, open={"PRISON": 2, "PROBATION": 1}, overdue={"PRISON": 1}), row(2, open={"PROBATION": 1})]
    assert ids(narrowed(rows, {"owner": "PROBATION"}, TODAY)) == [1, 2]
    assert ids(narrowed(rows, {"owner": "PROBATION", "overdue": "yes"}, TODAY)) == []
    assert ids(narrowed(rows, {"owner": "PRISON", "overdue": "yes"}, TODAY)) == [1]
    assert ids(narrowed(rows, {"overdue": "no"}, TODAY)) == [2]


def test_workers() -> None:
    rows = [row(1, workers={ME: "Me"}), row(2, workers={"x": "Other", ME: "Me"}), row(3)]
    assert ids(narrowed(rows, {"worker": ME}, TODAY)) == [1, 2]
    assert ids(narrowed(rows, {"worker": "none"}, TODAY)) == [3]
    assert counts(rows, {"worker": "none"}, TODAY)["worker"] == {"none": 1, ME: 2, "x": 1}


def test_what_is_no_choice_is_not_asked_for() -> None:
    said = read_filters({"weeks": "soon", "pathway": "HEALTH", "worker": "mine", "x": "y"}, ME)
    assert said == dict.fromkeys(OPTIONS, "") | {"pathway": "HEALTH", "worker": ME}


def test_order_has_those_without_a_day_last_either_way() -> None:
    rows = [row(1), row(2, release_on=TODAY), row(3, release_on=TODAY + timedelta(days=1), overdue={"PRISON": 3})]
    assert ids(in_order(rows, "release")) == [2, 3, 1]
    assert ids(in_order(rows, "-release")) == [3, 2, 1]
    assert ids(in_order(rows, "-name")) == [3, 2, 1]
    assert ids(in_order(rows, "overdue")) == [3, 1, 2]


def somebody(dice: Random, number: int) -> Row:
    def some(codes: tuple[str, ...], worth: object) -> dict[str, object]:
        return {code: worth for code in dice.sample(codes, dice.randint(0, len(codes)))}

    return row(
        number,
        release_on=dice.choice([None, TODAY + timedelta(days=dice.randint(-20, 300))]),
        agreement=dice.choice(OPTIONS["agreement"]),
        report=dice.choice(OPTIONS["report"]),
        statuses={pathway: dice.choice(STATUSES) for pathway in PATHWAYS if dice.random() < 0.5},
        open=some(OPTIONS["owner"], 2),
        overdue=some(OPTIONS["owner"], 1),
        workers=some(("x", "y"), "Somebody"),
    )


@pytest.mark.parametrize("seed", range(40))
def test_the_number_beside_a_choice_is_what_choosing_it_shows(seed: int) -> None:
    dice = Random(seed)
    rows = [somebody(dice, number) for number in range(20)]
    said = {name: dice.choice(["", "", *codes]) for name, codes in OPTIONS.items()}
    said["worker"] = dice.choice(["", "none", "x", "y"])
    for name, told in counts(rows, said, TODAY).items():
        for code, number in told.items():
            assert number == len(narrowed(rows, said | {name: code}, TODAY)), (name, code)
