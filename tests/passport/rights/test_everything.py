"""Every kind of row of the map comes out in the copy, or is named as withheld with its reason; files come out too."""

import json
import zipfile

import pytest
from django.apps import apps

from accounts.models import Role, User
from passport.acts.documents import list_documents, open_document
from passport.acts.export_file import pages_of
from passport.acts.exporting import (
    begin_export,
    collect,
    decide_piece,
    pieces_to_look_at,
    put_on_paper,
    release_export,
)
from passport.acts.held import held_map, rows_of
from passport.models import AccessExport, Blob, Prompt
from tests.cast import NOW, Cast, UserFactory
from tests.papers import add_document
from tests.passport.rights.rows import Rows
from tests.passport.rights.test_export import file_of
from tests.told import Told

LEFT_OUT = "incell.Restriction"
RESTRICTED_PAPER = "A letter from the clinic"


@pytest.fixture
def protection(cast: Cast) -> User:
    return UserFactory(roles=[Role.PUBLIC_PROTECTION])


@pytest.fixture
def whole(told: Told, cast: Cast) -> dict[str, set[str]]:
    """A row of every table; model → the keys of what is held then."""
    cast.handover.rec = told.passport.pk
    cast.handover.save()
    add_document(cast, told.passport, at=NOW)
    add_document(cast, told.passport, at=NOW, restricted=True, title=RESTRICTED_PAPER)
    Prompt.objects.create(
        prisoner=told.person, rule="HEALTH_ASKED", mark="x", state="NOT_RIGHT", found_on=NOW.date(), days=30
    )
    rows = Rows(cast, told.passport)
    found = {}
    for held in held_map().held:
        if not rows_of(held, told.person).exists():
            rows.of(held)
    for held in held_map().held:
        found[held.model] = {str(row.pk) for row in rows_of(held, told.person)}
        assert found[held.model], held.model
    return found


def given(told: Told, cast: Cast, protection: User, leave: str = LEFT_OUT, sec: str = "") -> zipfile.ZipFile:
    export = begin_export(prisoner=told.person, asked_on=NOW.date(), by=cast.administrator, at=NOW)
    while collect(at=NOW):
        pass
    for part in pieces_to_look_at(export=export, by=protection, at=NOW)[0]:
        out = part.model == leave or (part.model == "passport.SectionVersion" and sec and part.restricted)
        decide_piece(part=part, decision="HARM" if out else "GIVE", by=protection, at=NOW)
    release_export(export=export, by=protection, at=NOW)
    while put_on_paper(lay_out=lambda pieces, volume: b"%PDF", at=NOW):
        pass
    return file_of(AccessExport.objects.get(pk=export.pk), protection)


def test_every_kind_of_row_comes_out_or_is_named_as_withheld(
    told: Told, cast: Cast, protection: User, whole: dict[str, set[str]]
) -> None:
    file = given(told, cast, protection)
    withheld = json.loads(file.read("withheld.json"))
    columns = {one["table"]: one for one in withheld["columns"]}
    for held in held_map().held:
        said = json.loads(file.read(f"data/{held.model}.json"))
        key = apps.get_model(held.model)._meta.pk
        assert key is not None
        if held.model == LEFT_OUT:
            assert said["left_out"] >= len(whole[held.model])
            continue
        if key.name not in held.shut:
            there = {str(row[key.name]) for row in said["rows"]}
            assert len(said["rows"]) >= len(whole[held.model]), held.model
            assert key.is_relation or whole[held.model] <= there, held.model  # a key that is a person is in words
        assert all(name not in row for row in said["rows"] for name in held.shut), held.model
        assert set(columns[held.model]["columns"] if held.shut else ()) == set(held.shut)
    assert {one["table"]: one["why"] for one in withheld["tables"]} == dict(held_map().left_out)
    assert [(one["table"], one["why"]) for one in withheld["by_decision"]] == [
        (LEFT_OUT, "Leave out: it could harm somebody")
    ]
    assert "NOT_RIGHT" in {row["state"] for row in json.loads(file.read("data/passport.Prompt.json"))["rows"]}


def test_the_files_themselves_are_in_it_with_names_of_our_own(
    told: Told, cast: Cast, protection: User, whole: dict[str, set[str]]
) -> None:
    add_document(cast, told.passport, at=NOW, title="../../etc/passwd")
    file = given(told, cast, protection)
    index = json.loads(file.read("documents/index.json"))
    listed = list_documents(passport=told.passport, by=cast.practitioner, at=NOW).documents
    assert {one["title"] for one in index} == {one.title for one in listed}
    for one in listed:
        row = next(row for row in index if row["title"] == one.title)
        assert row["file"].startswith("documents/0")
        assert ".." not in row["file"]
        content = open_document(passport=told.passport, document_id=one.id, by=cast.practitioner, at=NOW)[1]
        assert file.read(row["file"]) == content
    whole_text = b"".join(file.read(name) for name in file.namelist() if name.endswith(".json")).decode()
    assert all(one.file.key not in whole_text for one in listed)


def test_a_restricted_file_goes_with_its_piece(
    told: Told, cast: Cast, protection: User, whole: dict[str, set[str]]
) -> None:
    file = given(told, cast, protection, sec="restricted")
    index = json.loads(file.read("documents/index.json"))
    assert [one["section"] for one in index] == ["DOCUMENTS"]
    assert RESTRICTED_PAPER not in file.read("documents/index.json").decode()


def test_a_prompt_on_health_is_looked_at_by_readers_of_restricted_answers_alone(
    told: Told, cast: Cast, whole: dict[str, set[str]]
) -> None:
    export = begin_export(prisoner=told.person, asked_on=NOW.date(), by=cast.administrator, at=NOW)
    while collect(at=NOW):
        pass
    parts, withheld = pieces_to_look_at(export=export, by=cast.administrator, at=NOW)
    assert withheld
    assert "passport.Prompt" not in {part.model for part in parts}


def test_a_file_that_was_deleted_meanwhile_is_named(
    told: Told, cast: Cast, protection: User, whole: dict[str, set[str]]
) -> None:
    Blob.objects.filter(rec=told.passport.pk).update(wrapped="")
    index = json.loads(given(told, cast, protection).read("documents/index.json"))
    assert {(one["file"], one["why"]) for one in index} == {(None, "It was deleted, or has not arrived here.")}


def test_what_is_kept_stays_within_a_pdf(told: Told) -> None:
    assert pages_of([("passport.SectionVersion", [{"said": {"file": {"blob": "b", "key": "secret"}}}], 0)], 1)
