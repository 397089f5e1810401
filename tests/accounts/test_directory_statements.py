"""The authority's word on a key: what is believed, and every way that it is not."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from accounts import directory
from accounts.directory import AgencyListing, NodeListing, NotTrusted
from accounts.models import Agency, NodeKey
from accounts.seal import ReadingKey, SigningKey, b64, sign_statement

AT = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
AUTHORITY = SigningKey.generate()
KEY = ReadingKey.generate()
LISTING = AgencyListing(
    UUID("0b1f2c3d-0000-4000-8000-000000000001"), "North Housing", "HOUSING", KEY.kid, KEY.jwk(), AT
)


def node(*uses: str) -> NodeListing:
    keys = [(use, SigningKey.generate() if use == "SIGN" else ReadingKey.generate()) for use in uses]
    return NodeListing("MDI", "Moorland", tuple((use, key.kid, key.jwk()) for use, key in keys))


def read(text: str, at: datetime = AT) -> directory.Statement:
    return directory.read_statement(text, authority=AUTHORITY.public, at=at)


@pytest.mark.parametrize("listing", [LISTING, node("SIGN", "READ", "ARCHIVE", "ARCHIVE_RESTRICTED")])
def test_from_request_to_statement_and_back(listing: directory.Listing) -> None:
    asked = directory.read_request(json.dumps(directory.request_of(listing)))
    assert asked == listing
    said = read(directory.sign(asked, authority=AUTHORITY, at=AT) + "\n")
    assert (said.listing, said.issued_at) == (listing, AT)


def test_the_fingerprint_is_eight_numbers_of_the_thumbprint() -> None:
    kid = b64(bytes(range(32)))
    assert directory.fingerprint(kid) == "00001 00515 01029 01543 02057 02571 03085 03599"


def test_the_words_are_those_of_the_models() -> None:
    assert set(Agency.Kind.values) == set(directory.KINDS)
    assert set(NodeKey.Use.values) == set(directory.USES)


def test_another_authority_is_refused() -> None:
    with pytest.raises(NotTrusted, match="another authority"):
        read(directory.sign(LISTING, authority=SigningKey.generate(), at=AT))


def test_an_altered_statement_is_refused() -> None:
    header, _, signature = directory.sign(LISTING, authority=AUTHORITY, at=AT).split(".")
    said = directory.sign(
        AgencyListing(LISTING.id, "Other", "HOUSING", KEY.kid, KEY.jwk(), AT), authority=AUTHORITY, at=AT
    )
    with pytest.raises(NotTrusted, match="altered"):
        read(f"{header}.{said.split('.')[1]}.{signature}")


def test_another_kind_of_statement_is_refused() -> None:
    payload = {"iat": 0, "v": 1, "agency": LISTING.members()}
    with pytest.raises(NotTrusted, match="another kind"):
        read(sign_statement("tg-handover+jws", payload, AUTHORITY))


def test_a_substituted_key_is_refused_in_request_and_statement() -> None:
    substituted = directory.request_of(LISTING)
    substituted["agency"]["jwk"] = ReadingKey.generate().jwk()
    with pytest.raises(NotTrusted, match="substituted"):
        directory.read_request(json.dumps(substituted))
    payload = {"iat": 0, "v": 1, "agency": substituted["agency"]}
    with pytest.raises(NotTrusted, match="substituted"):
        read(sign_statement(directory.TYP, payload, AUTHORITY))


def test_a_statement_of_the_future_is_refused() -> None:
    text = directory.sign(LISTING, authority=AUTHORITY, at=AT + timedelta(days=2))
    with pytest.raises(NotTrusted, match="future"):
        read(text)
    assert read(text, at=AT + timedelta(days=2)).listing == LISTING


AGENCY = LISTING.members()
NODE = node("SIGN").members()
MALFORMED = {
    "no subject": {},
    "both subjects": {"agency": AGENCY, "node": NODE},
    "agency is text": {"agency": "North Housing"},
    "agency lacks a member": {"agency": {k: v for k, v in AGENCY.items() if k != "made_at"}},
    "agency with one more": {"agency": AGENCY | {"also": 1}},
    "unknown kind": {"agency": AGENCY | {"kind": "SPY"}},
    "kind is a list": {"agency": AGENCY | {"kind": ["HOUSING"]}},
    "id is no uuid": {"agency": AGENCY | {"id": "7"}},
    "id in capitals": {"agency": AGENCY | {"id": AGENCY["id"].upper()}},
    "id is a number": {"agency": AGENCY | {"id": 7}},
    "date is text": {"agency": AGENCY | {"made_at": "yesterday"}},
    "date beyond time": {"agency": AGENCY | {"made_at": 2**52}},
    "name with a control": {"agency": AGENCY | {"name": "North\u202eHousing"}},
    "name empty": {"agency": AGENCY | {"name": ""}},
    "name is a number": {"agency": AGENCY | {"name": 3}},
    "private key": {"agency": AGENCY | {"jwk": KEY.private_jwk()}},
    "signing key as reading key": {"agency": AGENCY | {"jwk": AUTHORITY.jwk(), "kid": AUTHORITY.kid}},
    "jwk is text": {"agency": AGENCY | {"jwk": "key"}},
    "kid is a number": {"agency": AGENCY | {"kid": 1}},
    "node in small letters": {"node": NODE | {"node": "mdi"}},
    "node is a number": {"node": NODE | {"node": 3}},
    "no keys": {"node": NODE | {"keys": []}},
    "keys is an object": {"node": NODE | {"keys": {}}},
    "key is text": {"node": NODE | {"keys": ["key"]}},
    "unknown use": {"node": NODE | {"keys": [NODE["keys"][0] | {"use": "ADMIN"}]}},
    "use is a list": {"node": NODE | {"keys": [NODE["keys"][0] | {"use": ["SIGN"]}]}},
    "same key twice": {"node": NODE | {"keys": NODE["keys"] * 2}},
    "33 keys": {"node": NODE | {"keys": NODE["keys"] * 33}},
}


@pytest.mark.parametrize("said", MALFORMED.values(), ids=list(MALFORMED))
def test_what_is_malformed_is_refused_in_plain_words(said: dict) -> None:
    for attempt in (
        lambda: read(sign_statement(directory.TYP, {"iat": 0, "v": 1} | said, AUTHORITY)),
        lambda: directory.read_request(json.dumps({"typ": directory.REQUEST, "v": 1} | said)),
    ):
        with pytest.raises(NotTrusted) as refused:
            attempt()
        assert str(refused.value)[0].isupper()


@pytest.mark.parametrize("text", ["", "{}", "a.b.c", "x" * 70_000, "é", "[" * 10_000, "null", "[1]"])
def test_what_is_no_statement_at_all_is_refused(text: str) -> None:
    with pytest.raises(NotTrusted):
        read(text)
    with pytest.raises(NotTrusted):
        directory.read_request(text)
