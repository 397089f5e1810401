"""The other half of the seeds: the tests of one file run on one core."""

from typing import Any

import pytest

from .test_seeds import AT_ONCE, SEEDS, walk


@pytest.mark.parametrize("first", range(SEEDS, 2 * SEEDS, AT_ONCE))
def test_nothing_is_lost_or_repeated(unblocked: Any, first: int) -> None:
    walk(first)
