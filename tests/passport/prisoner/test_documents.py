from django.test import Client

from tests.cast import Cast
from tests.files import a_docx
from tests.papers import add_document

from .conftest import Says


def test_shows_which_papers_there_are_and_opens_those_it_may(at_terminal: Client, says: Says, cast: Cast) -> None:
    passport = cast.prisoner.prisoner.passport
    shown = add_document(cast, passport)
    held = add_document(cast, passport, title="Not here", cell=False)
    add_document(cast, passport, content=a_docx())
    add_document(cast, passport, restricted=True, title="Canaryword")
    page = says(at_terminal.get("/me/papers/"))
    assert "Birth certificate Sheffield 1986" in page
    assert "You can not open this one here. Ask staff to show you." in page
    assert "This one does not open here. Ask staff to print it." in page
    assert "Staff also keep 1 private paper for you" in page
    assert "Canaryword" not in page
    assert at_terminal.get(f"/me/papers/{shown.id}/")["Content-Type"] == "image/jpeg"
    assert at_terminal.get(f"/me/papers/{held.id}/").status_code == 404


def test_says_when_there_are_none(at_terminal: Client, says: Says) -> None:
    assert "There are no papers yet" in says(at_terminal.get("/me/papers/"))


def test_says_so_before_there_is_a_passport(newcomer: Client, says: Says) -> None:
    assert "There are no papers yet" in says(newcomer.get("/me/papers/"))
