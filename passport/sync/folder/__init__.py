"""The folder transport: segments as files on a stick, in any order, any part of them, twice (SPEC.md, section 9)."""
