"""The approved list as the phone and visits systems read it."""

from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

import pytest
import time_machine
from django.test import Client

from accounts.models import AuditEntry, Prisoner, User
from incell import api
from incell.acts import contacts, listkeys
from incell.acts.restrictions import restrict
from incell.models import ListKey, Tie
from tests.cast import NOW, Cast, PrisonerFactory, PrisonFactory
from tests.contacts import MUM, a_contact, a_restriction, a_tie

pytestmark = pytest.mark.django_db
LIST = "/api/v1/approved-contacts/"
DAY = timedelta(days=1)


@pytest.fixture
def phones(cast: Cast) -> str:
    return listkeys.make_list_key(name="PIN phones", scope="PHONE", by=cast.administrator, at=NOW)[1]


@pytest.fixture
def visits(cast: Cast) -> str:
    return listkeys.make_list_key(name="Visits", scope="VISITS", by=cast.administrator, at=NOW)[1]


def ask(token: str, address: str = LIST, **query: str) -> dict:
    answer = Client().get(address, query, headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.content
    return answer.json()


def status(token: str | None, method: str = "get", **query: str) -> int:
    headers = {"authorization": token} if token else {}
    return getattr(Client(), method)(LIST, query, headers=headers).status_code


def test_the_phone_system_reads_numbers_and_flags_only(phones: str, him: Prisoner, gwen: User) -> None:
    tie = a_tie(him, a_contact(replace(MUM, privileged=True)), gwen)
    a_tie(him, a_contact(replace(MUM, first_name="Ola")), gwen, may_call=False, may_visit=True)
    assert ask(phones)["contacts"] == [
        {
            "id": str(tie.pk),
            "prisoner": "A1234BC",
            "status": "APPROVED",
            "numbers": ["+441142345678"],
            "recorded": False,
            "emergency_contact": False,
        }
    ]


def test_the_visits_system_reads_visitors(visits: str, him: Prisoner, gwen: User) -> None:
    a_tie(him, a_contact(), gwen)
    known = a_contact(replace(MUM, first_name="Ola"))
    tie = a_tie(him, known, gwen, may_call=False, may_visit=True, next_of_kin=True)
    a_restriction(gwen, "CCTV", prisoner=him)
    a_restriction(gwen, "CLOSED", contact=known, prisoner=him)
    assert ask(visits)["contacts"] == [
        {
            "id": str(tie.pk),
            "prisoner": "A1234BC",
            "status": "APPROVED",
            "emergency_contact": False,
            "first_name": "Ola",
            "last_name": "Ashdown",
            "organisation": "",
            "official": False,
            "date_of_birth": "1961-05-04",
            "relationship": "PARENT",
            "next_of_kin": True,
            "restrictions": ["CCTV", "CLOSED"],
        }
    ]


@pytest.mark.parametrize(
    "token", [None, "Bearer", "Bearer ", "Bearer tgl_no", "Basic dGVzdDp0ZXN0", "Bearer \xff", "x"]
)
def test_without_a_key_nobody_reads(cast: Cast, token: str | None) -> None:
    assert status(token) == 401


def test_a_revoked_key_reads_nothing(phones: str, cast: Cast) -> None:
    listkeys.revoke_list_key(key=ListKey.objects.get(), by=cast.administrator, at=NOW)
    assert status(f"Bearer {phones}") == 401
    with pytest.raises(listkeys.AlreadyRevoked):
        listkeys.revoke_list_key(key=ListKey.objects.get(), by=cast.administrator, at=NOW)


def test_only_a_hash_of_a_key_is_kept(phones: str) -> None:
    kept = ListKey.objects.values().get()
    assert phones not in str(kept)
    assert len(kept["token_hash"]) == 64


def test_no_proxy_keeps_it(phones: str) -> None:
    for key in (phones, "tgl_unknown"):
        answer = Client().get(LIST, headers={"authorization": f"Bearer {key}"})
        assert "no-store" in answer["Cache-Control"]


def test_nothing_is_written_through_it(phones: str) -> None:
    assert {status(f"Bearer {phones}", method) for method in ("post", "put", "patch", "delete", "options")} == {405}


def test_a_key_is_used_a_bounded_number_of_times_a_minute(phones: str) -> None:
    ListKey.objects.update(calls=listkeys.MOST_A_MINUTE, minute_at=NOW.replace(second=0, microsecond=0))
    answer = Client().get(LIST, headers={"authorization": f"Bearer {phones}"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        assert status(f"Bearer {phones}") == 200


def test_a_key_reads_its_own_prison(phones: str, gwen: User) -> None:
    elsewhere = PrisonFactory(code="LEI")
    a_tie(PrisonerFactory(prison=elsewhere), a_contact(prison=elsewhere.pk), gwen)
    assert ask(phones)["contacts"] == []


def changed(token: str, since=NOW - DAY) -> list[tuple[str, str]]:
    return [(row["id"], row["status"]) for row in ask(token, changed_since=since.isoformat())["contacts"]]


def test_what_changed_since(phones: str, him: Prisoner, gwen: User, petra: User) -> None:
    old, removed, banned = (a_tie(him, a_contact(), gwen) for _ in range(3))
    Tie.objects.update(changed_at=NOW - 10 * DAY)
    assert changed(phones) == []
    contacts.remove_tie(tie=removed, by=gwen, at=NOW)
    restrict(contact=banned.contact, kind="BAN", reason="x", since_on=NOW.date(), by=petra, at=NOW)
    assert set(changed(phones)) == {(str(removed.pk), "REMOVED"), (str(banned.pk), "REMOVED")}
    assert [row["id"] for row in ask(phones)["contacts"]] == [str(old.pk)]


def test_a_restriction_that_runs_out_by_its_date_is_told(phones: str, him: Prisoner, gwen: User) -> None:
    tie = a_tie(him, a_contact(), gwen)
    a_restriction(gwen, "BAN", contact=tie.contact, until_on=NOW.date())
    Tie.objects.update(changed_at=NOW - 10 * DAY)
    assert ask(phones)["contacts"] == []
    with time_machine.travel(NOW + DAY, tick=False):
        assert changed(phones, NOW) == [(str(tie.pk), "APPROVED")]


def test_somebody_who_left_is_told(phones: str, him: Prisoner, gwen: User) -> None:
    tie = a_tie(him, a_contact(), gwen)
    Tie.objects.update(changed_at=NOW - 10 * DAY)
    him.left_at = NOW
    him.save()
    assert changed(phones) == [(str(tie.pk), "REMOVED")]
    assert ask(phones)["contacts"] == []


def test_of_what_is_removed_only_the_id_is_told(visits: str, him: Prisoner, gwen: User) -> None:
    a_tie(him, a_contact(), gwen)  # may be called only
    assert {tuple(row) for row in ask(visits, changed_since=(NOW - DAY).isoformat())["contacts"]} == {
        ("id", "prisoner", "status")
    }


def test_pages_hold_everything_once_also_where_much_changed_at_one_moment(
    phones: str, him: Prisoner, gwen: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "PAGE", 4)
    ties = {str(a_tie(him, a_contact(), gwen).pk) for _ in range(11)}
    found, address = [], LIST
    while address:
        answer = ask(phones, address)
        found += [row["id"] for row in answer["contacts"]]
        address = answer["next"]
    assert len(found) == 11
    assert set(found) == ties


def test_the_next_page_keeps_its_moment(
    phones: str, him: Prisoner, gwen: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "PAGE", 1)
    for _ in range(2):
        a_tie(him, a_contact(), gwen)
    since = (NOW - DAY).isoformat()
    assert quote(since) in ask(phones, changed_since=since)["next"]


def test_it_costs_the_same_however_long(visits: str, him: Prisoner, gwen: User, django_assert_max_num_queries) -> None:
    for _ in range(40):
        a_tie(him, a_contact(), gwen, may_visit=True)
    with django_assert_max_num_queries(16):  # savepoints included
        ask(visits)


@pytest.mark.parametrize(
    "query",
    [
        {"changed_since": "yesterday"},
        {"changed_since": ""},
        {"changed_since": "2027-02-31T00:00:00Z"},
        {"changed_since": "2027-02-01T00:00:00"},
        {"changed_since": "2999-01-01T00:00:00Z"},
        {"changed_since": "0001-01-01T00:00:00+14:00"},
        {"cursor": "nonsense"},
        {"cursor": urlsafe_b64encode(f"0001-01-01T00:00:00+14:00|{UUID(int=1)}".encode()).decode()},
        {"cursor": urlsafe_b64encode(f"9999-12-31T23:59:59-14:00|{UUID(int=1)}".encode()).decode()},
        {"cursor": "YQ"},
        {"cursor": "x" * 5000},
        {"cursor": "\u2603"},
    ],
)
def test_what_cannot_be_read_is_said(phones: str, query: dict[str, str]) -> None:
    answer = Client().get(LIST, query, headers={"authorization": f"Bearer {phones}"})
    assert answer.status_code == 400
    assert set(answer.json()) == set(query)


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z"])
def test_since_the_beginning_of_time_is_everything(phones: str, him: Prisoner, gwen: User, since: str) -> None:
    a_tie(him, a_contact(), gwen)
    assert len(ask(phones, changed_since=since)["contacts"]) == 1


def test_every_reading_is_written_down(phones: str, him: Prisoner, gwen: User) -> None:
    a_tie(him, a_contact(), gwen)
    ask(phones)
    assert AuditEntry.objects.filter(verb="give_list", who=f"list-key:{ListKey.objects.get().pk}").count() == 1


def test_the_openapi_description(cast: Cast) -> None:
    text = Client().get("/api/v1/schema/", headers={"accept": "application/vnd.oai.openapi+json"}).json()
    told = text["paths"][LIST]["get"]
    assert [parameter["name"] for parameter in told["parameters"]] == ["changed_since", "cursor"]
    assert set(told["responses"]) == {"200", "400", "401", "429"}
    assert text["components"]["securitySchemes"] == {
        "listKey": {"type": "http", "scheme": "bearer", "description": "A key made on /staff/contacts/keys/."}
    }
