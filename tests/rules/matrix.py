"""Who may do what at which door: the whole table. How a row is read: tests/rules/row.py."""

from tests.rules import (
    rows_asking,
    rows_awards,
    rows_contacts,
    rows_groups,
    rows_handling,
    rows_importing,
    rows_lessons,
    rows_notices,
    rows_offline,
    rows_plan,
    rows_study,
    rows_timetable,
)
from tests.rules.records import (
    a_proposed_agreement,
    a_stranger,
    a_stranger_of,
    a_terminal_elsewhere,
    a_yes,
    an_agency_that_asks,
    an_agency_that_does_not,
    an_answer,
    another_handover,
    another_pathway,
    him,
    his,
    his_first_page,
    his_handover,
    his_health,
    his_report,
    his_terminal,
    no_agreement,
    no_handover,
    no_kid,
    no_layout,
    no_page,
    no_report,
    somebody_without_a_pin,
    the_agency,
    the_cells_layout,
    the_handover,
    two_kept_apart,
    two_others_kept_apart,
    with_a_passport,
)
from tests.rules.row import (
    AGENCIES,
    BOTH,
    CENTRAL,
    ELSEWHERE,
    EVERYBODY,
    IN_THE_CELL,
    METHODS,
    PRISON,
    SIGNED_IN,
    STAFF,
    row,
)

