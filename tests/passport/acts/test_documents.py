"""Documents: taken in once, sealed, listed for whom they are for, destroyed with a reason; waiting for a scanner."""

from datetime import timedelta
from uuid import uuid4

import pikepdf
import pytest
from django.db import connection

from accounts.access import NotAllowed
from accounts.models import AuditEntry, Role, User
from passport.acts import documents as acts
from passport.acts.blobs import NoSuchBlob, sealed_bytes
from passport.acts.documents import delete_document, list_documents, open_document
from passport.acts.erasing import erase_passport
from passport.acts.taking_in import VirusFound, _open, let_wait, scan_waiting, take_in
from passport.documents import Code, Examined, NotADocument, Reason, ScannerAway, scanner
from passport.models import Blob, BlobChunk, Passport, SectionVersion, WaitingDocument
from tests.cast import NOW, Cast, UserFactory
from tests.files import a_docx, a_pdf, a_photo, a_picture, acting
from tests.papers import add_document
from tests.passport.documents.test_scanner import EICAR
from tests.reports import his_passport


@pytest.fixture
def passport(cast: Cast, node: object) -> Passport:
    return his_passport(cast)


@pytest.fixture
def reader(cast: Cast) -> User:
    return UserFactory(roles=[Role.KEY_WORKER])


def said(**more):
    return acts.Said(**{"id": uuid4(), "code": Code.PASSPORT, "title": "Canaryname", **more})


def keep(passport: Passport, cast: Cast, content: bytes, **more) -> acts.Said:
    told = said(**more)
    take_in(passport=passport, content=content, said=told, by=cast.practitioner, at=NOW)
    return told


def test_a_file_that_was_taken_in_opens_as_it_was_made_safe(passport, cast, reader):
    told = keep(passport, cast, a_pdf(3))
    listed = list_documents(passport=passport, by=reader, at=NOW)
    (one,) = listed.documents
    assert (one.id, one.code, one.title, one.pages, one.media) == (
        str(told.id),
        "PASSPORT",
        "Canaryname",
        3,
        "application/pdf",
    )
    document, content = open_document(passport=passport, document_id=told.id, by=reader, at=NOW)
    assert document == one
    assert content.startswith(b"%PDF-")
    assert acts.thumbs_of(passport=passport, of=[one])[one.id].startswith(b"\xff\xd8")
    reads = AuditEntry.objects.filter(verb="read_passport", whom=str(passport.pk))
    assert sorted(reads.values_list("why", flat=True)) == ["document", "documents"]


def test_nothing_of_it_lies_in_the_database_in_the_clear(passport, cast):
    keep(passport, cast, a_docx("<w:p><w:r><w:t>Canaryword</w:t></w:r></w:p>"))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                text = b" ".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row)
                assert b"Canary" not in text, table
                assert b"PK\x03\x04" not in text, table


def test_the_same_form_twice_adds_it_once_and_the_same_file_is_refused(passport, cast):
    content = a_photo()
    told = keep(passport, cast, content)
    take_in(passport=passport, content=content, said=told, by=cast.practitioner, at=NOW)
    assert SectionVersion.objects.filter(sec="DOCUMENTS").count() == 1
    with pytest.raises(acts.AlreadyThere):
        keep(passport, cast, content)
    keep(passport, cast, content, restricted=True)  # another section, for other readers
    assert Blob.objects.count() == 4


def test_two_people_who_add_at_once_lose_nothing(passport, cast):
    first, second = keep(passport, cast, a_picture()), keep(passport, cast, a_picture("PNG"))
    listed = list_documents(passport=passport, by=cast.practitioner, at=NOW)
    assert {one.id for one in listed.documents} == {str(first.id), str(second.id)}
    assert [row.ver for row in SectionVersion.objects.filter(sec="DOCUMENTS").order_by("ver")] == [1, 2]


def test_a_bad_file_leaves_nothing_behind(passport, cast):
    before = SectionVersion.objects.count()
    with pytest.raises(NotADocument, match="program"):
        keep(passport, cast, a_pdf(change=acting(S=pikepdf.Name.JavaScript, JS="app.alert(1)")))
    assert SectionVersion.objects.count() == before
    assert not Blob.objects.exists()


