"""Doors of a person's documents."""

from typing import Any
from uuid import uuid4

from passport.models import Passport
from tests.cast import Cast
from tests.papers import add_document
from tests.rules.records import a_stranger_of, his, with_a_passport
from tests.rules.row import ELSEWHERE, IN_THE_CELL, PRISON, Row, row

READERS = "practitioner"


def his_paper(cast: Cast) -> dict[str, Any]:
    with_a_passport(cast)
    return {"document_id": add_document(cast, Passport.objects.get(prisoner=cast.prisoner.prisoner)).id}


def no_paper(cast: Cast) -> dict[str, Any]:
    return {"document_id": uuid4()}


def his_document(cast: Cast) -> dict[str, Any]:
    return his(cast) | his_paper(cast)


def a_document_of_a_stranger(cast: Cast) -> dict[str, Any]:
    return a_stranger_of(cast) | no_paper(cast)


ROWS: list[Row] = [
    row("passport:my_documents", PRISON, GET={200: IN_THE_CELL}),
    row("passport:my_document", PRISON, GET={200: "prisoner", 404: "cell_mate"}, of=his_paper, not_of=no_paper),
    row(
        "passport:pack",
        PRISON,
        GET={200: READERS, 404: ELSEWHERE},
        POST={200: READERS, 404: ELSEWHERE},
        of=with_a_passport,
        not_of=a_stranger_of,
    ),
    row("passport:documents", PRISON, GET={200: READERS, 404: ELSEWHERE}, of=his, not_of=a_stranger_of),
    row(
        "passport:document_new",
        PRISON,
        GET={200: READERS, 404: ELSEWHERE},
        POST={200: READERS, 404: ELSEWHERE},
        of=with_a_passport,
        not_of=a_stranger_of,
    ),
    row(
        "passport:document_file",
        PRISON,
        GET={200: READERS, 404: ELSEWHERE},
        of=his_document,
        not_of=a_document_of_a_stranger,
    ),
    row(
        "passport:document_delete",
        PRISON,
        GET={200: READERS, 404: ELSEWHERE},
        POST={200: READERS, 404: ELSEWHERE},
        of=his_document,
        not_of=a_document_of_a_stranger,
    ),
]
