"""Doors of contacts and their vetting. Nobody of the cast has the verbs: tests/incell/contacts/ has who does."""

from tests.rules import records_contacts as records
from tests.rules.row import EVERYBODY, METHODS, PRISON, Row, row

CONTACT = {"of": records.his_mum, "not_of": records.no_contact}
PERSON = {"of": records.him, "not_of": records.a_stranger}

ROWS: list[Row] = [
    row("incell:vetting", PRISON, of=records.his_request, not_of=records.no_request),
    row("incell:contacts", PRISON),
    row("incell:contacts_csv", PRISON),
    row("incell:contacts_of", PRISON, **PERSON),
    row("incell:contacts_printed", PRISON, **PERSON),
    row("incell:restrict_person", PRISON, **PERSON),
    row("incell:tie", PRISON, of=records.his_tie, not_of=records.no_tie),
    row("incell:end_restriction", PRISON, of=records.a_ban, not_of=records.no_ban),
    row("incell:contact", PRISON, **CONTACT),
    row("incell:contact_numbers", PRISON, **CONTACT),
    row("incell:restrict_contact", PRISON, **CONTACT),
    row("incell:merge_contact", PRISON, **CONTACT),
    row("incell:split_contact", PRISON, **CONTACT),
    row("incell:list_keys", PRISON, GET={200: "administrator"}, POST={200: "administrator"}),
    row(
        "incell:revoke_list_key",
        PRISON,
        GET={200: "administrator"},
        POST={302: "administrator"},
        of=records.a_key,
        not_of=records.a_key_elsewhere,
    ),
    # A system proves itself by its key, and a session counts for nothing: tests/incell/contacts/test_api.py
    row("incell:approved_contacts", PRISON, **{method: {401: EVERYBODY} for method in METHODS}),
    row(
        "incell:api_schema",
        PRISON,
        GET={200: EVERYBODY},
        **{method: {405: EVERYBODY} for method in METHODS if method not in ("GET", "HEAD")},
    ),
]
