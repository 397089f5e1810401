"""Whom nobody may be led to: the person's own papers name nobody with whom contact is forbidden."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils.timezone import localdate

from incell.models import Restriction
from passport.acts.carrying import paper_of
from tests.cast import NOW, Cast
from tests.contacts import a_contact, a_restriction, a_tie, clerk, protection
from tests.reports import his_passport


@pytest.mark.parametrize("kind", ["BAN", "NONCON"])
@pytest.mark.parametrize("level", ["contact", "prisoner", "both"])
def test_a_paper_names_nobody_who_is_stopped(cast: Cast, node: object, kind: str, level: str) -> None:
    person, mum = cast.prisoner.prisoner, a_contact()
    a_tie(person, mum, clerk(), may_call=True)
    passport = his_passport(cast)
    made: dict[str, Any] = {"language": "en", "at": NOW, "passport": passport, "parts": ["CONTACTS"]}
    assert b"Patricia" in paper_of(**made).text()
    about = {"contact": mum, "prisoner": person}
    row = a_restriction(protection(), kind, **{name: one for name, one in about.items() if level in (name, "both")})
    said = paper_of(**made).text()
    assert b"Patricia" not in said
    assert b"234" not in said
    Restriction.objects.filter(pk=row.pk).update(until_on=localdate(NOW) - timedelta(days=1))
    assert b"Patricia" in paper_of(**made).text()
