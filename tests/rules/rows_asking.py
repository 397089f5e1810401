"""Doors of a person's own requests."""

from tests.rules.records_asking import a_kind, a_trouble, his_request, no_kind, no_request
from tests.rules.row import IN_THE_CELL, PRISON, Row, row

HIS = {"of": his_request, "not_of": no_request}
KIND = {"of": a_kind, "not_of": no_kind}
# His cell-mate is let in and finds nothing: what is somebody else's is not there.
HIS_ALONE = {200: "prisoner", 404: "cell_mate"}

ROWS: list[Row] = [
    row("incell:ask", PRISON, GET={200: IN_THE_CELL}),
    row("incell:ask_form", PRISON, GET={200: IN_THE_CELL}, POST={200: IN_THE_CELL}, **KIND),
    row("incell:ask_check", PRISON, GET={302: IN_THE_CELL}, POST={200: IN_THE_CELL}, **KIND),
    row("incell:tell_of_unsent", PRISON, POST={302: IN_THE_CELL}, data=a_trouble, **KIND),
    row("incell:tell", PRISON, GET={200: IN_THE_CELL}, POST={302: IN_THE_CELL}, data=a_trouble),
    row("incell:my_contacts", PRISON, GET={200: IN_THE_CELL}),
    row("incell:my_requests", PRISON, GET={200: IN_THE_CELL}),
    row("incell:own_request", PRISON, GET=HIS_ALONE, **HIS),
    row("incell:request_sent", PRISON, GET=HIS_ALONE, **HIS),
    row("incell:request_withdraw", PRISON, GET=HIS_ALONE, POST={302: "prisoner", 404: "cell_mate"}, **HIS),
    row(
        "incell:tell_of_request", PRISON, GET=HIS_ALONE, POST={302: "prisoner", 404: "cell_mate"}, data=a_trouble, **HIS
    ),
]
