"""Whatever comes: a package, or the one error that says why not."""

import contextlib
import tempfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from education import scorm
from education.scorm import names
from education.scorm.links import Files
from education.scorm.manifest import read_manifest
from tests.education.scorm.hostile import GOOD
from tests.packages import manifest_1_2, many, single, zipped

ODD = st.sampled_from([*"./\\:%?#&;*\0\x1b\u0301\u202e ~ABab", "..", "CON", "é", "imsmanifest.xml", "index.html"])
NAME = st.lists(ODD | st.characters(codec="utf-8"), max_size=12).map("".join)
MARKUP = st.sampled_from(
    [
        "<manifest>", "</manifest>", "<resources>", "</resources>", "<organizations>", "</organizations>",
        "<organization>", "</organization>", '<item identifierref="R">', "</item>", "<title>", "</title>", "&amp;",
        '<resource identifier="R" href="index.html">', "</resource>", "<!DOCTYPE a [", "]>", "<!ENTITY a 'b'>",
        "&a;", "<![CDATA[", "]]>", "<?xml version='1.0'?>", "<adlcp:masteryscore>", "<!--", "-->", "\0", "é",
    ]
)  # fmt: skip
FEW = settings(max_examples=60, deadline=None, derandomize=True)


@FEW
@given(st.binary(max_size=200), st.integers(0, 4000), st.integers(0, 8))
def test_bytes_anywhere_in_a_zip(noise: bytes, at: int, kind: int) -> None:
    held = single() if kind % 2 else many()
    at %= len(held)
    changed = held[:at] + noise + held[at + (len(noise) if kind < 6 else 0) :]
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(scorm.NotAPackage):
        contents = scorm.read(BytesIO(changed))
        scorm.unpack(BytesIO(changed), contents.files, Path(folder), scorm.LIMITS)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@FEW
@given(st.lists(st.tuples(NAME, st.binary(max_size=20)), max_size=6))
def test_names_of_files(files: list[tuple[str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as top:
        inside = Path(top) / "inside"
        inside.mkdir()
        with contextlib.suppress(scorm.NotAPackage, UnicodeEncodeError):
            content = zipped(GOOD | dict(files))
            contents = scorm.read(BytesIO(content))
            scorm.unpack(BytesIO(content), contents.files, inside, scorm.LIMITS)
            assert sum(path.is_file() for path in inside.rglob("*")) == len(contents.files)
        assert [path.name for path in Path(top).iterdir()] == ["inside"]


@FEW
@given(NAME)
def test_a_path_that_is_taken_stays_inside(name: str) -> None:
    try:
        path = names.path_of(name, scorm.LIMITS)
    except scorm.NotAPackage:
        return
    assert (Path("/inside") / path).resolve().is_relative_to("/inside")


@FEW
@given(st.lists(MARKUP | st.text(max_size=5), max_size=20).map("".join), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_manifests(said: str, encoding: str) -> None:
    files = Files.of({"imsmanifest.xml", "index.html"})
    with contextlib.suppress(scorm.NotAPackage):
        read_manifest(said.encode(encoding, "replace"), files, scorm.LIMITS)


@FEW
@given(NAME, NAME, NAME)
def test_addresses(href: str, base: str, parameters: str) -> None:
    files = Files.of({"index.html", "media/café.html"})
    said = manifest_1_2(
        items=f'<item identifierref="R" parameters="{_escaped(parameters)}"/>',
        resources=f'<resource identifier="R" xml:base="{_escaped(base)}" href="{_escaped(href)}"/>',
    )
    with contextlib.suppress(scorm.NotAPackage):
        (item,) = read_manifest(said.encode("utf-8", "replace"), files, scorm.LIMITS).items
        assert item.path in files.paths


def _escaped(text: str) -> str:
    return "".join(f"&#{ord(letter)};" if letter in "<&\"'" else letter for letter in text)
