"""A prison and central side by side. Kept here once: a fixture of the session that two modules import is made twice."""

from tests.carried import carrier
from tests.letters import post
from tests.two_nodes import central_database, line, two_keys

__all__ = ["carrier", "central_database", "line", "post", "two_keys"]
