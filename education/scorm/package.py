"""A whole package: its zip checked, its manifest found and read, its files under the paths where they will lie."""

from dataclasses import dataclass, field
from typing import BinaryIO

from .archive import Member, content, listing
from .faults import NotAPackage, Note
from .limits import LIMITS, MIB, Limits
from .links import Files
from .manifest import MANIFEST, Manifest, read_manifest
from .titles import name_pages

OTHERS = {
    "cmi5.xml": "cmi5",
    "tincan.xml": "xAPI",
    "content.opf": "EPUB",
    "h5p.json": "H5P",
    "moodle_backup.xml": "Moodle",
}
AICC = (".au", ".crs", ".cst", ".des")


@dataclass(frozen=True)
class Contents:
    """What a package holds. `files`: path below the folder where it is unpacked → member of the zip. `bytes` of all."""

    manifest: Manifest
    files: dict[str, Member]
    bytes: int
    notes: list[Note] = field(default_factory=list)


def read(file: BinaryIO, limits: Limits = LIMITS) -> Contents:
    """Look at a package without unpacking it; only the manifest is read, and pages for their titles
    where there is no menu.

    file     a seekable file, opened in binary.
    Raises   NotAPackage, and nothing else for whatever bytes; OSError when the disk can't be read.
    """
    listed = listing(file, limits)
    member = _manifest(listed.members)
    top = member.path.rpartition("/")[0]
    files = _below(listed.members, top, member)
    if member.size > limits.manifest_bytes:
        raise NotAPackage("manifest_too_big", member.path, most=limits.manifest_bytes // MIB)
    manifest = read_manifest(content(file, member), Files.of(set(files)), limits, member.path)
    notes = [*manifest.notes]
    if any(note.code == "no_organisation" for note in notes):
        name_pages(manifest.items, file, files)
    if top:
        notes.append(Note("folder_off"))
    if listed.left_out:
        notes.append(Note("left_out", (("n", listed.left_out),)))
    return Contents(manifest, files, sum(member.size for member in files.values()), notes)


def _manifest(members: dict[str, Member]) -> Member:
    """The manifest nearest to the top. Raises NotAPackage, with a guess at what the zip is instead."""
    found = [one for path, one in members.items() if path.rpartition("/")[2].lower() == MANIFEST]
    if found:
        found.sort(key=lambda one: (one.path.count("/"), one.path))
        if len(found) > 1 and found[1].path.count("/") == found[0].path.count("/"):
            raise NotAPackage("misplaced", found[1].path)
        return found[0]
    names = {path.rpartition("/")[2].lower() for path in members}
    for name, standard in OTHERS.items():
        if name in names:
            raise NotAPackage("other_standard", said=standard)
    if any(name.endswith(".crs") for name in names):
        raise NotAPackage("other_standard", said="AICC")
    zips = [path for path in members if path.lower().endswith(".zip")]
    if zips:
        raise NotAPackage("zip_in_zip", said=zips[0])
    raise NotAPackage("no_manifest")


def _below(members: dict[str, Member], top: str, manifest: Member) -> dict[str, Member]:
    """The files by their paths below the manifest's folder, which must hold all of them."""
    if not top:
        return members
    if any(not path.startswith(f"{top}/") for path in members):
        raise NotAPackage("misplaced", manifest.path)
    return {path.removeprefix(f"{top}/"): one for path, one in members.items()}
