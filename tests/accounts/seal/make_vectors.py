"""Write the vectors that are not there yet: `python -m tests.accounts.seal.make_vectors`.

Delete a file to have it made again. The tests read the files only.
"""

from pathlib import Path

from tests.accounts.seal import vectors_of_envelopes, vectors_of_signatures, vectors_of_the_rest
from tests.accounts.seal.craft import AGENCY, AT, BINDING, PRISON, dumps

FOLDER = Path(__file__).parent / "vectors"
DEFAULTS = {
    "section": {
        "key": dumps(AGENCY.private_jwk()),
        "signer": dumps(PRISON.jwk()),
        "binding": BINDING.aad,
        "at": AT.isoformat(),
    },
    "head": {"signer": dumps(PRISON.jwk()), "at": AT.isoformat()},
    "announced": {"signer": dumps(PRISON.jwk()), "at": AT.isoformat()},
    "following": {"signer": dumps(PRISON.jwk()), "at": AT.isoformat()},
    "statement": {"signer": dumps(PRISON.jwk())},
    "detached": {"signer": dumps(PRISON.jwk())},
    "box": {"key": dumps(AGENCY.private_jwk())},
}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for source in (vectors_of_envelopes, vectors_of_signatures, vectors_of_the_rest):
        for name, expect, kind, body, lines in source.vectors():
            path = FOLDER / f"{name}.txt"
            if path.exists():
                continue
            lines = {"kind": kind, "expect": expect} | DEFAULTS.get(kind, {}) | lines
            top = "".join(f"{key}: {value}\n" for key, value in lines.items())
            raw = body if isinstance(body, bytes) else (body if isinstance(body, str) else dumps(body)).encode()
            path.write_bytes(top.encode() + b"\n" + raw + b"\n")


if __name__ == "__main__":
    main()
