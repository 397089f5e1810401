"""A section is sealed, opened, given to one more reader; and refuses what it must."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from accounts.seal import (
    PublicReadingKey,
    ReadingKey,
    SigningKey,
    StuckRandomness,
    Unreadable,
    Unwritable,
    WrongReaders,
    add_reader,
    assemble_section,
    envelope,
    open_section,
    read_section,
)
from tests.accounts.seal.conftest import DATA, NOW, Cast


def opened(cast: Cast, sealed: object, key: ReadingKey, **other: object) -> object:
    given = {"expected": cast.binding, "signers": cast.signers, "at": NOW} | other
    return open_section(sealed, key=key, **given)


def refused(fault: str, *args: object, **kwargs: object) -> None:
    with pytest.raises(Unreadable) as raised:
        opened(*args, **kwargs)
    assert raised.value.fault == fault


def test_every_reader_opens_it(cast: Cast) -> None:
    sealed = cast.seal()
    for key in (cast.archive, cast.agency):
        for form in (sealed, sealed.to_json(), sealed.to_json().encode(), sealed.members()):
            read = opened(cast, form, key, digest=sealed.digest)
            assert (read.data, read.prev, read.issued_at) == (DATA, None, NOW)
            assert (read.signer_kid, read.digest) == (cast.prison.kid, sealed.digest)


def test_a_stranger_does_not(cast: Cast) -> None:
    refused("reader", cast, cast.seal(), cast.stranger)


def test_text_and_object_forms_are_the_same_envelope(cast: Cast) -> None:
    sealed = cast.seal()
    assert json.loads(sealed.to_json()) == sealed.members()
    assert read_section(sealed.to_json()) == sealed


def test_core_and_entries_are_kept_apart_and_put_together(cast: Cast) -> None:
    sealed = cast.seal()
    together = assemble_section(sealed.core.members(), [entry.entry() for entry in sealed.wraps])
    assert together == sealed
    assert sealed.wraps[0].kid == cast.archive.kid


@pytest.mark.parametrize(
    "change",
    [{"iss": "LEI"}, {"rec": "1" * 8 + "-1111-1111-1111-" + "1" * 12}, {"sec": "HEALTH"}, {"ver": 2}],
)
def test_a_swap_of_issuer_person_section_or_version_is_refused(cast: Cast, change: dict) -> None:
    refused("binding", cast, cast.seal(), cast.agency, expected=replace(cast.binding, **change))


def test_another_signer_is_refused(cast: Cast) -> None:
    other = SigningKey.generate()
    refused("signer", cast, cast.seal(), cast.agency, signers={other.kid: other.public})
    refused("signer", cast, cast.seal(), cast.agency, signers={cast.prison.kid: other.public})


def test_a_later_version_names_the_one_before(cast: Cast) -> None:
    first = cast.seal()
    second = replace(cast.binding, ver=2)
    sealed = cast.seal(binding=second, prev=first.digest)
    assert opened(cast, sealed, cast.agency, expected=second).prev == first.digest
    for binding, prev in ((second, None), (cast.binding, first.digest)):
        with pytest.raises(Unreadable, match="order"):
            cast.seal(binding=binding, prev=prev)


def test_an_announced_digest_must_match(cast: Cast) -> None:
    refused("digest", cast, cast.seal(), cast.agency, digest=cast.seal().digest)


def test_the_future_is_refused_beyond_the_clocks_leeway(cast: Cast) -> None:
    sealed = cast.seal(issued_at=NOW + timedelta(minutes=5))
    assert opened(cast, sealed, cast.agency)
    refused("future", cast, sealed, cast.agency, at=NOW - timedelta(seconds=1))
    refused("future", cast, sealed, cast.agency, max_clock_ahead=timedelta(0))


def test_a_naive_clock_is_refused(cast: Cast) -> None:
    with pytest.raises(ValueError, match="zone"):
        cast.seal(issued_at=datetime(2027, 3, 1))  # noqa: DTZ001


def test_a_reader_is_added_and_the_core_stays(cast: Cast) -> None:
    sealed = cast.seal()
    entry = add_reader(sealed.to_json(), expected=cast.binding, archive_key=cast.archive, reader=cast.stranger.public)
    wider = sealed.with_wrap(entry)
    assert wider.core == sealed.core
    assert wider.digest == sealed.digest
    assert wider.wraps[:2] == sealed.wraps
    assert opened(cast, wider.for_reader(cast.stranger.kid), cast.stranger).data == DATA
    assert wider.without(cast.stranger.kid) == sealed


def test_add_reader_refuses_another_version_a_present_reader_and_a_seventeenth(cast: Cast) -> None:
    sealed = cast.seal()
    new = cast.stranger.public
    other = replace(cast.binding, sec="HEALTH")
    with pytest.raises(Unreadable, match="binding"):
        add_reader(sealed, expected=other, archive_key=cast.archive, reader=new)
    with pytest.raises(WrongReaders):
        add_reader(sealed, expected=cast.binding, archive_key=cast.archive, reader=cast.agency.public)
    full = cast.seal([cast.archive.public, *(ReadingKey.generate().public for _ in range(15))])
    with pytest.raises(WrongReaders):
        add_reader(full, expected=cast.binding, archive_key=cast.archive, reader=new)
    swapped = replace(sealed, core=replace(sealed.core, iv=cast.seal().core.iv))
    with pytest.raises(Unreadable, match="content"):
        add_reader(swapped, expected=cast.binding, archive_key=cast.archive, reader=new)


def test_no_reader_too_many_or_one_twice(cast: Cast) -> None:
    one = cast.archive.public
    for readers in ([one, one], [ReadingKey.generate().public for _ in range(17)]):
        with pytest.raises(WrongReaders):
            cast.seal(readers)
    with pytest.raises(WrongReaders):
        cast.seal().for_reader(cast.archive.kid).without(cast.archive.kid)


def test_a_low_order_reader_is_refused(cast: Cast) -> None:
    low = PublicReadingKey.from_jwk({"kty": "OKP", "crv": "X25519", "x": "A" * 43})
    with pytest.raises(Unreadable, match="key"):
        cast.seal([cast.archive.public, low])


def test_every_seal_has_its_own_key_and_iv(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = [cast.seal() for _ in range(20)]
    assert len({each.core.iv for each in sealed}) == 20
    assert len({each.content_key(cast.archive) for each in sealed}) == 20
    monkeypatch.setattr(envelope, "urandom", bytes)
    cast.seal()
    with pytest.raises(StuckRandomness):
        cast.seal()


NESTED: dict = {}
for _ in range(31):
    NESTED = {"deeper": NESTED}


@pytest.mark.parametrize(
    "data",
    [
        ["a list"],
        {1: "a key that is no text"},
        {"tuple": (1, 2)},
        {"nan": float("nan")},
        {"infinite": float("inf")},
        {"big": 2**53},
        {"small": -(2**53)},
        {"half a pair": "\ud800"},
        {"bytes": b""},
        {"time": datetime(2027, 3, 1, tzinfo=UTC)},
        {"long": "x" * 2 * 1024 * 1024},
        {"deeper": NESTED},
    ],
)
def test_what_could_not_be_read_again_is_not_sealed(cast: Cast, data: object) -> None:
    with pytest.raises(Unwritable):
        cast.seal(data=data)


def test_the_widest_and_deepest_that_is_sealed_is_read_again(cast: Cast) -> None:
    sixteen = [cast.archive.public, *(ReadingKey.generate().public for _ in range(15))]
    for data in (NESTED["deeper"], {"long": "é" * (1024 * 1024 - 40), "[": '[{"\\', "big": 1 - 2**53}):
        sealed = cast.seal(sixteen, data=data)
        assert opened(cast, sealed.to_json(), cast.archive).data == data
