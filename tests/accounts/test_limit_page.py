"""Asking that only the named know of a person."""

from django.test import Client

from accounts.models import Limited, Role
from tests.cast import Cast, SignIn, UserFactory


def test_who_has_to_be_named_is_said_before_anybody_is(cast: Cast, sign_in: SignIn) -> None:
    asks = sign_in(Client(), UserFactory(roles=[Role.PUBLIC_PROTECTION]))
    there = f"/staff/people/{cast.prisoner.prisoner.pk}/limit/"
    needed = "at least one more who looks after limited access, and somebody of safer custody"
    assert needed in asks.get(there).content.decode()
    named = UserFactory(roles=[Role.PRISON_ADMINISTRATOR])
    answer = asks.post(there, {"reason": Limited.Reason.values[0], "named": [str(named.pk)]})
    assert "Name somebody of safer custody" in answer.content.decode()
    assert not Limited.objects.exists()
