"""A copy of everything: collected sealed, looked through, released by another, fetched whole, destroyed."""

import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client

from accounts.access import NotAllowed
from accounts.models import ArchiveKey, AuditEntry, Role, User
from deploy.demonstration.canaries import Canaries
from incell.models import Request
from passport.acts import exporting
from passport.acts.export_file import pages_of, zipped
from passport.acts.exporting import (
    AlreadyUnderWay,
    NeedsAnotherPerson,
    NotInThePast,
    NotInThisState,
    NotLookedThrough,
    begin_export,
    close_export,
    collect,
    decide_piece,
    fetch_export,
    pieces_to_look_at,
    put_on_paper,
    release_export,
)
from passport.acts.held import held_map
from passport.models import AccessExport, ExportPart
from tests.cast import NOW, Cast, SignIn, UserFactory
from tests.kinds import Kinds, ask
from tests.told import SECRET, WORDS, Told

FIRST_WORDS = WORDS.split("\n")[0]


@pytest.fixture
def protection(cast: Cast) -> User:
    """Keeps records, and reads what is restricted."""
    return UserFactory(roles=[Role.PUBLIC_PROTECTION])


def begin(told: Told, by: User) -> AccessExport:
    return begin_export(prisoner=told.person, asked_on=NOW.date(), by=by, at=NOW)


def collected(told: Told, by: User) -> AccessExport:
    export = begin(told, by)
    while collect(at=NOW):
        pass
    export.refresh_from_db()
    return export


def looked_through(export: AccessExport, by: User, decision: str = "GIVE") -> None:
    parts, withheld = pieces_to_look_at(export=export, by=by, at=NOW)
    assert not withheld
    for part in parts:
        decide_piece(part=part, decision=decision, by=by, at=NOW)


def ready(told: Told, cast: Cast, protection: User, decision: str = "GIVE") -> AccessExport:
    export = collected(told, cast.administrator)
    looked_through(export, protection, decision)
    release_export(export=export, by=protection, at=NOW)
    while put_on_paper(lay_out=pages_of, at=NOW):
        pass
    export.refresh_from_db()
    return export


def file_of(export: AccessExport, by: User) -> zipfile.ZipFile:
    raw = b"".join(zipped(fetch_export(export=export, by=by, at=NOW), exporting.why_left_out(export)))
    return zipfile.ZipFile(io.BytesIO(raw))


def everything() -> bytes:
    models = [model for model in apps.get_models() if model._meta.label == "passport.ExportPart"]
    return "\n".join(serializers.serialize("json", model.objects.all()) for model in models).encode()


def test_everything_is_in_one_file_with_the_words_as_they_were_said(
    told: Told, kinds: Kinds, cast: Cast, protection: User
) -> None:
    ask(cast.prisoner, kinds["LIBRARY"])
    export = ready(told, cast, protection)
    assert export.state == "READY"
    file = file_of(export, protection)
    assert file.testzip() is None
    data = {name: json.loads(file.read(name)) for name in file.namelist() if name.startswith("data/")}
    tables = {one["table"] for one in data.values()}
    assert {"accounts.Prisoner", "incell.Request", "education.Award", "passport.SectionVersion"} <= tables
    sections = {row["sec"]: row["said"] for row in data["data/passport.SectionVersion.json"]["rows"]}
    assert sections["MY_WORDS"]["text"] == WORDS
    assert SECRET in json.dumps(sections["HEALTH_RESTRICTED"])
    assert len(data["data/incell.Request.json"]["rows"]) == Request.objects.filter(prisoner=told.person).count()
    papers = [name for name in file.namelist() if name.endswith(".pdf")]
    assert papers
    assert all(file.read(name).startswith(b"%PDF") for name in papers)


def test_nothing_of_it_lies_in_the_clear(told: Told, cast: Cast, protection: User) -> None:
    ready(told, cast, protection)
    assert ExportPart.objects.exists()
    assert list(Canaries([SECRET, FIRST_WORDS, "Ashdown"]).search(everything(), "parts")) == []


def test_nobody_elses_record_is_in_it(told: Told, kinds: Kinds, cast: Cast, protection: User) -> None:
    ask(cast.cell_mate, kinds["LIBRARY"])
    file = file_of(ready(told, cast, protection), protection)
    raw = b"".join(file.read(name) for name in file.namelist())
    assert b"Okafor" not in raw
    assert b"A5678DE" not in raw


