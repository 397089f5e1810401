"""The module of the page that anybody checks an award with says the same word as ours, for every vector."""

import json
import subprocess
from pathlib import Path

from .craft import AT, BASE, KEY, KID, a_list, an_award
from .test_badges import ASSETS, NODE, other
from .test_vectors import FILES

HERE = Path(__file__).parent
MODULE = ASSETS / "js" / "verify" / "checking.js"


def said_of(cases: list[dict[str, str]]) -> list[list[str | None]]:
    given = {"base": BASE, "kid": KID, "jwk": KEY.public.jwk(), "now": int(AT.timestamp()), "cases": cases}
    run = subprocess.run(
        [str(NODE), str(HERE / "check_in_node.mjs"), MODULE.as_uri()],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_every_vector_gets_the_same_word() -> None:
    cases, wanted = [], []
    for path in FILES:
        top, token = path.read_text().split("\n\n", 1)
        lines = dict(line.split(": ", 1) for line in top.splitlines())
        cases.append({"token": token.removesuffix("\n"), "list": lines["list"]})
        wanted.append(lines["expect"])
    said = said_of(cases)
    assert [(path.stem, word) for path, (word, _) in zip(FILES, said, strict=True)] == [
        (path.stem, word) for path, word in zip(FILES, wanted, strict=True)
    ]
    assert {learner for word, learner in said if word in ("ALTERED", "WRONG_ISSUER")} == {None}


def test_no_character_can_be_changed() -> None:
    good, listed = an_award(), a_list()
    changed = [good[:at] + other(letter) + good[at + 1 :] for at, letter in enumerate(good)]
    said = said_of([{"token": token, "list": listed} for token in [good, *changed]])
    assert said[0] == ["VALID", "Marlon Ashdown"]
    assert "VALID" not in {word for word, _ in said[1:]}
