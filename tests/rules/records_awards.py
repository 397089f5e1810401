"""Awards and issuers that the rows of the matrix are about."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from education.models import Award
from passport.models import Issuer, PublishedKey, PublishedList
from tests.awards import a_skill
from tests.cast import Cast, PrisonerFactory, PrisonFactory
from tests.education.badges.craft import AT, ISSUER, KEY, a_list


def an_issuer(cast: Cast) -> dict[str, Any]:
    row = Issuer.objects.create(pk=ISSUER.id, node="MDI", name=ISSUER.name)
    key = KEY.public
    PublishedKey.objects.create(thumbprint=key.thumbprint, issuer=row, jwk=key.jwk(), made_at=datetime.now(UTC))
    PublishedList.objects.create(issuer=row, number=1, token=a_list(), signed_at=AT)
    return {"issuer_id": ISSUER.id}


def its_key(cast: Cast) -> dict[str, Any]:
    return an_issuer(cast) | {"thumbprint": KEY.public.thumbprint}


def its_list(cast: Cast) -> dict[str, Any]:
    return an_issuer(cast) | {"number": 1}


def no_issuer(cast: Cast) -> dict[str, Any]:
    return {"issuer_id": uuid4()}


def no_key(cast: Cast) -> dict[str, Any]:
    return no_issuer(cast) | {"thumbprint": "A" * 43}


def no_list(cast: Cast) -> dict[str, Any]:
    return no_issuer(cast) | {"number": 1}


def an_award(cast: Cast) -> dict[str, Any]:
    found = Award.objects.filter(prisoner=cast.prisoner.prisoner).first()  # one a test is enough
    return {"award_id": (found or a_skill(cast.prisoner.prisoner, by=cast.tutor)).pk}


def an_award_elsewhere(cast: Cast) -> dict[str, Any]:
    return {"award_id": a_skill(PrisonerFactory(prison=PrisonFactory(code="BXI", name="Brixton (HMP)"))).pk}


def somebody(cast: Cast) -> dict[str, Any]:
    return {"prisoner_id": cast.prisoner.prisoner.pk}


def somebody_elsewhere(cast: Cast) -> dict[str, Any]:
    return {"prisoner_id": PrisonerFactory(prison=PrisonFactory(code="BXI", name="Brixton (HMP)")).pk}