ROWS = [
    # Both instances
    row("health_live", BOTH, GET={200: EVERYBODY}),
    row("health_ready", BOTH, GET={200: EVERYBODY}),
    row("metrics", BOTH, GET={200: EVERYBODY}),  # from this machine only: tests/deploy/test_health.py
    row("set_language", BOTH, **{method: {302: EVERYBODY} for method in METHODS}),  # GET and the rest change nothing
    row("gallery", BOTH, GET={200: EVERYBODY}, of=the_cells_layout, not_of=no_layout),  # the demo mounts it
    row(
        "sign_out", BOTH, POST={302: EVERYBODY}, **{method: {405: EVERYBODY} for method in METHODS if method != "POST"}
    ),
    # Signing in: whoever is in already is sent home, and nobody signs in from a cell off a registered terminal
    row("accounts:prisoner_sign_in", PRISON, GET={200: "nobody", 302: SIGNED_IN}, POST={403: "nobody", 302: SIGNED_IN}),
    row("accounts:enrol_terminal", PRISON, GET={200: EVERYBODY}, POST={200: EVERYBODY}),
    row("accounts:stay", PRISON, POST={200: IN_THE_CELL}),
    row("accounts:prisoner_secret", PRISON, GET={200: IN_THE_CELL}, POST={200: IN_THE_CELL}),
    *(
        each
        for audience, members, others, on in [
            ("staff", STAFF, f"nobody {IN_THE_CELL} {AGENCIES}", BOTH),
            ("agency", AGENCIES, f"nobody {IN_THE_CELL} {STAFF}", CENTRAL),
        ]
        for each in [
            row(f"accounts:{audience}_sign_in", on, GET={302: members, 200: others}, POST={302: members, 200: others}),
            row(f"accounts:{audience}_code", on, GET={302: members}, POST={302: members}),
            row(f"accounts:{audience}_set_up", on, GET={302: members}, POST={302: members}),
            row(f"accounts:{audience}_secret", on, GET={200: members}, POST={200: members}),
        ]
    ),
    # The roll, and what staff do for one person
    row("accounts:people", PRISON, GET={200: STAFF}, POST={302: STAFF}),
    row("accounts:take_case", PRISON, POST={302: "practitioner", 404: "officer_elsewhere"}, of=him, not_of=a_stranger),
    row(
        "accounts:give_up_case", PRISON, POST={302: "practitioner", 404: "officer_elsewhere"}, of=him, not_of=a_stranger
    ),
    row(
        "accounts:pin",
        PRISON,
        GET={200: "administrator", 404: "officer_elsewhere"},
        POST={200: "administrator", 404: "officer_elsewhere"},
        of=somebody_without_a_pin,
        not_of=a_stranger,
    ),
    # No member of the cast at his prison keeps people apart: tests/accounts/test_people_pages.py has one who does
    row(
        "accounts:apart",
        PRISON,
        GET={404: "officer_elsewhere"},
        POST={404: "officer_elsewhere"},
        of=him,
        not_of=a_stranger,
    ),
    row(
        "accounts:end_apart",
        PRISON,
        GET={404: "officer_elsewhere"},
        POST={404: "officer_elsewhere"},
        of=two_kept_apart,
        not_of=two_others_kept_apart,
    ),
    # Terminals
    row("accounts:terminals", PRISON, GET={200: "administrator"}, POST={200: "administrator"}),
    row("accounts:renew_code", PRISON, POST={200: "administrator"}, of=his_terminal, not_of=a_terminal_elsewhere),
    row(
        "accounts:revoke_terminal",
        PRISON,
        GET={200: "administrator"},
        POST={302: "administrator"},
        of=his_terminal,
        not_of=a_terminal_elsewhere,
    ),
    # The passport, for staff. The officer from elsewhere has the role and never the person
    row("passport:staff_home", PRISON, GET={200: STAFF}),
    row(
        "passport:person",
        PRISON,
        GET={200: "practitioner tutor administrator", 404: ELSEWHERE},
        of=his,
        not_of=a_stranger_of,
    ),
    row("passport:read", PRISON, GET={200: "practitioner", 404: ELSEWHERE}, of=with_a_passport, not_of=a_stranger_of),
    row("passport:report_start", PRISON, POST={302: "practitioner", 404: ELSEWHERE}, of=his, not_of=a_stranger_of),
    row("passport:report", PRISON, GET={200: "practitioner", 404: ELSEWHERE}, of=his_report, not_of=no_report),
    row(
        "passport:report_submit",
        PRISON,
        GET={302: "practitioner", 404: ELSEWHERE},
        POST={302: "practitioner", 404: ELSEWHERE},
        of=his_report,
        not_of=no_report,
    ),
    row(
        "passport:report_part", PRISON, GET={302: "practitioner", 404: ELSEWHERE}, of=his_health, not_of=another_pathway
    ),
    row(
        "passport:report_page",
        PRISON,
        GET={200: "practitioner", 404: ELSEWHERE},
        POST={200: "practitioner", 404: ELSEWHERE},
        of=his_first_page,
        not_of=no_page,
    ),
    row(
        "passport:report_check",
        PRISON,
        GET={302: "practitioner", 404: ELSEWHERE},
        POST={302: "practitioner", 404: ELSEWHERE},
        of=his_health,
        not_of=another_pathway,
    ),
    row(
        "passport:handovers",
        PRISON,
        GET={200: "practitioner", 404: ELSEWHERE},
        POST={302: "practitioner", 404: ELSEWHERE},
        of=his,
        not_of=a_stranger_of,
    ),
    row(
        "passport:handover_withdraw",
        PRISON,
        GET={200: "practitioner", 404: ELSEWHERE},
        POST={302: "practitioner", 404: ELSEWHERE},
        of=his_handover,
        not_of=another_handover,
    ),
    row("passport:agreements", PRISON, GET={200: "administrator"}),
    row("passport:agreement_new", PRISON, GET={200: "administrator"}, POST={200: "administrator"}),
    row(
        "passport:agreement",
        PRISON,
        GET={200: "administrator"},
        POST={302: "administrator"},
        of=a_proposed_agreement,
        not_of=no_agreement,
    ),
    # Other nodes, at central: a message proves itself by its signature, and a session counts for nothing
    row(
        "passport:exchange",
        CENTRAL,
        POST={400: EVERYBODY},
        **{method: {405: EVERYBODY} for method in METHODS if method != "POST"},
    ),
    # Agency workers, at central
    row("passport:inbox", CENTRAL, GET={200: AGENCIES}),
    row("passport:covers", CENTRAL, POST={200: AGENCIES}),
    row(
        "passport:record",
        CENTRAL,
        GET={200: "agency_worker", 404: "other_agency_worker"},
        of=the_handover,
        not_of=no_handover,
    ),
    row(
        "passport:sealed",
        CENTRAL,
        POST={200: "agency_worker", 404: "other_agency_worker"},
        of=the_handover,
        not_of=no_handover,
    ),
    row(
        "passport:answers",
        CENTRAL,
        POST={400: "agency_worker", 404: "other_agency_worker"},
        of=the_handover,
        not_of=no_handover,
        data=an_answer,
    ),
    row("passport:agency_key", CENTRAL, GET={200: AGENCIES}),
    row("passport:offered_key", CENTRAL, POST={400: AGENCIES}),
    row("passport:key_backup", CENTRAL, POST={404: AGENCIES}, of=no_kid, not_of=no_kid),
    # In the cell: own things only, so no address names a person. Nobody in the cast has a passport yet.
    row("passport:home", PRISON, GET={200: IN_THE_CELL}),
    row("passport:own", PRISON, GET={200: IN_THE_CELL}),
    row("passport:private", PRISON, GET={302: IN_THE_CELL}, POST={302: IN_THE_CELL}),
    row("passport:words", PRISON, GET={200: IN_THE_CELL}),
    row("passport:words_write", PRISON, GET={200: IN_THE_CELL}, POST={200: IN_THE_CELL}),
    row("passport:words_check", PRISON, GET={302: IN_THE_CELL}, POST={302: IN_THE_CELL}),
    row("passport:readers", PRISON, GET={200: IN_THE_CELL}),
    row("passport:sharing", PRISON, GET={200: IN_THE_CELL}),
    row(
        "passport:say",
        PRISON,
        POST={302: "prisoner", 404: "cell_mate"},
        of=an_agency_that_asks,
        not_of=an_agency_that_does_not,
        data=a_yes,
    ),
    row("passport:help", PRISON, GET={200: IN_THE_CELL}),
    row("passport:display", PRISON, GET={200: IN_THE_CELL}, POST={302: IN_THE_CELL}),
    # Central's administrators: nobody of the cast is one (tests/passport/views/test_central.py)
    row("passport:central_home", CENTRAL, GET={403: STAFF}),
    row("passport:agencies", CENTRAL),
    row("passport:agency", CENTRAL, of=the_agency, not_of=the_agency),
    row("passport:directory", CENTRAL),
    row("passport:key_request", CENTRAL, of=no_kid, not_of=no_kid),
    # The line
    row("passport:line", PRISON, GET={200: "administrator"}),
    row("passport:lines", CENTRAL, GET={200: "administrator"}),
    # What is asked from the cell: a file a part
    *rows_asking.ROWS,
    *rows_handling.ROWS,
    *rows_contacts.ROWS,
    *rows_notices.ROWS,
    *rows_timetable.ROWS,
    *rows_offline.ROWS,
    *rows_importing.ROWS,
    *rows_study.ROWS,
    *rows_lessons.ROWS,
    *rows_awards.ROWS,
    *rows_plan.ROWS,
    *rows_groups.ROWS,
]
