from django.test import Client

from .conftest import Says


def test_says_first_where_help_is_at_once(at_terminal: Client, says: Says) -> None:
    said = says(at_terminal.get("/me/help/"))
    assert "Press your cell bell." in said
    assert said.index("Press your cell bell.") < said.index("What is my passport?")
