"""Documents of the cast: a birth certificate that lies in a passport."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from passport.acts.documents import Said
from passport.acts.taking_in import take_in
from passport.documents import Code
from passport.models import Passport
from tests.cast import Cast
from tests.files import a_picture
from tests.reports import his_passport


def add_document(cast: Cast, passport: Passport | None = None, content: bytes = b"", **said: Any) -> Said:
    """Take a file in for the prisoner of the cast; a picture where none is given."""
    at: datetime = said.pop("at", None) or timezone.now()
    told = Said(**{"id": uuid4(), "code": Code.BIRTH_CERTIFICATE, "title": "Sheffield 1986", **said})
    content = content or a_picture(comment=told.id.bytes)
    assert take_in(passport=passport or his_passport(cast), content=content, said=told, by=cast.practitioner, at=at)
    return told
