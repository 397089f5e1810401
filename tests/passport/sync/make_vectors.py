"""Write the vectors that are not there yet: `python -m tests.passport.sync.make_vectors`.

Delete a file to have it made again. The tests read the files only.
"""

from pathlib import Path

from tests.accounts.seal.craft import dumps
from tests.passport.sync import (
    vectors_of_bytes,
    vectors_of_lines,
    vectors_of_moves,
    vectors_of_restores,
    vectors_of_sticks,
)
from tests.passport.sync.craft import PRISON, SECONDS

FOLDER = Path(__file__).parent / "vectors"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    told = [*vectors_of_lines.vectors(), *vectors_of_moves.vectors()]
    made = [(name, expect, "lines", raw) for name, expect, raw in told]
    for name, expect, kind, raw in [
        *made,
        *vectors_of_bytes.vectors(),
        *vectors_of_sticks.vectors(),
        *vectors_of_restores.vectors(),
    ]:
        path = FOLDER / f"{name}.txt"
        if not path.exists():
            top = f"kind: {kind}\nexpect: {expect}\nsigner: {dumps(PRISON.public.jwk())}\nat: {SECONDS}\n"
            path.write_bytes(top.encode() + b"\n" + raw + b"\n")


if __name__ == "__main__":
    main()
