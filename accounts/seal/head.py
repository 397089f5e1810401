"""Signed heads: what a store checks without any secret (SPEC.md, section 6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from accounts.seal import signing
from accounts.seal.binding import CLOCK_AHEAD, FORMAT, Binding, check_prev, read_iat, seconds
from accounts.seal.encoding import b64, digest_text, only, read_object, whole
from accounts.seal.envelope import MAX_READERS, Core, Envelope, check_readers
from accounts.seal.keys import SigningKey
from accounts.seal.section import PROTECTED
from accounts.seal.unreadable import Unreadable

_PAYLOAD = frozenset({"dig", "iat", "iss", "kids", "prev", "rec", "rev", "sec", "v", "ver"})


@dataclass(frozen=True, slots=True)
class Head:
    """What an issuer announces of one section version.

    digest       of the envelope's core; prev that of the version before, None in version 1
    recipients   kids, sorted
    revision     0 for a new version, plus one whenever its recipients change
    """

    binding: Binding
    digest: str
    prev: str | None
    recipients: tuple[str, ...]
    revision: int
    issued_at: datetime
    signer_kid: str


def sign_head(
    *,
    binding: Binding,
    digest: str,
    prev: str | None,
    recipients: Sequence[str],
    revision: int,
    issued_at: datetime,
    signing_key: SigningKey,
) -> str:
    """A head as compact JWS.

    recipients   kids in any order; they are sorted here.
    Raises       WrongReaders; ValueError (naive time); Unreadable: order, or a malformed digest or kid.
    """
    check_prev(binding, prev)
    check_readers(recipients)
    whole(revision)
    kids = '","'.join(sorted(digest_text(kid) for kid in recipients))
    before = "null" if prev is None else f'"{prev}"'
    payload = (
        f'{{"dig":"{digest_text(digest)}","iat":{seconds(issued_at)},"iss":"{binding.iss}","kids":["{kids}"],'
        f'"prev":{before},"rec":"{binding.rec}","rev":{revision},"sec":"{binding.sec}",'
        f'"v":{FORMAT},"ver":{binding.ver}}}'
    )
    return signing.sign_bytes(signing.HEAD, payload.encode(), signing_key)


def verify_head(
    token: str | bytes,
    *,
    signers: signing.Signers,
    at: datetime,
    expected: Binding | None = None,
    max_clock_ahead: timedelta = CLOCK_AHEAD,
) -> Head:
    """The head, if one of these signers signed it.

    signers    the signing keys, by kid, of the issuer that brought it; the caller compares
               head.binding.iss with that issuer, or gives `expected`.
    Raises     Unreadable.
    """
    raw, signer = signing.verify_bytes(token, signing.HEAD, signers)
    payload = only(read_object(raw), _PAYLOAD)
    binding = Binding.read(payload)
    if expected is not None and binding != expected:
        raise Unreadable("binding")
    check_prev(binding, payload["prev"])
    return Head(
        binding=binding,
        digest=digest_text(payload["dig"]),
        prev=payload["prev"],
        recipients=_kids(payload["kids"]),
        revision=whole(payload["rev"]),
        issued_at=read_iat(payload["iat"], at, max_clock_ahead),
        signer_kid=signer,
    )


def check_head_against(head: Head, core: Core, kids: Sequence[str]) -> None:
    """Is this the core that the head announces, with entries for exactly these readers?

    Raises Unreadable: protected, binding, digest, recipients.
    """
    if core.protected != PROTECTED:
        raise Unreadable("protected")
    if core.aad != b64(head.binding.aad.encode()):
        raise Unreadable("binding")
    if core.digest != head.digest:
        raise Unreadable("digest")
    if tuple(sorted(kids)) != head.recipients:
        raise Unreadable("recipients")


def check_head_against_envelope(head: Head, envelope: Envelope) -> None:
    """The same for a whole envelope. Raises Unreadable."""
    check_head_against(head, envelope.core, envelope.kids)


def check_follows(head: Head, last: Head | None, *, moved: bool = False) -> None:
    """Is this the next head after `last` (None: there is none yet)?

    moved    the section passed to another prison: the issuer alone may differ.
    Raises   Unreadable: order; binding if the heads are of different sections.
    """
    if last is None:
        if head.binding.ver != 1 or head.revision != 0:
            raise Unreadable("order")
        return
    before = replace(last.binding, iss=head.binding.iss) if moved else last.binding
    if replace(head.binding, ver=before.ver) != before:
        raise Unreadable("binding")
    next_version = (before.ver + 1, last.digest, 0)
    if (head.binding.ver, head.prev, head.revision) == next_version:
        return
    changed_readers = (before.ver, last.digest, last.prev, last.revision + 1)
    if (head.binding.ver, head.digest, head.prev, head.revision) != changed_readers:
        raise Unreadable("order")


def _kids(kids: object) -> tuple[str, ...]:
    if not isinstance(kids, list):
        raise Unreadable("type")
    if not 1 <= len(kids) <= MAX_READERS:
        raise Unreadable("recipients")
    names = [digest_text(kid) for kid in kids]
    if names != sorted(set(names)):
        raise Unreadable("duplicate" if len(set(names)) != len(names) else "recipients")
    return tuple(names)
