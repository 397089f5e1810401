"""A blob opens with what a section says of it and with nothing else. The browser's tests read the vectors too."""

import json
from pathlib import Path

import pytest

from accounts.seal import Unreadable
from passport.blob import CHUNK, MOST_BYTES, TooLongForABlob, fits, open_blob, seal_blob

REC = "0b0f8b2e-5c0e-4f6e-9d43-3a1b1c0d2e3f"
FILES = sorted((Path(__file__).parent / "vectors").glob("*.json"))


def test_what_was_sealed_opens():
    content = bytes(range(256)) * 2000
    sealed = seal_blob(content, rec=REC)
    whole = b"".join(sealed.chunks)
    assert open_blob(whole, wrapped=sealed.wrapped, key=sealed.key, rec=REC, name=sealed.name) == content
    assert len(whole) == sealed.size == len(content) + 38


def test_nothing_repeats():
    one, two = seal_blob(b"a", rec=REC), seal_blob(b"a", rec=REC)
    assert not {one.name, one.key, one.wrapped, *one.chunks} & {two.name, two.key, two.wrapped, *two.chunks}


def test_what_is_too_long_is_refused():
    with pytest.raises(TooLongForABlob):
        seal_blob(bytes(MOST_BYTES), rec=REC)


@pytest.mark.parametrize(
    ("size", "lengths", "holds"),
    [
        (10, [10], True),
        (CHUNK + 1, [CHUNK, 1], True),
        (CHUNK, [CHUNK], True),
        (CHUNK, [CHUNK, 0], False),
        (CHUNK + 1, [1, CHUNK], False),
        (0, [], False),
        (11, [10], False),
        (49 * CHUNK, [CHUNK] * 49, False),
    ],
)
def test_chunks_are_full_but_the_last(size, lengths, holds):
    assert fits(size, lengths) is holds


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_vector_opens_or_is_refused_as_it_says(path: Path):
    said = json.loads(path.read_text())
    asked = {name: said[name] for name in ("wrapped", "key", "rec", "name")}
    sealed = bytes.fromhex(said["sealed"])
    if said["expect"] == "good":
        assert open_blob(sealed, **asked).hex() == said["content"]
    else:
        with pytest.raises(Unreadable) as refused:
            open_blob(sealed, **asked)
        assert refused.value.fault == said["expect"]


def test_there_is_a_vector_for_every_fault():
    expected = {json.loads(path.read_text())["expect"] for path in FILES}
    assert expected == {"good", "digest", "protected", "length", "base64", "unwrap", "content"}
