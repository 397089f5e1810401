"""The envelope: RFC 7516 General JSON, its core and its recipient entries apart (SPEC.md, 4 and 5)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from os import urandom
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from accounts.seal.encoding import MAX_BYTES, b64, only, read_object, text, unb64
from accounts.seal.keys import PublicReadingKey, ReadingKey
from accounts.seal.unreadable import Unreadable
from accounts.seal.wrapping import Wrap, unwrap, wrap

MAX_READERS = 16
_CORE = ("protected", "aad", "iv", "ciphertext", "tag")
_CORE_MEMBERS = frozenset(_CORE)
_MEMBERS = frozenset({*_CORE, "recipients"})


class StuckRandomness(RuntimeError):
    """The operating system gave the same random bytes twice: nothing may be sealed."""


class WrongReaders(ValueError):
    """No reader, more than 16, or one twice."""


@dataclass(frozen=True)
class Core:
    """What never changes when readers do; five base64url texts."""

    protected: str
    aad: str
    iv: str
    ciphertext: str
    tag: str

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the five texts joined by full stops, base64url."""
        parts = (self.protected, self.aad, self.iv, self.ciphertext, self.tag)
        return b64(sha256(".".join(parts).encode()).digest())

    @cached_property
    def sealed(self) -> tuple[bytes, bytes]:
        """IV, and ciphertext with the tag behind it. Raises Unreadable: type, base64, length."""
        return unb64(self.iv, 12), unb64(self.ciphertext) + unb64(self.tag, 16)

    def members(self) -> dict[str, str]:
        """As stored."""
        return {name: getattr(self, name) for name in _CORE}

    @classmethod
    def read(cls, members: object, protected: str) -> "Core":
        """Check the shape of stored or received members.

        protected   the header that the caller expects, base64url.
        Raises Unreadable: type, members, protected, base64, length.
        """
        members = only(members, _CORE_MEMBERS)
        if text(members["protected"]) != protected:
            raise Unreadable("protected")
        unb64(members["aad"])
        core = cls(**members)
        core.sealed  # noqa: B018 - decodes, which checks, and keeps the bytes for decrypt
        return core


@dataclass(frozen=True)
class Envelope:
    """A core and the entries of its readers, the archive key's first."""

    core: Core
    wraps: tuple[Wrap, ...]

    @property
    def digest(self) -> str:
        """The core's."""
        return self.core.digest

    @property
    def kids(self) -> tuple[str, ...]:
        """The readers' names, sorted."""
        return tuple(sorted(entry.kid for entry in self.wraps))

    def to_json(self) -> str:
        """RFC 7516 General JSON. The members are base64url: nothing to escape."""
        core, entries = self.core, ",".join(entry.to_json() for entry in self.wraps)
        return (
            f'{{"protected":"{core.protected}","recipients":[{entries}],"aad":"{core.aad}",'
            f'"iv":"{core.iv}","ciphertext":"{core.ciphertext}","tag":"{core.tag}"}}'
        )

    def for_reader(self, kid: str) -> "Envelope":
        """The same with this reader's entry alone. Raises Unreadable: reader."""
        return Envelope(self.core, (self._entry(kid),))

    def with_wrap(self, entry: Wrap) -> "Envelope":
        """The same with one entry more. Raises WrongReaders."""
        wraps = (*self.wraps, entry)
        check_readers([known.kid for known in wraps])
        return Envelope(self.core, wraps)

    def without(self, kid: str) -> "Envelope":
        """The same without a reader. Raises WrongReaders if none is left."""
        wraps = tuple(entry for entry in self.wraps if entry.kid != kid)
        check_readers([known.kid for known in wraps])
        return Envelope(self.core, wraps)

    def _entry(self, kid: str) -> Wrap:
        for entry in self.wraps:
            if entry.kid == kid:
                return entry
        raise Unreadable("reader")

    def content_key(self, key: ReadingKey) -> bytes:
        """32 bytes. Raises Unreadable: reader, key, unwrap."""
        return unwrap(self._entry(key.kid), key)

    def decrypt(self, content_key: bytes) -> bytes:
        """The content. Raises Unreadable: content."""
        core = self.core
        try:
            return AESGCM(content_key).decrypt(*core.sealed, _additional(core.protected, core.aad))
        except InvalidTag:
            raise Unreadable("content") from None

    @classmethod
    def read(
        cls, source: "Envelope | bytes | str | Mapping[str, Any]", protected: str, max_bytes: int = MAX_BYTES
    ) -> "Envelope":
        """Check all that can be checked without a key.

        source      JSON text, or the object already read (core members and `recipients`).
        protected   the header that the caller expects, base64url.
        Raises Unreadable: as encoding.read_object, Core.read, Wrap.read; recipients; duplicate.
        """
        if isinstance(source, Envelope):
            source = source.members()
        members = only(source if isinstance(source, Mapping) else read_object(source, max_bytes), _MEMBERS)
        entries = members["recipients"]
        if not isinstance(entries, list | tuple):
            raise Unreadable("type")
        if not 1 <= len(entries) <= MAX_READERS:
            raise Unreadable("recipients")
        core = Core.read({name: members[name] for name in _CORE}, protected)
        wraps = tuple(Wrap.read(entry) for entry in entries)
        if len({entry.kid for entry in wraps}) != len(wraps):
            raise Unreadable("duplicate")
        return cls(core, wraps)

    def members(self) -> dict[str, Any]:
        """The whole as an object of JSON types."""
        return self.core.members() | {"recipients": [entry.entry() for entry in self.wraps]}


def assemble(core: Mapping[str, str], entries: Iterable[Mapping[str, Any]], protected: str) -> Envelope:
    """An envelope of a stored core and stored entries. Raises Unreadable: as Envelope.read."""
    return Envelope.read({**core, "recipients": list(entries)}, protected)


def encrypt(protected: str, aad: str, content: bytes, readers: Sequence[PublicReadingKey]) -> Envelope:
    """Seal bytes for readers under a key and an IV that nobody else has ever seen.

    protected, aad   base64url.
    Raises WrongReaders, StuckRandomness; Unreadable: key (a low-order X25519 reader).
    """
    check_readers([reader.kid for reader in readers])
    content_key, iv = _fresh()
    sealed = AESGCM(content_key).encrypt(iv, content, _additional(protected, aad))
    core = Core(protected, aad, b64(iv), b64(sealed[:-16]), b64(sealed[-16:]))
    return Envelope(core, tuple(wrap(content_key, reader) for reader in readers))


def check_readers(kids: Sequence[str]) -> None:
    """Raises WrongReaders."""
    if not 1 <= len(kids) <= MAX_READERS or len(set(kids)) != len(kids):
        raise WrongReaders(f"{len(kids)} readers, {len(set(kids))} different")


_last_drawn = b""


def _fresh() -> tuple[bytes, bytes]:
    """A content key and an IV. Raises StuckRandomness if either is the last one again."""
    global _last_drawn
    drawn, before = urandom(44), _last_drawn
    if drawn[:32] == before[:32] or drawn[32:] == before[32:]:
        raise StuckRandomness
    _last_drawn = drawn
    return drawn[:32], drawn[32:]


def _additional(protected: str, aad: str) -> bytes:
    return f"{protected}.{aad}".encode("ascii")
