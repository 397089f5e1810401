"""Where an issuer, its keys and its lists are found (SPEC.md, section 1)."""

import re
from dataclasses import dataclass
from uuid import UUID

_BASE = re.compile(r"https?://[a-z0-9.-]+(:[0-9]+)?", re.ASCII)


class NotABase(ValueError):
    """The public address is https (http on this machine only), a host, and no path."""


@dataclass(frozen=True)
class Issuer:
    """Who awards: `id` is random, `name` is what an employer reads."""

    base: str
    id: UUID
    name: str

    def __post_init__(self) -> None:
        if not _BASE.fullmatch(self.base):
            raise NotABase(self.base)

    @property
    def address(self) -> str:
        return f"{self.base}/issuers/{self.id}"

    def key(self, thumbprint: str) -> str:
        return f"{self.address}/keys/{thumbprint}"

    def list(self, number: int) -> str:
        return f"{self.address}/status/{number}"

    @property
    def did(self) -> str:
        """did:web; a port's colon is written %3A."""
        host = self.base.split("://")[1].replace(":", "%3A")
        return f"did:web:{host}:issuers:{self.id}"