def test_who_may_not_is_refused(passport, cast, reader):
    told = keep(passport, cast, a_picture())
    for member in (reader, cast.tutor, cast.officer_elsewhere, cast.prisoner):
        with pytest.raises(NotAllowed):
            take_in(passport=passport, content=a_picture(), said=said(), by=member, at=NOW)
        with pytest.raises(NotAllowed):
            delete_document(passport=passport, document_id=told.id, reason=Reason.TWICE, by=member, at=NOW)
    for member in (cast.tutor, cast.officer_elsewhere, cast.cell_mate):
        with pytest.raises(NotAllowed):
            list_documents(passport=passport, by=member, at=NOW)
        with pytest.raises(NotAllowed):
            open_document(passport=passport, document_id=told.id, by=member, at=NOW)


def test_restricted_documents_are_for_their_readers(passport, cast, reader):
    told = keep(passport, cast, a_picture(), restricted=True)
    safer = UserFactory(roles=[Role.SAFER_CUSTODY])
    assert [one.id for one in list_documents(passport=passport, by=safer, at=NOW).documents] == [str(told.id)]
    listed = list_documents(passport=passport, by=reader, at=NOW)
    assert (listed.documents, listed.withheld) == ((), True)
    with pytest.raises(acts.NoSuchDocument):
        open_document(passport=passport, document_id=told.id, by=reader, at=NOW)
    assert set(Blob.objects.values_list("sec", flat=True)) == {"DOCUMENTS_RESTRICTED"}


def test_the_person_opens_what_may_be_opened_in_the_cell(passport, cast):
    shown, held = keep(passport, cast, a_picture()), keep(passport, cast, a_picture("PNG"), cell=False)
    assert open_document(passport=passport, document_id=shown.id, by=cast.prisoner, at=NOW)
    with pytest.raises(acts.NoSuchDocument):
        open_document(passport=passport, document_id=held.id, by=cast.prisoner, at=NOW)
    assert len(list_documents(passport=passport, by=cast.prisoner, at=NOW).documents) == 2


def test_deleting_destroys_the_file_and_says_why(passport, cast):
    gone, stays = keep(passport, cast, a_picture()), keep(passport, cast, a_picture("PNG"))
    about = {"passport": passport, "reason": Reason.WRONG_PERSON, "by": cast.practitioner, "at": NOW}
    before = list_documents(passport=passport, by=cast.practitioner, at=NOW).documents
    delete_document(document_id=gone.id, **about)
    with pytest.raises(acts.NoSuchDocument):
        delete_document(document_id=gone.id, **about)
    assert [one.id for one in list_documents(passport=passport, by=cast.practitioner, at=NOW).documents] == [
        str(stays.id)
    ]
    destroyed = next(one for one in before if one.id == str(gone.id))
    for name in destroyed.blobs:
        blob = Blob.objects.get(name=name)
        assert (blob.wrapped, blob.gone_at) == ("", NOW)
        with pytest.raises(NoSuchBlob):
            sealed_bytes(blob)
    line = AuditEntry.objects.get(verb="delete_document")
    assert line.why == "PASSPORT WRONG_PERSON"


def test_sixty_are_the_most(passport, cast, monkeypatch):
    monkeypatch.setattr(acts, "MOST", 1)
    keep(passport, cast, a_picture())
    with pytest.raises(acts.TooManyDocuments):
        keep(passport, cast, a_picture("PNG"))


def test_a_list_costs_the_same_for_many(passport, cast, django_assert_max_num_queries):
    for number in range(6):
        keep(passport, cast, a_picture(comment=bytes([number])))
    with django_assert_max_num_queries(20):
        listed = list_documents(passport=passport, by=cast.practitioner, at=NOW)
        assert len(acts.thumbs_of(passport=passport, of=listed.documents)) == 6


@pytest.fixture
def scans(settings, monkeypatch):
    """A scanner that finds EICAR, or is away while `away` holds."""
    settings.CLAMD = "/run/clamd"
    state = {"away": False, "seen": 0}

    def scan(content: bytes, *, address: str, silence: float = 0) -> str:
        assert address == "/run/clamd"
        if state["away"]:
            raise ScannerAway
        state["seen"] += 1
        return "Eicar-Signature" if EICAR in content else ""

    monkeypatch.setattr(scanner, "scan", scan)
    monkeypatch.setattr("passport.documents.scan", scan)
    return state


