"""What stands on the pages for what goes wrong, and to whom they send people."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from accounts.views.errors import permission_denied


@pytest.mark.parametrize(
    ("role", "path", "says", "says_not"),
    [
        ("prison", "/staff/people/", "tell your prison administrator", "your organisation"),
        ("central", "/staff/agencies/", "for your organisation", "prison administrator"),
        ("central", "/agency/", "for your organisation", "prison administrator"),
        ("prison", "/me/", "press your cell bell", "administrator"),
    ],
)
def test_who_can_help(settings, rf: RequestFactory, role: str, path: str, says: str, says_not: str) -> None:
    settings.ROLE_URLS = role
    answer = permission_denied(rf.get(path), PermissionDenied("see_roll"))
    text = answer.content.decode()
    assert answer.status_code == 403
    assert says in text
    assert says_not not in text
    assert "see_roll" not in text
