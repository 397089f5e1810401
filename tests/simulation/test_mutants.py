"""A planted bug of each kind is found, by a seed that holds without it."""

from typing import Any

import pytest

from . import many, mutants

SEEDS = 60


@pytest.mark.parametrize("name", [mutant.__name__ for mutant in mutants.EVERY])
def test_a_planted_bug_is_found(unblocked: Any, name: str) -> None:
    hint = [mutants.HINTS[name]] if name in mutants.HINTS else []
    for seed in [*hint, *range(SEEDS)]:
        if many.one(seed, name).fault.startswith("Broken"):
            assert not many.one(seed).fault
            return
    raise AssertionError(f"no seed below {SEEDS} finds it")
