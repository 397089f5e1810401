"""Awards and issuers that the rows of the matrix are about."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from passport.models import Issuer, PublishedKey, PublishedList
from tests.cast import Cast
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
