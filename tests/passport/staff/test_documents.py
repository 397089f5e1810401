"""/staff/people/<id>/documents/: the list; a file that comes and never lies on the disk; opening and deleting."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from accounts.models import Role
from passport.acts.documents import Said
from passport.acts.taking_in import let_wait
from passport.documents import Code
from passport.models import SectionVersion, WaitingDocument
from tests.cast import NOW, Cast, UserFactory
from tests.files import a_docx, a_pdf, a_picture
from tests.papers import add_document
from tests.passport.staff.conftest import tree, values, words
from tests.reports import his_passport


@pytest.fixture
def door(cast: Cast) -> str:
    return f"/staff/people/{cast.prisoner.prisoner.pk}/documents/"


def send(office, door, content: bytes, name: str = "scan.pdf", **said):
    form = {key: one[0] for key, one in values(office.get(f"{door}new/")).items()}
    file = SimpleUploadedFile(name, content)
    return office.post(f"{door}new/", form | {"code": "PASSPORT", "file": file} | said, follow=True)


def test_before_there_is_a_passport(office, door):
    assert "This person has no passport yet" in words(office.get(door))
    assert office.get(f"{door}new/").status_code == 404


def test_a_file_is_added_and_opened(office, door, cast):
    his_passport(cast)
    assert "No documents yet" in words(office.get(door))
    answer = send(
        office, door, a_pdf(2), "holiday.exe", title="  of  1986 ", issued_on="31/3/2020", expires_on="1 May 2026"
    )
    assert "The document is added" in words(answer, "//body")
    said = words(office.get(door))
    assert "Passport of 1986" in said
    assert "PDF, 2 pages" in said
    assert "issued 31 Mar 2020" in said
    assert "ended 1 May 2026" in said
    assert cast.practitioner.name in said
    (picture,) = tree(office.get(door)).xpath("//main//table//img/@src")
    assert picture.startswith("data:image/jpeg;base64,")
    (address,) = tree(office.get(door)).xpath("//main//a[starts-with(normalize-space(), 'Open')]/@href")
    file = office.get(address)
    assert file["Content-Type"] == "application/pdf"
    assert "no-store" in file["Cache-Control"]
    assert file["Content-Disposition"] == 'inline; filename="passport.pdf"'
    assert file["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in file["Content-Security-Policy"]
    assert file.content.startswith(b"%PDF-")


def test_a_word_document_is_saved_not_shown(office, door, cast):
    told = add_document(cast, content=a_docx())
    assert office.get(f"{door}{told.id}/")["Content-Disposition"].startswith("attachment")


def test_a_file_that_is_refused_says_why_and_keeps_the_words(office, door, cast):
    his_passport(cast)
    answer = send(office, door, b"MZ" + b"\0" * 90, "cv.pdf", title="My CV")
    assert "This is no PDF, Word document (DOCX), JPEG or PNG, whatever its name says" in words(answer)
    assert "Choose the file again" in words(answer)
    assert values(answer)["title"] == ["My CV"]
    assert not SectionVersion.objects.filter(sec="DOCUMENTS").exists()


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"code": ""}, "Choose what it is"),
        ({"code": "NONSENSE"}, "Choose what it is"),
        ({"issued_on": "yesterday"}, "Enter a real day, like 27 3 2027"),
        ({"issued_on": "2/3/2027", "expires_on": "1/3/2027"}, "It can not end before it was issued"),
        ({"title": "w" * 121}, "Write at most 120 characters"),
        ({"file": ""}, "Choose a file"),
    ],
)
def test_bad_input_names_its_mend(office, door, cast, said, fault):
    his_passport(cast)
    assert fault in words(send(office, door, a_picture(), **said))


def test_more_than_ten_megabytes_are_refused_in_words(office, door, cast):
    his_passport(cast)
    answer = send(office, door, b"%PDF-1.7" + bytes(10 << 20))
    assert "The file has more than 10 MB" in words(answer)


def test_a_file_never_lies_on_the_disk(office, door, cast, monkeypatch):
    his_passport(cast)

    def never(self, *args, **more):
        raise AssertionError("a temporary file")

    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", never)
    kinds = []
    init = InMemoryUploadedFile.__init__

    def seen(self, *args, **more):
        kinds.append(1)
        init(self, *args, **more)

    monkeypatch.setattr(InMemoryUploadedFile, "__init__", seen)
    large = a_picture("PNG", (1600, 1200)) + bytes(6 << 20)  # beyond what is kept in memory elsewhere
    assert "The document is added" in words(send(office, door, large), "//body")
    assert kinds


def test_the_same_file_twice_says_so(office, door, cast):
    his_passport(cast)
    send(office, door, a_picture())
    assert "The very same file is there already" in words(send(office, door, a_picture()))


def test_deleting_asks_why(office, door, cast):
    told = add_document(cast)
    page = f"{door}{told.id}/delete/"
    assert "Delete “Birth certificate”?" in words(office.get(page))
    assert "Choose why" in words(office.post(page))
    assert "The document is deleted" in words(office.post(page, {"reason": "OUT_OF_DATE"}, follow=True), "//body")
    assert "No documents yet" in words(office.get(door))
    assert office.get(page).status_code == 404
    assert "Somebody has just deleted this document" in words(
        office.post(page, {"reason": "OUT_OF_DATE"}, follow=True), "//body"
    )


def test_who_only_reads_sees_the_list_and_no_buttons(as_, reader, door, cast, node):
    told = add_document(cast)
    there = as_(reader)
    assert "Birth certificate" in words(there.get(door))
    assert not tree(there.get(door)).xpath("//a[contains(@href, 'delete') or contains(@href, 'new')]")
    assert there.get(f"{door}{told.id}/").status_code == 200
    assert there.get(f"{door}new/").status_code == 403


def test_a_restricted_one_is_withheld_and_says_so(as_, reader, office, door, cast):
    told = add_document(cast, restricted=True, title="Canaryword")
    said = words(as_(reader).get(door))
    assert "There are restricted documents that your role does not open" in said
    assert "Canaryword" not in as_(reader).get(door).content.decode()
    assert as_(reader).get(f"{door}{told.id}/").status_code == 404
    assert "Restricted" in words(as_(UserFactory(roles=[Role.SAFER_CUSTODY])).get(door))


def test_what_waits_and_what_was_found_stand_there(office, door, cast):
    passport = his_passport(cast)
    told = Said(uuid4(), Code.OTHER)
    let_wait(passport=passport, content=b"x", said=told, by=cast.practitioner, at=NOW)
    assert "A file waits for the virus scanner" in words(office.get(door))
    WaitingDocument.objects.update(found="Eicar-Signature", sealed=[], ended_at=NOW)
    assert "Eicar-Signature. The file was destroyed" in words(office.get(door))
    WaitingDocument.objects.update(found="", refused="damaged")
    assert "The file is damaged or cut off" in words(office.get(door))


def test_twelve_a_page(office, door, cast, django_assert_max_num_queries):
    for number in range(13):
        add_document(cast, title=f"number {number}")
    with django_assert_max_num_queries(34):
        first = words(office.get(door))
    assert first.count("Birth certificate number") >= 12
    assert "Birth certificate" in words(office.get(f"{door}?page=2"))


def test_no_temporary_file_handler_stands_before_the_one_in_memory(settings: object) -> None:
    order = [Path(name).suffix for name in settings.FILE_UPLOAD_HANDLERS]  # type: ignore[attr-defined]
    assert order.index(".InMemory") < order.index(".TemporaryFileUploadHandler")
