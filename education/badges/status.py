"""Which awards were withdrawn: a bitstring status list, signed as a credential (SPEC.md, section 4)."""

import gzip
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from accounts.seal import Unreadable, b64, canonical, read_object, unb64

from .addresses import Issuer
from .credential import CONTEXT, PURPOSE
from .signature import LIST, IssuerKey, sign

SIZE = 131_072  # entries
MOST = 1_048_576  # bits that a reader accepts
VALID_FOR = timedelta(days=45)
SIGN_AGAIN = timedelta(days=7)
_FORM = "%Y-%m-%dT%H:%M:%SZ"
_TYPE = ["VerifiableCredential", "BitstringStatusListCredential"]
_MEMBERS = {
    "@context",
    "id",
    "type",
    "issuer",
    "validFrom",
    "validUntil",
    "credentialSubject",
    "iss",
    "jti",
    "nbf",
    "exp",
    "sub",
}


@dataclass(frozen=True)
class StatusList:
    """A list that was read: its address, the days it counts, and its bits."""

    address: str
    issuer: str
    at: datetime
    until: datetime
    bits: bytes

    def withdrawn(self, index: int) -> bool:
        """Whether the bit is set. Raises Unreadable: length (outside the list)."""
        if not 0 <= index < len(self.bits) * 8:
            raise Unreadable("length")
        return bool(self.bits[index // 8] & (0x80 >> index % 8))


def make(withdrawn: Iterable[int], *, number: int, issuer: Issuer, key: IssuerKey, at: datetime) -> str:
    """The signed list with these indexes (0-131,071) set, valid for 45 days."""
    bits = bytearray(SIZE // 8)
    for index in withdrawn:
        bits[index // 8] |= 0x80 >> index % 8
    address, begins = issuer.list(number), at.astimezone(UTC).replace(microsecond=0)
    ends = begins + VALID_FOR
    said = {
        "@context": CONTEXT[:1],
        "id": address,
        "type": _TYPE,
        "issuer": issuer.address,
        "validFrom": begins.strftime(_FORM),
        "validUntil": ends.strftime(_FORM),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "encodedList": "u" + b64(gzip.compress(bytes(bits), mtime=0)),
        },
        "iss": issuer.address,
        "jti": address,
        "nbf": int(begins.timestamp()),
        "exp": int(ends.timestamp()),
        "sub": f"{address}#list",
    }
    return sign(canonical(said), kid=issuer.key(key.public.thumbprint), typ=LIST, key=key)


def read(payload: bytes) -> StatusList:
    """What a signed payload says, if it is a list as section 4 wants it. Raises Unreadable."""
    said = read_object(payload)
    if said.keys() != _MEMBERS:
        raise Unreadable("members")
    try:
        subject, address, issuer = said["credentialSubject"], said["id"], said["issuer"]
        at, until = (datetime.strptime(said[name], _FORM).replace(tzinfo=UTC) for name in ("validFrom", "validUntil"))
        same = (
            said["type"] == _TYPE
            and (said["iss"], said["jti"], said["sub"]) == (issuer, address, subject["id"])
            and (said["nbf"], said["exp"]) == (at.timestamp(), until.timestamp())
            and until - at <= VALID_FOR
            and address.startswith(f"{issuer}/status/")
            and (subject["type"], subject["statusPurpose"]) == ("BitstringStatusList", PURPOSE)
        )
        encoded = subject["encodedList"]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unreadable("type") from None
    if not same or not isinstance(encoded, str) or not encoded.startswith("u"):
        raise Unreadable("binding")
    return StatusList(address, issuer, at, until, _expand(unb64(encoded[1:])))


def _expand(squeezed: bytes) -> bytes:
    """One gzip member, never more than the cap. Raises Unreadable: length, oversize."""
    engine = zlib.decompressobj(wbits=31)
    try:
        bits = engine.decompress(squeezed, MOST // 8 + 1)
    except zlib.error:
        raise Unreadable("length") from None
    if len(bits) > MOST // 8:
        raise Unreadable("oversize")
    if not engine.eof or engine.unused_data or len(bits) * 8 < SIZE:
        raise Unreadable("length")
    return bits