def test_what_names_others_is_looked_at_before_it_goes_and_can_be_left_out(
    told: Told, cast: Cast, protection: User
) -> None:
    export = collected(told, cast.administrator)
    with pytest.raises(NotLookedThrough):
        release_export(export=export, by=protection, at=NOW)
    looked_through(export, protection, "OTHERS")
    release_export(export=export, by=protection, at=NOW)
    while put_on_paper(lay_out=pages_of, at=NOW):
        pass
    said = json.loads(file_of(export, protection).read("data/passport.SectionVersion.json"))
    assert (said["rows"], said["left_out"]) == ([], export.parts.filter(model="passport.SectionVersion").count())


def test_restricted_pieces_are_shown_to_their_readers_alone(told: Told, cast: Cast, protection: User) -> None:
    export = collected(told, cast.administrator)
    parts, withheld = pieces_to_look_at(export=export, by=cast.administrator, at=NOW)
    assert withheld
    assert not any(part.restricted for part in parts)
    restricted = export.parts.filter(restricted=True).first()
    assert restricted is not None
    with pytest.raises(NotAllowed):
        decide_piece(part=restricted, decision="GIVE", by=cast.administrator, at=NOW)


def test_a_copy_with_restricted_answers_is_fetched_by_their_readers_alone(
    told: Told, cast: Cast, protection: User, sign_in: SignIn, client: Client
) -> None:
    export = ready(told, cast, protection)
    with pytest.raises(NotAllowed):
        fetch_export(export=export, by=cast.administrator, at=NOW)
    page = f"/staff/records/copies/{export.pk}/"
    said = sign_in(client, cast.administrator).get(page).content.decode()
    assert "A colleague who may read them has to fetch it" in said
    assert "Fetch the copy" not in said
    assert client.post(f"{page}file/").status_code == 403
    assert "Fetch the copy" in sign_in(client, protection).get(page).content.decode()
    export.refresh_from_db()
    assert export.fetched_at is None


def test_a_copy_without_them_is_fetched_by_who_keeps_records(told: Told, cast: Cast, protection: User) -> None:
    file = file_of(ready(told, cast, protection, "OTHERS"), cast.administrator)
    assert SECRET not in "".join(file.read(name).decode("latin-1") for name in file.namelist())


def test_it_takes_a_right_and_two_people(told: Told, cast: Cast, protection: User) -> None:
    for other in (cast.practitioner, cast.tutor, cast.prisoner, cast.officer_elsewhere):
        with pytest.raises(NotAllowed):
            begin(told, other)
    with pytest.raises(NotInThePast):
        begin_export(prisoner=told.person, asked_on=NOW.date() + timedelta(days=1), by=protection, at=NOW)
    export = collected(told, protection)
    with pytest.raises(AlreadyUnderWay):
        begin(told, cast.administrator)
    looked_through(export, protection)
    with pytest.raises(NeedsAnotherPerson):
        release_export(export=export, by=protection, at=NOW)
    with pytest.raises(NotInThisState):
        fetch_export(export=export, by=protection, at=NOW)
    assert export.due_on == date(2027, 3, 31)
    verbs = AuditEntry.objects.filter(what="passport.AccessExport").values_list("verb", flat=True)
    assert {"begin_export", "decide_piece", "collect_export"} <= set(verbs)


def test_collecting_goes_on_where_it_was_killed(told: Told, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "A_STEP", 3)
    export = begin(told, cast.administrator)
    rounds = 0
    while AccessExport.objects.get().state == "COLLECTING":
        collect(at=NOW)
        rounds += 1
        export.refresh_from_db()
        assert export.done <= export.of
    assert rounds > 5
    small = {(part.model, part.others) for part in export.parts.all()}
    sections = export.parts.filter(model="passport.SectionVersion").count()
    monkeypatch.undo()
    close_export(export=export, by=cast.administrator, at=NOW)
    whole = collected(told, cast.administrator)
    assert {(part.model, part.others) for part in whole.parts.all()} == small
    assert whole.parts.filter(model="passport.SectionVersion").count() == sections


def test_once_destroyed_it_opens_for_nobody(told: Told, cast: Cast, protection: User) -> None:
    export = ready(told, cast, protection)
    close_export(export=export, by="command:test", at=NOW)
    assert not ArchiveKey.objects.filter(rec=export.pk, destroyed_at__isnull=True).exists()
    assert not export.parts.exists()
    with pytest.raises(NotInThisState):
        fetch_export(export=export, by=cast.administrator, at=NOW)


def test_the_map_and_the_steps_agree(told: Told, cast: Cast) -> None:
    export: Any = collected(told, cast.administrator)
    assert (export.done, export.of, export.state) == (len(held_map().held), len(held_map().held), "REVIEW")
