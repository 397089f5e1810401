"""Write the vectors that are not there yet: `python -m tests.passport.blob.make_vectors`. Tests read the files."""

import json
from pathlib import Path

from passport.blob import digest_of, name_of, seal_blob

FOLDER = Path(__file__).parent / "vectors"
REC = "0b0f8b2e-5c0e-4f6e-9d43-3a1b1c0d2e3f"


def named(sealed: bytes) -> str:
    return name_of(len(sealed), [digest_of(sealed)])


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    made, other = seal_blob(b"in a vector", rec=REC), seal_blob(b"another", rec=REC)
    (sealed,) = made.chunks
    good = {"expect": "good", "sealed": sealed.hex(), "content": b"in a vector".hex(), "rec": REC}
    good |= {"name": made.name, "key": made.key, "wrapped": made.wrapped}
    newer, flipped = sealed.replace(b"tg-blob 1", b"tg-blob 2"), sealed[:-1] + bytes([sealed[-1] ^ 1])
    wrong = {
        "flipped": {"expect": "digest", "sealed": flipped.hex()},
        "flipped-and-named-so": {"expect": "content", "sealed": flipped.hex(), "name": named(flipped)},
        "another-blob": {"expect": "digest", "sealed": other.chunks[0].hex()},
        "another-key": {"expect": "unwrap", "key": other.key},
        "another-wrapped-key": {"expect": "unwrap", "wrapped": other.wrapped},
        "another-record": {"expect": "content", "rec": REC.replace("0b", "1c", 1)},
        "another-version": {"expect": "protected", "sealed": newer.hex(), "name": named(newer)},
        "cut-off": {"expect": "digest", "sealed": sealed[:-4].hex()},
        "too-short": {"expect": "length", "sealed": sealed[:30].hex(), "name": named(sealed[:30])},
        "key-padded": {"expect": "base64", "key": made.key + "="},
        "key-short": {"expect": "length", "key": made.key[:-3]},
        "destroyed": {"expect": "length", "wrapped": ""},
    }
    for name, said in {"good": {}, **wrong}.items():
        path = FOLDER / f"{name}.json"
        if not path.exists():
            path.write_text(json.dumps(good | said, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
