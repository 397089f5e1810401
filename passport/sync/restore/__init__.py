"""A prison takes back its own journal from central, with what travels beside it (SPEC.md, section 10)."""
