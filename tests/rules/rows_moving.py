"""Doors of coming and going, and of two numbers of one person."""

from tests.rules.records import a_stranger_of, his
from tests.rules.row import ELSEWHERE, PRISON, STAFF, Row, row

MOVES = "practitioner administrator"

ROWS: list[Row] = [
    row("passport:moves", PRISON, GET={200: STAFF}, POST={302: f"{MOVES} {ELSEWHERE}", 403: "tutor"}),
    *(
        row(
            name,
            PRISON,
            GET={200: MOVES, 404: ELSEWHERE},
            POST={302: MOVES, 404: ELSEWHERE} if name == "passport:move" else {200: MOVES, 404: ELSEWHERE},
            of=his,
            not_of=a_stranger_of,
        )
        for name in ("passport:move", "passport:numbers")
    ),
]
