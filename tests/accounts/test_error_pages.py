"""What stands on the pages for what goes wrong, and to whom they send people."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory

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


@pytest.mark.django_db
def test_a_page_that_only_a_button_opens_says_so_to_a_browser(client: Client) -> None:
    answer = client.get("/sign-out/", HTTP_ACCEPT="text/html,*/*")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "This page opens from a button" in answer.content.decode()
    for refused in (client.get("/sign-out/"), client.head("/sign-out/", HTTP_ACCEPT="text/html")):
        assert (refused.status_code, refused.content) == (405, b"")
