"""What can be wrong with a package. Says the file, as the package names it, and what to do about it."""

from dataclasses import dataclass

# code → English; education.forms.packages has the Welsh. {n}, {most} are numbers, {said} what the package says.
REASONS = {
    "not_a_zip": "this is not a zip file: export the course again as a SCORM package",
    "truncated": "the zip file is cut off: copy or download it again",
    "damaged": "the zip file is damaged: copy or download it again",
    "zip_too_big": "the file has more than {most} MB: send it in parts",
    "too_many_files": "the package has more than {most} files",
    "too_big": "the package has more than {most} MB when it is unpacked",
    "file_too_big": "the file has more than {most} MB when it is unpacked",
    "bomb": "unpacks to more than {most} times its size, as a zip bomb does",
    "overlap": "lies over another file in the zip, as in a zip bomb",
    "size": "is not as long as the zip says",
    "crc": "is damaged: its check sum is wrong. Copy or download the package again",
    "encrypted": "is locked with a password: export the course again without one",
    "method": "is packed in a way that is not known here: zip it again in the usual way",
    "name_empty": "a file in the zip has no name",
    "name_control": "the name of a file has a letter that no name may have",
    "name_long": "the path of a file is longer than {most} letters",
    "name_encoding": "the name of a file is not written in UTF-8 as the zip says",
    "traversal": "its path leads out of the package with “..”",
    "absolute": "its path begins at the top of a disk",
    "drive": "its path has a colon, as a drive letter has",
    "backslash": "its path has a backslash: zip the course again with another program",
    "reserved": "Windows cannot have a file of this name: rename it in the course",
    "too_deep": "lies more than {most} folders deep",
    "link": "is a link to another file",
    "device": "is a device and not a file",
    "twice": "is there twice",
    "clash": "has the same name as “{said}” on many computers: rename one of them",
    "file_and_folder": "is a file and a folder at once",
    "nested": "is a zip that holds another zip or unpacks to far more than its size",
    "no_manifest": "there is no imsmanifest.xml: export the course as SCORM 1.2 or SCORM 2004",
    "zip_in_zip": "there is no imsmanifest.xml, but a zip: unpack this file and send “{said}”",
    "other_standard": "this is another kind of package ({said}): export it as SCORM 1.2 or SCORM 2004",
    "misplaced": "must lie at the top of the zip, or in the one folder that holds everything else",
    "manifest_too_big": "the manifest has more than {most} MB",
    "encoding": "is not written in {said} as it says: save it as UTF-8",
    "encoding_unknown": "says that it is written in {said}, which is not known here: save it as UTF-8",
    "entities": "defines entities of its own, as an attack does: take the DOCTYPE out",
    "not_xml": "is not well-formed XML at line {n}",
    "not_a_manifest": "is XML, but not the manifest of a package: its first element is “{said}”",
    "nested_too_deep": "has more than {most} elements inside each other",
    "too_many_elements": "has more than {most} elements",
    "too_many_items": "lists more than {most} activities",
    "items_too_deep": "has activities more than {most} steps deep",
    "too_many_rules": "has more rules for its activities than can be followed here: export it with fewer",
    "nothing_to_start": "names nothing that can be started",
    "dangling": "the activity “{said}” names a resource that the manifest does not have",
    "no_href": "the activity “{said}” names a resource that says no file to start",
    "leaves": "the activity “{said}” starts something outside the package, which has no network here",
    "absent": "the activity “{said}” starts this file, which is not in the package",
    # notes: the package goes in
    "not_there": "the manifest names files that are not in the package: {n}",
    "left_out": "files that only the maker’s computer needs were left out: {n}",
    "no_organisation": "the manifest has no menu, so one was made of what can be started",
    "bad_score": "the pass mark “{said}” can't be read, so there is none",
    "folder_off": "everything lay in one folder, which was taken off",
}


class NotAPackage(ValueError):
    """The package can't be imported. `code` is one of REASONS; `file` the path it is about, or ""."""

    def __init__(self, code: str, file: str = "", **about: int | str) -> None:
        super().__init__(code)
        self.code, self.file = code, printable(file)
        self.about = {name: printable(value) if isinstance(value, str) else value for name, value in about.items()}

    def __str__(self) -> str:
        said = REASONS[self.code].format(**self.about)
        return f"{self.file}: {said}" if self.file else said


@dataclass(frozen=True)
class Note:
    """Something odd that does not keep the package out. `code` is one of REASONS."""

    code: str
    about: tuple[tuple[str, int | str], ...] = ()

    def __str__(self) -> str:
        return REASONS[self.code].format(**dict(self.about))


def printable(text: str, most: int = 120) -> str:
    """A stranger's text as it can be shown on a terminal and in a page: one line, no control letters, not long."""
    clean = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
    return clean if len(clean) <= most else f"{clean[: most - 1]}…"
