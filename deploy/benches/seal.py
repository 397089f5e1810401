"""Sealing: a signed 4 KiB section for three readers, opened, given to one more, checked by a store.

Each floor is the same run's bare key generations, key agreements and signatures, and nothing else.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, x25519

from accounts.seal import (
    Binding,
    PublicReadingKey,
    ReadingKey,
    SigningKey,
    add_reader,
    check_head_against_envelope,
    open_section,
    read_section,
    seal,
    sign_head,
    verify_head,
)
from deploy.benches import Figure, per_second

BAR = 0.6
NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
BINDING = Binding("MDI", "0b0f8b2e-5c0e-4f6e-9d43-3a1b1c0d2e3f", "ACCOMMODATION", 1)
# As many answers as a pathway's report has, 4,096 bytes of JSON.
ANSWERS = [{"question": f"QUESTION_{number}", "answer": "x" * 215} for number in range(10, 26)]
DATA = {"pathway": "HEALTH", "answers": ANSWERS}
NAMES = ("seal and head, 4 KiB, 3 readers", "open", "add a reader", "a store's check of head and envelope")
SIGNED = (5_760, 560)  # bytes under the section's and the head's signature


def measure() -> list[Figure]:
    """Sections a second, one core. The bar is on sealing with P-256, the readers' usual key."""
    signer = SigningKey.generate()
    figures = _figures("P-256", signer, partial(ec.generate_private_key, ec.SECP256R1()), BAR)
    return figures + _figures("X25519", signer, x25519.X25519PrivateKey.generate, None)


def _figures(curve: str, signer: SigningKey, generate: Callable, bar: float | None) -> list[Figure]:
    readers = [ReadingKey.generate("X25519" if curve == "X25519" else "P-256") for _ in range(4)]
    public = [PublicReadingKey.from_jwk(reader.jwk()) for reader in readers]
    signers = {signer.kid: signer.public}

    def announced() -> tuple[str, str]:
        sealed = seal(binding=BINDING, data=DATA, prev=None, issued_at=NOW, signing_key=signer, readers=public[:3])
        head = sign_head(
            binding=BINDING,
            digest=sealed.digest,
            prev=None,
            recipients=sealed.kids,
            revision=0,
            issued_at=NOW,
            signing_key=signer,
        )
        return sealed.to_json(), head

    text, token = announced()

    def opened() -> None:
        open_section(text, expected=BINDING, key=readers[2], signers=signers, at=NOW)

    def added() -> None:
        add_reader(text, expected=BINDING, archive_key=readers[0], reader=public[3])

    def checked() -> None:
        check_head_against_envelope(verify_head(token, signers=signers, at=NOW), read_section(text))

    bare = _Bare(generate)
    works = [(announced, bare.seal), (opened, bare.open), (added, bare.add), (checked, bare.check)]
    rates = [per_second(*pair) for pair in works]
    figures = [
        Figure(f"{name}, {curve}", rate, "/s", floor, bar if name is NAMES[0] else None)
        for name, (rate, floor) in zip(NAMES, rates, strict=True)
    ]
    return [*figures, Figure(f"envelope as JSON, 3 readers, {curve}", len(text), "bytes")]


class _Bare:
    """Nothing but the primitives, in the number and over the sizes that the real work needs."""

    def __init__(self, generate: Callable) -> None:
        self.generate = generate
        self.readers = [generate().public_key() for _ in range(3)]
        self.mine = generate()
        self.signer = ed25519.Ed25519PrivateKey.generate()
        self.verifier = self.signer.public_key()
        self.signed = [bytes(size) for size in SIGNED]
        self.signatures = [self.signer.sign(content) for content in self.signed]

    def _agree(self, mine: Any, theirs: Any) -> None:
        if isinstance(theirs, ec.EllipticCurvePublicKey):
            mine.exchange(ec.ECDH(), theirs)
        else:
            mine.exchange(theirs)

    def seal(self) -> None:
        for reader in self.readers:
            self._agree(self.generate(), reader)
        for content in self.signed:
            self.signer.sign(content)

    def open(self) -> None:
        self._agree(self.mine, self.readers[0])
        self.verifier.verify(self.signatures[0], self.signed[0])

    def add(self) -> None:
        self._agree(self.mine, self.readers[0])
        self._agree(self.generate(), self.readers[1])

    def check(self) -> None:
        self.verifier.verify(self.signatures[1], self.signed[1])
