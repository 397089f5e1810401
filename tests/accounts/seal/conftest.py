"""Keys and a sealed section that the tests of sealing share."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from accounts.seal import Binding, Envelope, PublicReadingKey, PublicSigningKey, ReadingKey, SigningKey, seal

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)
DATA = {"answers": [{"question": "SUPPORT", "answer": "Llety – “yes”"}], "n": -5, "x": 0.5, "none": None}


@dataclass(frozen=True)
class Cast:
    """A prison that signs, a record's archive key, an agency, and a stranger."""

    prison: SigningKey
    archive: ReadingKey
    agency: ReadingKey
    stranger: ReadingKey
    binding: Binding

    @property
    def signers(self) -> dict[str, PublicSigningKey]:
        return {self.prison.kid: self.prison.public}

    def seal(self, readers: list[PublicReadingKey] | None = None, **other: object) -> Envelope:
        readers = readers or [self.archive.public, self.agency.public]
        given = {"binding": self.binding, "data": DATA, "prev": None, "issued_at": NOW} | other
        return seal(signing_key=self.prison, readers=readers, **given)


@pytest.fixture(scope="session", params=["P-256", "X25519"])
def cast(request: pytest.FixtureRequest) -> Cast:
    archive, agency, stranger = (ReadingKey.generate(curve) for curve in ("P-256", request.param, "P-256"))
    binding = Binding("MDI", "0b0f8b2e-5c0e-4f6e-9d43-3a1b1c0d2e3f", "ACCOMMODATION", 1)
    return Cast(SigningKey.generate(), archive, agency, stranger, binding)
