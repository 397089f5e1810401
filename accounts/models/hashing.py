"""How PINs and passwords are kept: Argon2id over an HMAC with a pepper that never lies in the database.

Six digits alone can be tried out in hours by whoever has a copy of the database; without the pepper they can't.
"""

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ImproperlyConfigured


class PepperedArgon2(Argon2PasswordHasher):
    """19 MiB, two passes, one lane: OWASP's lowest, so that a wing signing in at once doesn't stall one server."""

    algorithm = "argon2_peppered"
    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        return super().encode(pepper(password), salt)

    def verify(self, password: str, encoded: str) -> bool:
        return super().verify(pepper(password), encoded)


def pepper(secret: str, purpose: str = "secret") -> str:
    """HMAC-SHA-256, hex, of `secret` under this node's pepper. Raises ImproperlyConfigured without a pepper."""
    if not settings.PIN_PEPPER:
        raise ImproperlyConfigured("THROUGHGATE_PIN_PEPPER is not set")
    return hmac.new(settings.PIN_PEPPER.encode(), f"{purpose}:{secret}".encode(), hashlib.sha256).hexdigest()
