from tests.nodes import key_files, node

__all__ = ["key_files", "node"]