def test_a_clean_file_is_filed_at_once(passport, cast, scans):
    keep(passport, cast, a_picture())
    assert scans["seen"] == 1
    assert not WaitingDocument.objects.exists()


def test_a_virus_is_named_and_nothing_is_kept(passport, cast, scans):
    with pytest.raises(VirusFound) as found:
        keep(passport, cast, a_picture() + EICAR)
    assert found.value.name == "Eicar-Signature"
    assert not Blob.objects.exists()
    assert AuditEntry.objects.filter(verb="find_virus").count() == 1


def test_while_the_scanner_is_away_a_file_waits_sealed(passport, cast, scans):
    scans["away"] = True
    told = said(issued_on=NOW.date(), restricted=True)
    content = a_docx("<w:p><w:r><w:t>Canaryword</w:t></w:r></w:p>")
    for _ in range(2):
        assert not take_in(passport=passport, content=content, said=told, by=cast.practitioner, at=NOW)
    row = WaitingDocument.objects.get()
    assert "Canary" not in str(row.sealed)
    assert not list_documents(passport=passport, by=cast.practitioner, at=NOW).documents
    assert scan_waiting(at=NOW) == 0  # still away
    scans["away"] = False
    assert scan_waiting(at=NOW + timedelta(minutes=3)) == 1
    assert scan_waiting(at=NOW) == 0
    assert not WaitingDocument.objects.exists()
    safer = UserFactory(roles=[Role.SAFER_CUSTODY])
    (one,) = list_documents(passport=passport, by=safer, at=NOW).documents
    assert (one.id, one.title, one.issued_on) == (str(told.id), "Canaryname", NOW.date().isoformat())
    assert open_document(passport=passport, document_id=told.id, by=safer, at=NOW)[1] == content


def test_a_file_that_waited_and_has_a_virus_is_destroyed_and_named(passport, cast, scans):
    scans["away"] = True
    keep(passport, cast, a_picture() + EICAR)
    scans["away"] = False
    assert scan_waiting(at=NOW) == 1
    row = WaitingDocument.objects.get()
    assert (row.found, row.sealed, row.ended_at) == ("Eicar-Signature", [], NOW)
    assert not BlobChunk.objects.exists()
    scan_waiting(at=NOW + timedelta(days=31))
    assert not WaitingDocument.objects.exists()


def test_a_file_that_waited_and_is_there_already_says_so(passport, cast, scans):
    scans["away"] = True
    content = a_picture()
    keep(passport, cast, content)
    keep(passport, cast, content)
    scans["away"] = False
    assert scan_waiting(at=NOW) == 2
    assert WaitingDocument.objects.get().refused == "twice"


def test_a_large_file_waits_whole(passport, cast):
    content = bytes(range(256)) * 4096 * 5  # 5 MiB: three boxes
    let_wait(passport=passport, content=content, said=said(), by=cast.practitioner, at=NOW)
    row = WaitingDocument.objects.get()
    assert len(row.sealed) == 3
    assert _open(row)[1] == content


def test_erasing_destroys_files_and_what_waits(passport, cast):
    keep(passport, cast, a_picture())
    let_wait(passport=passport, content=b"x", said=said(), by=cast.practitioner, at=NOW)
    erase_passport(passport=passport, by="command:erase", at=NOW)
    assert not BlobChunk.objects.exists()
    assert not WaitingDocument.objects.exists()
    listed = list_documents(passport=passport, by=cast.practitioner, at=NOW)
    assert (listed.documents, listed.untrusted) == ((), True)


def test_a_file_without_a_small_picture_is_listed_all_the_same(passport, cast):
    acts.file_document(
        passport=passport,
        found=Examined("application/pdf", b"%PDF-"),
        original=b"x",
        said=said(),
        by=cast.practitioner,
        at=NOW,
    )
    listed = list_documents(passport=passport, by=cast.practitioner, at=NOW)
    assert acts.thumbs_of(passport=passport, of=listed.documents) == {}
    assert add_document(cast, passport, at=NOW).id
