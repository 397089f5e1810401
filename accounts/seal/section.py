"""Seal a section version, open it, add a reader (SPEC.md, section 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.seal import signing
from accounts.seal.binding import CLOCK_AHEAD, Binding, check_prev, read_iat, seconds
from accounts.seal.encoding import MAX_DEPTH, b64, only, read_object, write_object
from accounts.seal.envelope import Envelope, WrongReaders, assemble, encrypt
from accounts.seal.keys import PublicReadingKey, ReadingKey, SigningKey
from accounts.seal.unreadable import Unreadable
from accounts.seal.wrapping import Wrap, wrap

PROTECTED = b64(b'{"cty":"tg-section+jws","enc":"A256GCM","typ":"tg-section+jwe"}')
_PAYLOAD = frozenset({"iss", "rec", "sec", "v", "ver", "prev", "iat", "data"})
MAX_DATA = 2 * 1024 * 1024  # twice through base64 it still fits an envelope


@dataclass(frozen=True, slots=True)
class Opened:
    """What an opened section says, and who signed it."""

    binding: Binding
    data: dict[str, Any]
    prev: str | None
    issued_at: datetime
    signer_kid: str
    digest: str


def seal(
    *,
    binding: Binding,
    data: Mapping[str, Any],
    prev: str | None,
    issued_at: datetime,
    signing_key: SigningKey,
    readers: Sequence[PublicReadingKey],
) -> Envelope:
    """Sign a section version and seal it for its readers.

    data        a JSON object: dicts, lists, strings, numbers, true, false, None.
    prev        digest of version ver - 1; None in version 1.
    issued_at   aware, the caller's clock; kept in whole seconds.
    readers     1 to 16, the record's archive key first.
    Raises      Unwritable, WrongReaders; ValueError (naive time);
                Unreadable: order (prev), key (a low-order X25519 reader).
    """
    check_prev(binding, prev)
    written = write_object(data, MAX_DATA, MAX_DEPTH - 1)  # the payload around it is one level more
    head = binding.aad[:-1]
    before = "null" if prev is None else f'"{prev}"'
    payload = f'{head},"prev":{before},"iat":{seconds(issued_at)},"data":{written}}}'
    content = signing.sign_bytes(signing.SECTION, payload.encode(), signing_key)
    return encrypt(PROTECTED, b64(binding.aad.encode()), content.encode(), readers)


def open_section(
    envelope: Envelope | bytes | str | Mapping[str, Any],
    *,
    expected: Binding,
    key: ReadingKey,
    signers: signing.Signers,
    at: datetime,
    digest: str | None = None,
    max_clock_ahead: timedelta = CLOCK_AHEAD,
) -> Opened:
    """Open what is expected to be this version of this section.

    expected   from what was asked for, never from the envelope.
    signers    the signing keys of expected.iss, by kid.
    at         aware, the caller's clock.
    digest     the announced one, from a verified head or handover; None if there is none.
    Raises     Unreadable, every fault of SPEC.md section 10 but recipients-by-head and passphrase.
    """
    envelope = Envelope.read(envelope, PROTECTED)
    _check_binding(envelope, expected)
    if digest is not None and envelope.digest != digest:
        raise Unreadable("digest")
    content = envelope.decrypt(envelope.content_key(key))
    raw, signer = signing.verify_bytes(content, signing.SECTION, signers)
    payload = only(read_object(raw), _PAYLOAD)
    if Binding.read(payload) != expected:
        raise Unreadable("binding")
    check_prev(expected, payload["prev"])
    if not isinstance(payload["data"], dict):
        raise Unreadable("type")
    issued_at = read_iat(payload["iat"], at, max_clock_ahead)
    return Opened(expected, payload["data"], payload["prev"], issued_at, signer, envelope.digest)


def add_reader(
    envelope: Envelope | bytes | str | Mapping[str, Any],
    *,
    expected: Binding,
    archive_key: ReadingKey,
    reader: PublicReadingKey,
) -> Wrap:
    """Wrap the content key for one more reader; the core stays byte for byte.

    expected      the version that the reader is meant to get, from what was asked for.
    archive_key   of any present reader; normally the record's archive key.
    Returns       the new entry (Envelope.with_wrap makes the whole again). Sign a head after it.
    Raises        WrongReaders (there already, or 16 are); Unreadable: as open_section, unsigned.
    """
    envelope = Envelope.read(envelope, PROTECTED)
    _check_binding(envelope, expected)
    content_key = envelope.content_key(archive_key)
    envelope.decrypt(content_key)
    if reader.kid in envelope.kids:
        raise WrongReaders("there already")
    entry = wrap(content_key, reader)
    envelope.with_wrap(entry)
    return entry


def read_section(source: Envelope | bytes | str | Mapping[str, Any]) -> Envelope:
    """A section's envelope, its shape checked without a key. Raises Unreadable."""
    return Envelope.read(source, PROTECTED)


def assemble_section(core: Mapping[str, str], entries: Sequence[Mapping[str, Any]]) -> Envelope:
    """A section's envelope of its stored core and entries. Raises Unreadable."""
    return assemble(core, entries, PROTECTED)


def _check_binding(envelope: Envelope, expected: Binding) -> None:
    if envelope.core.aad != b64(expected.aad.encode()):
        raise Unreadable("binding")
