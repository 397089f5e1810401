"""Packages that must not come in."""

from io import BytesIO
from pathlib import Path

import pytest

from education import scorm
from education.scorm import names
from tests.education.scorm.hostile import GOOD, HOSTILE, with_manifest
from tests.packages import manifest_1_2, zipped


def brought_in(content: bytes, into: Path, limits: scorm.Limits = scorm.LIMITS) -> scorm.Contents:
    read = scorm.read(BytesIO(content), limits)
    scorm.unpack(BytesIO(content), read.files, into, limits)
    return read


def test_what_the_table_is_made_from_comes_in(tmp_path: Path) -> None:
    brought_in(zipped(GOOD), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(GOOD)


@pytest.mark.parametrize("kind", HOSTILE)
def test_it_is_refused_by_name(kind: str, tmp_path: Path) -> None:
    made, code, file = HOSTILE[kind]
    inside = tmp_path / "inside"
    inside.mkdir()
    with pytest.raises(scorm.NotAPackage) as refused:
        brought_in(made(), inside)
    assert refused.value.code == code, str(refused.value)
    assert file in refused.value.file
    assert [path.name for path in tmp_path.iterdir()] == ["inside"], "nothing is written outside"
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (scorm.Limits(zip_bytes=1000), "zip_too_big"),
        (scorm.Limits(bytes=1000), "too_big"),
        (scorm.Limits(file_bytes=1000), "file_too_big"),
        (scorm.Limits(files=2), "too_many_files"),
        (scorm.Limits(manifest_bytes=100), "manifest_too_big"),
        (scorm.Limits(elements=5), "too_many_elements"),
    ],
)
def test_every_bound_holds(limits: scorm.Limits, code: str, tmp_path: Path) -> None:
    with pytest.raises(scorm.NotAPackage) as refused:
        brought_in(zipped(GOOD), tmp_path, limits)
    assert refused.value.code == code


def test_a_directory_of_a_million_files_is_not_even_read(tmp_path: Path) -> None:
    held = bytearray(zipped(GOOD))
    held[-12:-10] = b"\xfe\xff"  # the count of its files, in the end record
    with pytest.raises(scorm.NotAPackage, match="more than 20000 files"):
        brought_in(bytes(held), tmp_path)


def test_prefixes_that_nobody_declared_are_looked_for_once(tmp_path: Path) -> None:
    """100,000 of them: looking through the whole text for each would take minutes."""
    odd = "".join(f"<p{n}:a/>" for n in range(100_000))
    with pytest.raises(scorm.NotAPackage, match="not well-formed"):
        brought_in(with_manifest(manifest_1_2().replace("<organizations", f"{odd}<organizations", 1)), tmp_path)


def test_a_file_without_a_name_is_refused() -> None:
    with pytest.raises(scorm.NotAPackage, match="has no name"):
        names.path_of("", scorm.LIMITS)


def test_every_fault_can_happen() -> None:
    codes = {code for _, code, _ in HOSTILE.values()}
    bounds = {"zip_too_big", "too_big", "file_too_big", "too_many_files", "manifest_too_big", "too_many_elements"}
    notes = {"not_there", "left_out", "no_organisation", "bad_score", "folder_off"}
    assert codes | bounds | notes | {"name_empty"} == set(scorm.REASONS)


def test_the_sentence_names_the_file_and_the_fault() -> None:
    with pytest.raises(scorm.NotAPackage) as refused:
        scorm.read(BytesIO(zipped({"imsmanifest.xml": manifest_1_2()})))
    assert str(refused.value) == (
        "index.html: the activity “Kitchen safety” starts this file, which is not in the package"
    )
