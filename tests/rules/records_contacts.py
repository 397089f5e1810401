"""What the rows of contacts are about. Nobody of the cast vets: tests/incell/contacts/ has those who do."""

from typing import Any
from uuid import uuid4

from incell.models import ListKey
from tests.cast import NOW, Cast, PrisonerFactory, PrisonFactory, UserFactory
from tests.contacts import a_contact, a_restriction, a_tie, asked_for


def his_request(cast: Cast) -> dict[str, Any]:
    return {"request_id": (cast.prisoner.prisoner.requests.first() or asked_for(cast.prisoner.prisoner)).pk}


def no_request(cast: Cast) -> dict[str, Any]:
    return {"request_id": uuid4()}


def his_mum(cast: Cast) -> dict[str, Any]:
    return {"contact_id": a_contact().pk}


def no_contact(cast: Cast) -> dict[str, Any]:
    return {"contact_id": uuid4()}


def him(cast: Cast) -> dict[str, Any]:
    return {"prisoner_id": cast.prisoner.prisoner.pk}


def a_stranger(cast: Cast) -> dict[str, Any]:
    return {"prisoner_id": PrisonerFactory(prison=PrisonFactory(code="BXI", name="Brixton (HMP)")).pk}


def his_tie(cast: Cast) -> dict[str, Any]:
    return {"tie_id": a_tie(cast.prisoner.prisoner, a_contact(), cast.administrator).pk}


def no_tie(cast: Cast) -> dict[str, Any]:
    return {"tie_id": uuid4()}


def a_ban(cast: Cast) -> dict[str, Any]:
    return {"restriction_id": a_restriction(cast.administrator, contact=a_contact()).pk}


def no_ban(cast: Cast) -> dict[str, Any]:
    return {"restriction_id": 0}


def a_key(cast: Cast) -> dict[str, Any]:
    return {"key_id": _key("MDI")}


def a_key_elsewhere(cast: Cast) -> dict[str, Any]:
    return {"key_id": _key(PrisonFactory(code="BXI", name="Brixton (HMP)").pk)}


def _key(prison: str) -> int:
    said = {"prison_id": prison, "name": "Phones", "scope": "PHONE", "token_hash": uuid4().hex, "made_at": NOW}
    return int(ListKey.objects.create(**said, made_by=UserFactory()).pk)
