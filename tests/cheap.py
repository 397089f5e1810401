"""The hasher of the tests: the product's own, with parameters that cost nothing."""

from accounts.models.hashing import PepperedArgon2


class CheapArgon2(PepperedArgon2):
    time_cost = 1
    memory_cost = 8
