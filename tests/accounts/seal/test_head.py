"""A head announces a version; whoever has no secret can check it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.seal import (
    Unreadable,
    WrongReaders,
    add_reader,
    check_follows,
    check_head_against,
    check_head_against_envelope,
    sign_head,
    verify_head,
)
from tests.accounts.seal.conftest import NOW, Cast


def announce(cast: Cast, sealed: object, **other: object) -> str:
    given = {"binding": cast.binding, "prev": None, "revision": 0, "issued_at": NOW} | other
    given = {"digest": sealed.digest, "recipients": sealed.kids} | given
    return sign_head(signing_key=cast.prison, **given)


def read(cast: Cast, token: str, **other: object) -> object:
    return verify_head(token, signers=cast.signers, at=NOW, **other)


def test_a_head_says_what_was_sealed(cast: Cast) -> None:
    sealed = cast.seal()
    head = read(cast, announce(cast, sealed), expected=cast.binding)
    assert (head.binding, head.digest, head.prev) == (cast.binding, sealed.digest, None)
    assert head.recipients == tuple(sorted([cast.archive.kid, cast.agency.kid]))
    assert (head.revision, head.issued_at, head.signer_kid) == (0, NOW, cast.prison.kid)
    check_head_against_envelope(head, sealed)
    check_follows(head, None)


def test_a_section_lives_through_versions_readers_and_a_move(cast: Cast) -> None:
    sealed = cast.seal()
    first = read(cast, announce(cast, sealed))
    entry = add_reader(sealed, expected=cast.binding, archive_key=cast.archive, reader=cast.stranger.public)
    wider = sealed.with_wrap(entry)
    revised = read(cast, announce(cast, wider, revision=1))
    check_head_against(revised, wider.core, [wrap.kid for wrap in wider.wraps])
    check_follows(revised, first)
    with pytest.raises(Unreadable, match="recipients"):
        check_head_against_envelope(first, wider)

    moved = replace(cast.binding, iss="LEI", ver=2)
    next_sealed = cast.seal(binding=moved, prev=sealed.digest)
    second = read(cast, announce(cast, next_sealed, binding=moved, prev=sealed.digest))
    check_follows(second, revised, moved=True)
    with pytest.raises(Unreadable, match="binding"):
        check_follows(second, revised)
    with pytest.raises(Unreadable, match="order"):
        check_follows(first, second, moved=True)


def test_a_core_of_another_kind_is_not_announced(cast: Cast) -> None:
    sealed = cast.seal()
    head = read(cast, announce(cast, sealed))
    with pytest.raises(Unreadable, match="protected"):
        check_head_against(head, replace(sealed.core, protected="e30"), sealed.kids)


def test_what_no_head_can_say_is_not_signed(cast: Cast) -> None:
    sealed = cast.seal()
    with pytest.raises(WrongReaders):
        announce(cast, sealed, recipients=[cast.agency.kid, cast.agency.kid])
    for wrong in ({"digest": "short"}, {"revision": -1}, {"recipients": ["me"]}, {"prev": sealed.digest}):
        with pytest.raises(Unreadable):
            announce(cast, sealed, **wrong)


def test_a_future_head_is_refused_beyond_the_leeway(cast: Cast) -> None:
    token = announce(cast, cast.seal(), issued_at=NOW + timedelta(minutes=6))
    with pytest.raises(Unreadable, match="future"):
        read(cast, token)
    assert read(cast, token, max_clock_ahead=timedelta(minutes=6))
