"""Doors of letters to agencies: the agency's at central, and printing one that goes by post at the prison."""

from tests.rules.records import an_answer
from tests.rules.records_letters import a_message_to_post, another_request, no_letter, the_letter
from tests.rules.row import AGENCIES, CENTRAL, PRISON, Row, row

ITS_OWN = {200: "agency_worker", 404: "other_agency_worker"}

ROWS: list[Row] = [
    row("passport:letters", CENTRAL, GET={200: AGENCIES}),
    row("passport:letter", CENTRAL, GET=ITS_OWN, of=the_letter, not_of=no_letter),
    row("passport:letter_sealed", CENTRAL, POST=ITS_OWN, of=the_letter, not_of=no_letter),
    row("passport:letter_opened", CENTRAL, POST=ITS_OWN, of=the_letter, not_of=no_letter),
    row(
        "passport:letter_answers",
        CENTRAL,
        POST={400: "agency_worker", 404: "other_agency_worker"},
        of=the_letter,
        not_of=no_letter,
        data=an_answer,
    ),
    row(
        "incell:request_letter",
        PRISON,
        GET={200: "practitioner", 404: "tutor officer_elsewhere administrator"},
        of=a_message_to_post,
        not_of=another_request,
    ),
]
