"""What every test may ask for. The cast lives in tests/cast.py."""

from tests.cast import cast, sign_in

__all__ = ["cast", "sign_in"]
