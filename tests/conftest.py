"""What every test may ask for. The cast lives in tests/cast.py."""

from tests.authority import authority
from tests.cast import cast, sign_in

__all__ = ["authority", "cast", "sign_in"]
