"""Case notes: sealed at rest, written and read by right, added to and never changed, brought in once."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.access import NotAllowed
from accounts.models import AuditEntry, Role, User
from passport.acts import case_notes as acts
from passport.acts.erasing import erase_passport
from passport.casenotes import NotCaseNotes, read_file
from passport.models import CaseNote, CaseNoteAmendment, Passport
from tests.cast import NOW, Cast, UserFactory
from tests.reports import his_passport

pytestmark = pytest.mark.django_db
SECRET = "the marmalade drawer"


@pytest.fixture
def passport(cast: Cast, node: object) -> Passport:
    return his_passport(cast)


@pytest.fixture
def key_worker(cast: Cast) -> User:
    return UserFactory(roles=[Role.KEY_WORKER])


def write(passport: Passport, by: User, **more: Any) -> CaseNote:
    said = {"note_id": uuid4(), "type": "RESET", "subtype": "ACCOM", "text": SECRET, "happened_at": NOW}
    return acts.write_case_note(passport=passport, by=by, at=NOW, **said | more)


def told(passport: Passport, by: User) -> list[str | None]:
    notes = CaseNote.objects.filter(passport=passport).prefetch_related("amendments")
    read = acts.read_case_notes(passport=passport, notes=notes, by=by, at=NOW)
    return [one.note.text for one in read]


def test_words_lie_sealed_and_open_for_who_may_read(passport: Passport, cast: Cast, key_worker: User) -> None:
    note = write(passport, cast.practitioner)
    acts.amend_case_note(note=note, amendment_id=uuid4(), text=f"more of {SECRET}", by=key_worker, at=NOW)
    with connection.cursor() as cursor:
        for table in ("passport_casenote", "passport_casenoteamendment"):
            cursor.execute(f"SELECT * FROM {table}")
            assert "marmalade" not in str(cursor.fetchall())
    notes = CaseNote.objects.prefetch_related("amendments")
    one = acts.read_case_notes(passport=passport, notes=notes, by=key_worker, at=NOW)[0]
    assert (one.note.text, one.note.author, one.kind) == (SECRET, cast.practitioner.name, "Resettlement: Accommodation")
    assert [added.text for added in one.amendments] == [f"more of {SECRET}"]
    assert AuditEntry.objects.filter(verb="read_passport", why="case_notes").count() == 1
    assert AuditEntry.objects.get(verb="write_case_note").why == "RESET ACCOM"


def test_a_box_opens_for_no_other_note(passport: Passport, cast: Cast) -> None:
    one, other = write(passport, cast.practitioner), write(passport, cast.practitioner, text="nothing")
    CaseNote.objects.filter(pk=other.pk).update(sealed=one.sealed)
    assert sorted(str(text) for text in told(passport, cast.practitioner)) == ["None", SECRET]


def test_sensitive_types_are_for_who_may_read_restricted_answers(
    passport: Passport, cast: Cast, key_worker: User
) -> None:
    note = write(passport, cast.practitioner, type="POM", subtype="GEN")
    assert note.sensitive
    with pytest.raises(NotAllowed):
        write(passport, key_worker, type="POM", subtype="GEN")
    with pytest.raises(NotAllowed):
        acts.amend_case_note(note=note, amendment_id=uuid4(), text="x", by=key_worker, at=NOW)
    with pytest.raises(NotAllowed):
        told(passport, key_worker)
    assert told(passport, cast.practitioner) == [SECRET]


def test_bad_input_writes_nothing(passport: Passport, cast: Cast) -> None:
    for more, error in [
        ({"type": "RESET", "subtype": "NONE"}, acts.NoSuchKind),
        ({"type": "NONE"}, acts.NoSuchKind),
        ({"text": " \n "}, acts.NothingWritten),
        ({"text": "x" * 4001}, acts.TooLong),
        ({"happened_at": NOW + timedelta(hours=1)}, acts.NotYet),
    ]:
        with pytest.raises(error):
            write(passport, cast.practitioner, **more)
    for by in (cast.tutor, cast.administrator, cast.officer_elsewhere, cast.prisoner):
        with pytest.raises(NotAllowed):
            write(passport, by)
    assert not CaseNote.objects.exists()


def test_a_form_that_is_sent_twice_writes_once(passport: Passport, cast: Cast, key_worker: User) -> None:
    pk = uuid4()
    note = write(passport, cast.practitioner, note_id=pk)
    assert write(passport, cast.practitioner, note_id=pk) == note
    with pytest.raises(acts.WrittenOtherwise):
        write(passport, key_worker, note_id=pk)
    added = uuid4()
    for _ in range(2):
        acts.amend_case_note(note=note, amendment_id=added, text="more", by=cast.practitioner, at=NOW)
    with pytest.raises(acts.WrittenOtherwise):
        acts.amend_case_note(note=note, amendment_id=added, text="more", by=key_worker, at=NOW)
    assert (CaseNote.objects.count(), CaseNoteAmendment.objects.count()) == (1, 1)


def test_erased_notes_open_no_more(passport: Passport, cast: Cast) -> None:
    write(passport, cast.practitioner)
    erase_passport(passport=passport, by="command:erase", at=NOW)
    assert told(passport, cast.practitioner) == []


def row(**more: Any) -> dict[str, Any]:
    return {
        "caseNoteId": "47042895",
        "offenderIdentifier": "A1234BC",
        "type": "RESET",
        "subType": "FINANCE_ID",
        "creationDateTime": "2024-04-22T13:04:48.830934401",
        "occurrenceDateTime": "2024-04-22T13:04:48",
        "authorName": "User3, Test",
        "text": SECRET,
        "sensitive": False,
        "amendments": [],
    } | more


AMENDED = {
    "caseNoteAmendmentId": 7,
    "creationDateTime": "2024-04-23T09:00:00",
    "authorName": "User4, Test",
    "additionalNoteText": "and the key to it",
}


def run(tmp_path: Path, *rows: Any) -> tuple[str, str]:
    file, out, err = tmp_path / "notes.json", StringIO(), StringIO()
    file.write_text(json.dumps({"content": rows}))
    call_command("import_case_notes", str(file), prison="MDI", stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_an_import_brings_good_rows_names_bad_ones_and_twice_is_once(
    tmp_path: Path, passport: Passport, cast: Cast
) -> None:
    bad = [row(offenderIdentifier="Z9999ZZ"), row(text=""), row(occurrenceDateTime="soon"), {"x": 1}, 7]
    out, err = run(tmp_path, row(), *bad, row(caseNoteId="2", sensitive=True))
    assert out.strip().endswith("added 2, amended 0, known 0, bad rows 5")
    assert "notes.json: row 2: nobody of this prison has this number" in err
    assert "notes.json: row 3: `text` is missing or longer" in err
    assert "row 6: it is no object" in err
    assert "marmalade" not in err
    note = CaseNote.objects.get(outside_id="47042895")
    assert note.happened_at == datetime(2024, 4, 22, 12, 4, 48, tzinfo=UTC)  # the service writes London's time
    assert CaseNote.objects.get(outside_id="2").sensitive
    assert told(passport, cast.practitioner) == [SECRET, SECRET]
    out, _err = run(tmp_path, row(), row(caseNoteId="2", sensitive=True))
    assert "added 0, amended 0, known 2" in out
    out, _err = run(tmp_path, row(amendments=[AMENDED]))
    assert "amended 1" in out
    assert "known 1" in run(tmp_path, row(amendments=[AMENDED]))[0]
    assert (CaseNote.objects.count(), CaseNoteAmendment.objects.count()) == (2, 1)


def test_files_that_can_not_be_used_are_named(tmp_path: Path, node: object, cast: Cast) -> None:
    (tmp_path / "bad.json").write_text("{")
    err = StringIO()
    with pytest.raises(CommandError, match="no file could be used"):
        call_command("import_case_notes", str(tmp_path / "bad.json"), str(tmp_path / "none"), prison="MDI", stderr=err)
    assert "bad.json: it is not JSON" in err.getvalue()
    assert "none: can't be read" in err.getvalue()
    for content in (b"[", b"{}", b'{"content": 1}', b"\xff"):
        with pytest.raises(NotCaseNotes):
            read_file(content)
