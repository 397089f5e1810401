"""The one error of everything that reads a stranger's bytes."""

FAULTS = {
    "oversize": "longer than allowed",
    "depth": "nested too deep",
    "json": "not strict JSON",
    "duplicate": "the same name twice",
    "members": "a member is missing or unknown",
    "type": "a member has another JSON type",
    "base64": "not canonical base64url",
    "length": "a part has another length than its algorithm's",
    "protected": "another protected header",
    "alg": "another algorithm",
    "key": "a key that is none",
    "recipients": "none, too many, or not those of the head",
    "reader": "not sealed for this reader",
    "unwrap": "the content key does not unwrap",
    "content": "the content does not decrypt",
    "header": "another signature header",
    "typ": "another type than expected",
    "signer": "signed by a key that is not expected",
    "signature": "the signature is wrong",
    "binding": "another issuer, record, section or version",
    "digest": "not what was announced",
    "order": "does not follow the version before",
    "future": "dated ahead of the clock",
    "passphrase": "wrong passphrase or damaged backup",
}


class Unreadable(Exception):
    """Input that cannot be read, or is not to be.

    fault    a key of FAULTS (SPEC.md, section 10); the message is its text.
    The message never holds any of the input, so it may be logged and shown.
    """

    def __init__(self, fault: str) -> None:
        super().__init__(f"{fault}: {FAULTS[fault]}")
        self.fault = fault

    def __reduce__(self) -> tuple[type["Unreadable"], tuple[str]]:
        return type(self), (self.fault,)
