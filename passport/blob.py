"""A blob: one sealed file, named by its own ciphertext, carried in chunks (sync/SPEC.md, "Blobs").

sealed = seal_blob(content, rec="…")
sealed.name, sealed.key        stand in a sealed section; whoever reads that opens the blob
sealed.wrapped, sealed.chunks  lie outside, and can be destroyed
open_blob(join(chunks), wrapped=…, key=…, rec="…")
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from os import urandom
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from accounts.seal import Unreadable, b64, unb64

FIRST_LINE = b"tg-blob 1\n"
AROUND = len(FIRST_LINE) + 12 + 16  # bytes that a blob has beyond its content: first line, IV, tag
CHUNK = 256 * 1024  # bytes
MOST_CHUNKS = 48
MOST_BYTES = CHUNK * MOST_CHUNKS


class TooLongForABlob(ValueError):
    """More than 48 chunks of 256 KiB."""


@dataclass(frozen=True)
class SealedBlob:
    """name: 43 characters; key: 32 bytes for a sealed section; wrapped: the content key under it, base64url."""

    name: str
    key: str
    wrapped: str
    chunks: tuple[bytes, ...]

    @property
    def size(self) -> int:
        return sum(map(len, self.chunks))


def seal_blob(content: bytes, *, rec: UUID | str) -> SealedBlob:
    """Seal a file of one record under a content key of its own. Raises TooLongForABlob."""
    if len(content) + AROUND > MOST_BYTES:
        raise TooLongForABlob
    content_key, key, iv = urandom(32), urandom(32), urandom(12)
    sealed = FIRST_LINE + iv + AESGCM(content_key).encrypt(iv, content, _bound(rec))
    chunks = tuple(sealed[at : at + CHUNK] for at in range(0, len(sealed), CHUNK))
    name = name_of(len(sealed), [digest_of(chunk) for chunk in chunks])
    return SealedBlob(name, b64(key), b64(aes_key_wrap(key, content_key)), chunks)


def open_blob(sealed: bytes, *, wrapped: str, key: str, rec: UUID | str, name: str) -> bytes:
    """The file in a blob. name, key, rec: from a section that was opened, never from beside the blob.

    Raises Unreadable: oversize, digest (not the blob that was named), protected, base64, length, unwrap, content.
    """
    if len(sealed) > MOST_BYTES:
        raise Unreadable("oversize")
    chunks = [sealed[at : at + CHUNK] for at in range(0, len(sealed), CHUNK)]
    if name_of(len(sealed), [digest_of(chunk) for chunk in chunks]) != name:
        raise Unreadable("digest")
    if not sealed.startswith(FIRST_LINE):
        raise Unreadable("protected")
    if len(sealed) < AROUND:
        raise Unreadable("length")
    try:
        content_key = aes_key_unwrap(unb64(key, 32), unb64(wrapped, 40))
        at = len(FIRST_LINE)
        return AESGCM(content_key).decrypt(sealed[at : at + 12], sealed[at + 12 :], _bound(rec))
    except InvalidUnwrap:
        raise Unreadable("unwrap") from None
    except InvalidTag:
        raise Unreadable("content") from None


def digest_of(chunk: bytes) -> str:
    """The name of one chunk: SHA-256, base64url."""
    return b64(sha256(chunk).digest())


def name_of(size: int, digests: Iterable[str]) -> str:
    """A blob's name: over its length and its chunks' digests, so that each chunk is checked as it comes."""
    return b64(sha256(size.to_bytes(4) + b"".join(unb64(one, 32) for one in digests)).digest())


def fits(size: int, lengths: Sequence[int]) -> bool:
    """Whether chunks of these lengths are those of a blob of this size: all full but the last, and none empty."""
    whole = bool(lengths) and all(length == CHUNK for length in lengths[:-1]) and 0 < lengths[-1] <= CHUNK
    return whole and len(lengths) <= MOST_CHUNKS and sum(lengths) == size


def _bound(rec: UUID | str) -> bytes:
    return f'{{"rec":"{rec}","v":1}}'.encode("ascii")
