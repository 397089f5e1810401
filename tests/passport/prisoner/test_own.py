from django.test import Client

from accounts.models import AuditEntry
from passport.acts.sections import write_section
from tests.cast import NOW, Cast
from tests.told import SECRET, Told, report

from .conftest import Says


def test_shows_what_was_asked_and_said_when_and_who_wrote_it(at_terminal: Client, says: Says) -> None:
    said = says(at_terminal.get("/me/passport/"))
    assert "Where you will live" in said
    assert "Where did the person in prison live before custody?" in said
    assert "With family or friends" in said
    assert "You said this on Saturday 30 January 2027." in said
    assert "Someone who helps you get ready to leave. (Resettlement practitioner)" in said
    assert "No answer" in said


def test_questions_of_staff_are_marked_as_english_and_imported(at_terminal: Client) -> None:
    html = at_terminal.get("/me/passport/").content.decode()
    assert '<dt lang="en" data-imported>Where did the person' in html


def test_says_what_is_not_filled_in_yet(at_terminal: Client, says: Says) -> None:
    said = says(at_terminal.get("/me/passport/"))
    _, missing = said.split("Not filled in yet")
    assert "Money and ID" in missing
    assert "Where you will live" not in missing


def test_says_where_each_part_stands(at_terminal: Client, says: Says) -> None:
    assert "You need help with this" in says(at_terminal.get("/me/passport/"))


def test_restricted_answers_are_not_on_the_page_and_it_says_so(at_terminal: Client, says: Says) -> None:
    said = says(at_terminal.get("/me/passport/"))
    assert SECRET not in said
    assert "threats" not in said
    assert "overdosed" not in said
    assert "They are not on this page. They have a page of their own." in said
    assert "Go to the private page" in said


def test_a_pathway_with_restricted_answers_alone_is_neither_called_empty_nor_named(
    at_terminal: Client, says: Says
) -> None:
    assert "Drugs and drink" not in says(at_terminal.get("/me/passport/"))


def test_answers_are_written_as_text_never_as_markup(at_terminal: Client) -> None:
    assert b"With &lt;his&gt; sister" in at_terminal.get("/me/passport/").content


def test_shows_the_newest_version(at_terminal: Client, told: Told, cast: Cast, says: Says) -> None:
    data = report(("Registered with a GP?", ["Yes, now"]))
    write_section(passport=told.passport, sec="HEALTH", data=data, by=cast.practitioner, at=NOW)
    said = says(at_terminal.get("/me/passport/"))
    assert "Yes, now" in said
    assert "outside of prison" not in said


def test_own_reading_is_written_down_as_own(at_terminal: Client, told: Told) -> None:
    at_terminal.get("/me/passport/")
    line = AuditEntry.objects.filter(verb="read_passport", whom=str(told.passport.pk)).latest("id")
    assert line.why == "own"


def test_without_a_passport_it_says_what_comes(newcomer: Client, says: Says) -> None:
    said = says(newcomer.get("/me/passport/"))
    assert "Your passport is not started yet" in said
    assert "Write my words" in said
