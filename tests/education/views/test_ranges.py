"""A sound whole and in part: what players ask for when somebody jumps to the middle."""

from pathlib import Path

import pytest
from django.test import Client, RequestFactory

from education.acts import media
from education.views.ranges import answered
from tests.cast import NOW, Cast, SignIn
from tests.courses import a_course, a_unit
from tests.lessons import studying

BYTES = bytes(range(256)) * 600  # more than two chunks


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "sound"
    path.write_bytes(BYTES)
    return path


def ask(sound: Path, **headers: str):
    request = RequestFactory().get("/", headers={name.replace("_", "-"): said for name, said in headers.items()})
    return answered(request, sound, content_type="audio/ogg", mark="abc")


def body(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=100-", 100, len(BYTES) - 1),
        ("bytes=100-200000000", 100, len(BYTES) - 1),
        ("bytes=-5", len(BYTES) - 5, len(BYTES) - 1),
        ("bytes=-999999999", 0, len(BYTES) - 1),
        ("bytes=65000-140000", 65_000, 140_000),
    ],
)
def test_a_part(sound: Path, said: str, first: int, last: int) -> None:
    answer = ask(sound, Range=said)
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {first}-{last}/{len(BYTES)}"
    assert answer["Content-Length"] == str(last - first + 1)
    assert answer["Content-Type"] == "audio/ogg"
    assert body(answer) == BYTES[first : last + 1]


@pytest.mark.parametrize("said", ["", "bytes=-", "bytes=1-2,4-5", "items=1-2", "bytes=one-two", f"bytes={'9' * 30}-"])
def test_what_is_no_part_gets_all_of_it(sound: Path, said: str) -> None:
    answer = ask(sound, Range=said)
    assert (answer.status_code, answer["Accept-Ranges"], answer["Content-Length"]) == (200, "bytes", str(len(BYTES)))
    assert body(answer) == BYTES


@pytest.mark.parametrize("said", [f"bytes={len(BYTES)}-", "bytes=5-4", "bytes=-0"])
def test_what_lies_outside(sound: Path, said: str) -> None:
    answer = ask(sound, Range=said)
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(BYTES)}")


def test_a_part_of_other_bytes_is_not_mixed_in(sound: Path) -> None:
    assert ask(sound, Range="bytes=1-2", If_Range='"abc"').status_code == 206
    assert ask(sound, Range="bytes=1-2", If_Range='"older"').status_code == 200


@pytest.mark.django_db
def test_in_the_cell(cast: Cast, sign_in: SignIn, settings, tmp_path: Path) -> None:
    settings.CONTENT_FOLDER = tmp_path
    unit = a_unit(a_course())
    words = media.Words("How", transcript="Put it on.")
    kept = media.add_media(course=unit.course, chunks=[b"OggS" + BYTES], words=words, by=cast.tutor, at=NOW)
    studying(cast.prisoner, unit.course)
    cell = sign_in(Client(), cast.prisoner)
    answer = cell.get(f"/me/learning/media/{kept.pk}/file/", headers={"Range": "bytes=0-3"})
    assert (answer.status_code, body(answer)) == (206, b"OggS")
    assert answer["Cache-Control"] == "private, no-store"
    assert cell.head(f"/me/learning/media/{kept.pk}/file/").status_code == 200
