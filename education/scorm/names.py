"""Names of files in a zip: what they say, whether they may be written, and which of them are one on many computers."""

import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from zipfile import ZipInfo

from .faults import NotAPackage
from .limits import Limits

UTF_8_FLAG = 0x800
UNICODE_PATH = 0x7075  # Info-ZIP's extra field: the name in UTF-8, with the check sum of the name that it stands for
ON_WINDOWS = re.compile(r"(?i)^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)")
LEFT_OUT = re.compile(r"(?i)(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._[^/]*$)")


def extras(info: ZipInfo) -> Iterator[tuple[int, bytes]]:
    """The extra fields of an entry as (kind, data); what is cut off at the end is left out."""
    at = 0
    while at + 4 <= len(info.extra):
        kind, size = struct.unpack_from("<HH", info.extra, at)
        yield kind, info.extra[at + 4 : at + 4 + size]
        at += 4 + size


def name_of(info: ZipInfo) -> str:
    """The name that the zip gives: UTF-8 by its flag or extra field, else UTF-8 if it is, else cp437."""
    name = info.orig_filename
    if info.flag_bits & UTF_8_FLAG:
        return name
    raw = name.encode("cp437")
    for kind, data in extras(info):
        if kind == UNICODE_PATH and len(data) > 5 and data[1:5] == struct.pack("<I", zlib.crc32(raw)):
            raw = data[5:]
    try:
        return raw.decode("utf-8")  # most programs that set no flag write UTF-8 all the same
    except UnicodeDecodeError:
        return name


def path_of(name: str, limits: Limits) -> str:
    """The path below the package's folder, or "" for what names only the folder itself. Raises NotAPackage."""
    if not name:
        raise NotAPackage("name_empty")
    if "\\" in name:
        raise NotAPackage("backslash", name)
    if any(unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} for letter in name):
        raise NotAPackage("name_control", name)
    if name.startswith("/"):
        raise NotAPackage("absolute", name)
    if ":" in name:
        raise NotAPackage("drive", name)
    parts = [part for part in name.split("/") if part not in {"", "."}]
    if ".." in parts:
        raise NotAPackage("traversal", name)
    if len(name) > limits.path or any(len(part.encode()) > 255 for part in parts):
        raise NotAPackage("name_long", name, most=limits.path)
    if len(parts) - 1 > limits.depth:
        raise NotAPackage("too_deep", name, most=limits.depth)
    if any(ON_WINDOWS.match(part) or part[-1] in ". " for part in parts):
        raise NotAPackage("reserved", name)
    return "/".join(parts)


def key_of(path: str) -> str:
    """What is equal for two paths that are one file where case or the form of accents does not count."""
    folded = unicodedata.normalize("NFD", path).casefold()
    return unicodedata.normalize("NFC", folded)


def is_left_out(path: str) -> bool:
    """Whether this is what Macs and Windows put beside files for themselves."""
    return LEFT_OUT.search(path) is not None
