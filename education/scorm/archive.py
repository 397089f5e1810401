"""A zip that a stranger made: what it holds, looked at before a byte is unpacked, and unpacked byte by counted byte.

Nothing here asks the zip's own words twice: sizes are counted while unpacking, the local header is compared with the
directory, and no file is written under a name that was not checked. A zip inside the package stays a file as it is,
never opened for its content: exercises to download are often zips. It is refused when it is a bomb for the terminal
that opens it, or holds another zip in turn.
"""

import stat
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from .faults import NotAPackage
from .limits import MIB, Limits
from .names import extras, is_left_out, key_of, name_of, path_of

CHUNK = 256 << 10  # bytes read at once
LOCAL, END = b"PK\x03\x04", b"PK\x05\x06"
LOCAL_HEADER = struct.Struct("<4s5H3I2H")
PKWARE_UNIX, ASI_UNIX = 0x000D, 0x756E
INSIDE = (".zip",)


@dataclass(frozen=True)
class Member:
    """One file of the zip. `path` below the package's folder; sizes in bytes; `start` of its local header."""

    path: str
    size: int
    packed: int
    crc: int
    stored: bool
    start: int
    raw: bytes  # its name as the local header must have it


@dataclass(frozen=True)
class Listing:
    """The files of a zip, checked. `left_out` counts those that only their maker's computer needs."""

    members: dict[str, Member]
    left_out: int = 0


def listing(file: BinaryIO, limits: Limits) -> Listing:
    """What the zip holds. Raises NotAPackage on the first fault; nothing is unpacked.

    Memory: some 600 bytes a file, bounded by `limits.files` before the directory is read.
    """
    _look_at_the_end(file, limits)
    try:
        with ZipFile(file) as opened:
            infos = opened.infolist()
    except UnicodeDecodeError as error:
        raise NotAPackage("name_encoding") from error
    except (BadZipFile, struct.error, ValueError, OverflowError, NotImplementedError, EOFError, OSError) as error:
        raise NotAPackage("damaged") from error
    if len(infos) > limits.files:
        raise NotAPackage("too_many_files", most=limits.files)
    members, folders = [], []
    for info in infos:
        path = path_of(name_of(info), limits)
        _check_kind(info, path)
        if info.orig_filename.endswith("/") or info.is_dir():
            folders.append(path)
        elif path:
            members.append(_member(info, path, limits))
    _check_clashes(members, folders)
    _check_sizes(members, limits)
    kept = {member.path: member for member in members if not is_left_out(member.path)}
    return Listing(kept, len(members) - len(kept))


