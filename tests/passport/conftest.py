"""A prison and central side by side. Kept here once: a fixture of the session that two modules import is made twice."""

from tests.carried import carrier
from tests.letters import post
from tests.sticks import stick
from tests.two_nodes import central_database, line, two_keys
from tests.two_prisons import leeds_database, road, three_keys

__all__ = ["carrier", "central_database", "leeds_database", "line", "post", "road", "stick", "three_keys", "two_keys"]
