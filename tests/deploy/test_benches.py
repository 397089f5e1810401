"""Figures, bars and what `./deploy/bench` prints of them."""

import json

import pytest

from deploy import benches
from deploy.benches import Figure
from deploy.commands import bench


@pytest.mark.parametrize(
    ("figure", "holds"),
    [
        (Figure("sealed", 60, "/s", floor=100, bar=0.6), True),
        (Figure("sealed", 59, "/s", floor=100, bar=0.6), False),
        (Figure("page", 59_000, "B", bar=60_000, most=True), True),
        (Figure("page", 61_000, "B", bar=60_000, most=True), False),
        (Figure("told", 1, "s"), True),
    ],
)
def test_a_bar(figure: Figure, holds: bool) -> None:
    assert figure.holds is holds


@pytest.mark.parametrize(("value", "status"), [(60.0, 0), (59.0, 1)])
def test_the_command_ends_with_1_when_a_bar_is_missed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture, value: float, status: int
) -> None:
    from deploy.benches import seal

    monkeypatch.setattr(seal, "measure", lambda: [Figure("sealed", value, "/s", floor=100.0, bar=0.6)])
    assert bench.main(["seal", "--json"]) == status
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"bench", "machine", "figures"}
    assert set(told["figures"][0]) == {"what", "value", "unit", "floor", "ratio", "bar", "holds"}
    assert bench.main(["seal"]) == status
    assert ("MISSED" in capsys.readouterr().out) is bool(status)


def test_an_unknown_bench_is_refused_with_those_that_exist(capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit):
        bench.main(["nothing"])
    assert "seal" in capsys.readouterr().err


def test_works_take_turns() -> None:
    counted = [0, 0]

    def work(which: int) -> None:
        counted[which] += 1

    first, second = benches.per_second(lambda: work(0), lambda: work(1), seconds=0.01)
    assert min(counted) > 0
    assert min(first, second) > 0
