"""Every kind of entry is checked, and applied, by a function of its own."""

from passport.sync import checking, moves, saying
from passport.sync.kinds import TO_CENTRAL, TO_PRISON

KINDS = TO_CENTRAL.keys() | TO_PRISON.keys()


def test_every_kind_has_its_check() -> None:
    assert checking.CHECKS.keys() == KINDS


def test_every_kind_has_its_act_and_one_only() -> None:
    assert saying.TOGETHER.keys() | saying.ONE.keys() == KINDS
    assert not saying.TOGETHER.keys() & saying.ONE.keys()


def test_what_moves_is_named_among_the_kinds() -> None:
    assert moves.KINDS <= KINDS
