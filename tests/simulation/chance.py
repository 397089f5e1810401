"""Everything that is drawn at random comes out of one number, so that a run is the same whenever it is run again."""

import os
import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from cryptography.hazmat.primitives.asymmetric import ec, ed25519

import accounts.seal.backup
import accounts.seal.envelope
import passport.blob
import passport.pocket.file
import passport.pocket.link
from accounts.seal import ReadingKey, SigningKey

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
DRAWING = (
    accounts.seal.backup,
    accounts.seal.envelope,
    passport.blob,
    passport.pocket.file,
    passport.pocket.link,
)


class Source:
    """What the operating system gives elsewhere: bytes for keys, ids and initialisation vectors."""

    def __init__(self) -> None:
        self.drawn = random.Random(0)

    def begin(self, *of: object) -> None:
        """Start again from these: a step draws the same whether or not others were before it."""
        self.drawn = random.Random(" ".join(map(str, of)))

    def bytes(self, count: int) -> bytes:
        return self.drawn.randbytes(count)

    def reading_key(self, curve: Any = "P-256") -> ReadingKey:
        assert curve == "P-256"
        return ReadingKey(ec.derive_private_key(self.drawn.randrange(1, ORDER), ec.SECP256R1()), curve)

    def signing_key(self) -> SigningKey:
        return SigningKey(ed25519.Ed25519PrivateKey.from_private_bytes(self.drawn.randbytes(32)))


@contextmanager
def drawn_from(source: Source) -> Iterator[None]:
    """Let this process draw from nowhere else, `uuid4` included."""
    with ExitStack() as patched:
        patched.enter_context(patch.object(os, "urandom", source.bytes))
        for module in DRAWING:
            patched.enter_context(patch.object(module, "urandom", source.bytes))
        patched.enter_context(
            patch.object(passport.pocket.link, "randbelow", lambda most: source.drawn.randrange(most))
        )
        patched.enter_context(patch.object(ReadingKey, "generate", source.reading_key))
        patched.enter_context(patch.object(SigningKey, "generate", source.signing_key))
        yield
