"""Bytes without end under one key, written and read in one pass (SPEC.md, section 11)."""

import hashlib
from os import urandom
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from accounts.seal import backup
from accounts.seal.box import open_box, seal_to
from accounts.seal.encoding import canonical, only, read_object
from accounts.seal.keys import PublicReadingKey, ReadingKey
from accounts.seal.unreadable import Unreadable

FIRST_LINE = b"throughgate-backup 1"
PIECE = 1024 * 1024  # bytes of plain text
TAG = 16
KEY_BOX = "tg-backup-key+jwe"
_LONGEST_LINE = 512 * 1024
_MEMBERS = frozenset({"at", "key", "kid", "node", "phrase", "v"})


class Sealing:
    """A file to write plain bytes to; `close` writes the last piece. Memory: one piece."""

    def __init__(
        self, file: BinaryIO, *, node: str, at: int, reader: PublicReadingKey | None, passphrase: str | None = None
    ) -> None:
        """reader: the node's archive key; at: whole seconds. Raises UnfitPassphrase, ValueError (none of both)."""
        if reader is None and passphrase is None:
            raise ValueError("a backup needs a key or a passphrase")
        key = urandom(32)
        bound = {"at": at, "node": node}
        said = {
            **bound,
            "key": None if reader is None else seal_to(reader, KEY_BOX, bound, key),
            "kid": None if reader is None else reader.kid,
            "phrase": None if passphrase is None else backup.lock(key, passphrase),
            "v": 1,
        }
        head = FIRST_LINE + b"\n" + canonical(said) + b"\n"
        file.write(head)
        self._file, self._gcm, self._aad = file, AESGCM(key), hashlib.sha256(head).digest()
        self._held, self._number = bytearray(), 0

    def write(self, plain: bytes) -> int:
        self._held += plain
        while len(self._held) > PIECE:  # never the last one: that is known at the end only
            self._put(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return len(plain)

    def close(self) -> None:
        """Write what is left, and that it is the end."""
        self._put(bytes(self._held), last=True)
        self._held.clear()

    def _put(self, plain: bytes, *, last: bool) -> None:
        sealed = self._gcm.encrypt(self._number.to_bytes(12, "big"), plain, self._aad + bytes([last]))
        self._number += 1
        self._file.write(len(sealed).to_bytes(4, "big") + sealed)


class Opening:
    """A file to read the plain bytes from. What was read is whole once `read` has returned b"". Memory: two pieces."""

    def __init__(self, file: BinaryIO, *, key: ReadingKey | None = None, passphrase: str | None = None) -> None:
        """Raises Unreadable: oversize, protected, json, members, type, reader, passphrase, and those of a box."""
        first, line = file.readline(len(FIRST_LINE) + 1), file.readline(_LONGEST_LINE)
        if first != FIRST_LINE + b"\n":
            raise Unreadable("protected")
        if not line.endswith(b"\n"):
            raise Unreadable("oversize" if len(line) == _LONGEST_LINE else "length")
        self.said = _said(line[:-1])
        self._gcm = AESGCM(_content_key(self.said, key, passphrase))
        self._file, self._aad = file, hashlib.sha256(first + line).digest()
        self._held, self._number, self._ended = b"", 0, False

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes (a piece for -1); b"" at the end. Raises Unreadable: oversize, length, content."""
        while not self._held and not self._ended:
            self._held = self._next()
        wanted = len(self._held) if size < 0 else size
        found, self._held = self._held[:wanted], self._held[wanted:]
        return found

    def _next(self) -> bytes:
        length = int.from_bytes(self._exactly(4), "big")
        if length > PIECE + TAG:
            raise Unreadable("oversize")
        sealed, nonce = self._exactly(length), self._number.to_bytes(12, "big")
        self._number += 1
        try:
            return self._gcm.decrypt(nonce, sealed, self._aad + b"\0")
        except InvalidTag:
            pass
        try:
            plain = self._gcm.decrypt(nonce, sealed, self._aad + b"\1")
        except InvalidTag:
            raise Unreadable("content") from None
        if self._file.read(1):
            raise Unreadable("length")
        self._ended = True
        return plain

    def _exactly(self, length: int) -> bytes:
        found = self._file.read(length)
        if len(found) != length:
            raise Unreadable("length")
        return found


def whose(file: BinaryIO) -> dict[str, Any]:
    """What the head of a backup says: at, kid, node and how it opens. Nothing of it is to be trusted."""
    first, line = file.readline(len(FIRST_LINE) + 1), file.readline(_LONGEST_LINE)
    if first != FIRST_LINE + b"\n":
        raise Unreadable("protected")
    return _said(line.removesuffix(b"\n"))


def _said(line: bytes) -> dict[str, Any]:
    said = dict(only(read_object(line, _LONGEST_LINE), _MEMBERS))
    if type(said["v"]) is not int or said["v"] != 1 or type(said["at"]) is not int or not isinstance(said["node"], str):
        raise Unreadable("type")
    if any(said[name] is not None and not isinstance(said[name], str) for name in ("key", "kid", "phrase")):
        raise Unreadable("type")
    return said


def _content_key(said: dict[str, Any], key: ReadingKey | None, passphrase: str | None) -> bytes:
    if key is not None and said["key"] is not None:
        found = open_box(said["key"], key=key, typ=KEY_BOX, aad={"at": said["at"], "node": said["node"]})
    elif passphrase is not None and said["phrase"] is not None:
        found = backup.unlock(said["phrase"], passphrase)
    else:
        raise Unreadable("reader")
    if len(found) != 32:
        raise Unreadable("length")
    return found