def _look_at_the_end(file: BinaryIO, limits: Limits) -> None:
    """Refuse what is no zip, what is cut off, and a directory too large to read."""
    file.seek(0)
    begins = file.read(4)
    size = file.seek(0, 2)
    if size > limits.zip_bytes:
        raise NotAPackage("zip_too_big", most=limits.zip_bytes // MIB)
    file.seek(max(0, size - 65_557 - 76))
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < 22:
        raise NotAPackage("truncated" if begins in {LOCAL, END} else "not_a_zip")
    count, length = struct.unpack_from("<HI", tail, at + 10)
    if count == 0xFFFF or length == 0xFFFFFFFF:
        before = tail.rfind(b"PK\x06\x06", 0, at)
        if before < 0 or at - before < 48:
            raise NotAPackage("damaged")
        count, length = struct.unpack_from("<QQ", tail, before + 32)
    if count > limits.files or length > 64 * 1024 + limits.files * 256:
        raise NotAPackage("too_many_files", most=limits.files)


def _check_kind(info: ZipInfo, path: str) -> None:
    """Refuse links, devices and locked files, by the mode and by the two extra fields that can say so."""
    modes = [info.external_attr >> 16]
    for kind, data in extras(info):
        if kind == PKWARE_UNIX and len(data) > 12:
            raise NotAPackage("link", path)
        if kind == ASI_UNIX and len(data) >= 14:
            modes.append(struct.unpack_from("<H", data, 4)[0])
            if len(data) > 14:
                raise NotAPackage("link", path)
    for mode in modes:
        if stat.S_ISLNK(mode):
            raise NotAPackage("link", path)
        if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise NotAPackage("device", path)
    if info.flag_bits & 0x2041:  # locked, strongly locked, a hidden directory
        raise NotAPackage("encrypted", path)


def _member(info: ZipInfo, path: str, limits: Limits) -> Member:
    if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise NotAPackage("method", path)
    if info.file_size > limits.file_bytes:
        raise NotAPackage("file_too_big", path, most=limits.file_bytes // MIB)
    if info.file_size > limits.small and info.file_size > limits.ratio * max(1, info.compress_size):
        raise NotAPackage("bomb", path, most=limits.ratio)
    stored = info.compress_type == ZIP_STORED
    if stored and info.file_size != info.compress_size:
        raise NotAPackage("size", path)
    raw = info.orig_filename.encode("utf-8" if info.flag_bits & 0x800 else "cp437")
    return Member(path, info.file_size, info.compress_size, info.CRC, stored, info.header_offset, raw)


def _check_clashes(members: list[Member], folders: list[str]) -> None:
    seen: dict[str, str] = {}
    for member in members:
        key = key_of(member.path)
        if key in seen:
            before = seen[key]
            if before == member.path:
                raise NotAPackage("twice", member.path)
            raise NotAPackage("clash", member.path, said=before)
        seen[key] = member.path
    for path in [*folders, *(member.path.rpartition("/")[0] for member in members)]:
        while path:
            if key_of(path) in seen:
                raise NotAPackage("file_and_folder", seen[key_of(path)])
            path = path.rpartition("/")[0]


def _check_sizes(members: list[Member], limits: Limits) -> None:
    total = sum(member.size for member in members)
    packed = sum(member.packed for member in members)
    if total > limits.bytes:
        raise NotAPackage("too_big", most=limits.bytes // MIB)
    if total > limits.small and total > limits.ratio_of_all * max(1, packed):
        raise NotAPackage("bomb", most=limits.ratio_of_all)
    ends = 0
    for member in sorted(members, key=lambda member: member.start):
        if member.start < 0:
            raise NotAPackage("damaged")
        if member.start < ends:
            raise NotAPackage("overlap", member.path)
        ends = member.start + LOCAL_HEADER.size + len(member.raw) + member.packed


def pieces(file: BinaryIO, member: Member) -> Iterator[bytes]:
    """The content of one file, piece by piece. Raises NotAPackage when it is not as long as it says, or damaged."""
    left = _find(file, member)
    came, crc = 0, 0
    packed = _packed(file, member, left)
    for piece in packed if member.stored or not left else _inflated(packed, member):
        came += len(piece)
        if came > member.size:
            raise NotAPackage("size", member.path)
        crc = zlib.crc32(piece, crc)
        yield piece
    if came != member.size:
        raise NotAPackage("size", member.path)
    if crc != member.crc:
        raise NotAPackage("crc", member.path)


def _find(file: BinaryIO, member: Member) -> int:
    """Go to where the content begins; the local header must be the directory's. Returns the packed bytes."""
    file.seek(member.start)
    header = file.read(LOCAL_HEADER.size)
    if len(header) < LOCAL_HEADER.size:
        raise NotAPackage("damaged", member.path)
    mark, _, flags, method, _, _, _, packed, size, named, extra = LOCAL_HEADER.unpack(header)
    if mark != LOCAL or file.read(named) != member.raw or method != (ZIP_STORED if member.stored else ZIP_DEFLATED):
        raise NotAPackage("damaged", member.path)
    if flags & 1:
        raise NotAPackage("encrypted", member.path)
    later = flags & 8 or 0xFFFFFFFF in {packed, size}  # sizes stand behind the content, or in an extra field
    if not later and (packed, size) != (member.packed, member.size):
        raise NotAPackage("size", member.path)
    file.seek(extra, 1)
    return member.packed


def _packed(file: BinaryIO, member: Member, left: int) -> Iterator[bytes]:
    while left:
        packed = file.read(min(CHUNK, left))
        if not packed:
            raise NotAPackage("truncated", member.path)
        left -= len(packed)
        yield packed


def _inflated(packed: Iterator[bytes], member: Member) -> Iterator[bytes]:
    """At most CHUNK bytes at once, however much a piece unpacks to."""
    inflate = zlib.decompressobj(-15)
    for piece in packed:
        while True:
            try:
                out = inflate.decompress(piece, CHUNK)
            except zlib.error as error:
                raise NotAPackage("damaged", member.path) from error
            if out:
                yield out
            piece = inflate.unconsumed_tail
            if inflate.eof or not (piece or len(out) == CHUNK):
                break
        if inflate.unused_data:
            raise NotAPackage("size", member.path)
    if not inflate.eof:
        raise NotAPackage("size", member.path)


def content(file: BinaryIO, member: Member) -> bytes:
    """One whole file; the caller has looked at its size."""
    return b"".join(pieces(file, member))


def unpack(
    file: BinaryIO, files: dict[str, Member], into: Path, limits: Limits, tell: Callable[[int], None] = lambda n: None
) -> int:
    """Write every file below `into`, an empty folder of ours, and return the bytes written.

    files    path below `into` → member. tell is called with the number of files written, after each.
    Raises   NotAPackage; OSError when the disk is full. What was written till then is the caller's to remove.
    """
    total = 0
    for number, (path, member) in enumerate(files.items(), 1):
        target = into.joinpath(*path.split("/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as out:
            for piece in pieces(file, member):
                total += len(piece)
                if total > limits.bytes:
                    raise NotAPackage("too_big", most=limits.bytes // MIB)
                out.write(piece)
        if path.lower().endswith(INSIDE):
            _look_inside(target, path, limits)
        tell(number)
    return total


def _look_inside(target: Path, path: str, limits: Limits) -> None:
    """A zip in the package: no bomb, and no zip in it. What can't be read as a zip is a file like any other."""
    with target.open("rb") as inner:
        if inner.read(4) not in {LOCAL, END}:
            return
        try:
            inside = listing(inner, limits)
        except NotAPackage as error:
            raise NotAPackage("nested", path) from error
    if any(name.lower().endswith(INSIDE) for name in inside.members):
        raise NotAPackage("nested", path)
