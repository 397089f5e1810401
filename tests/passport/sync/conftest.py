from tests.two_nodes import central_database, line, two_keys

__all__ = ["central_database", "line", "two_keys"]
