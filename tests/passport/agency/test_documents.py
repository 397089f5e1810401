"""A worker looks at a document: fetched sealed, opened in the page, shown as pictures, never stored."""

import json
from dataclasses import asdict
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import AuditEntry
from accounts.seal import ReadingKey
from passport import documents
from passport.blob import digest_of, seal_blob
from passport.documents import Document, StoredFile, examine
from passport.models import Blob, BlobChunk, Handover
from tests.browser import Faults, axe
from tests.files import a_docx, a_pdf, a_picture
from tests.handed_over import COVER

from .conftest import Central

pytestmark = pytest.mark.browser
VECTORS = sorted((Path(__file__).parents[1] / "blob" / "vectors").glob("*.json"))
OPEN = """
async (said) => {
  const { openBlob } = await import("/blob.js");
  const { Unreadable } = await import("/strict.js");
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
  const hex = (found) => [...found].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  try {
    return hex(await openBlob(bytes(said.sealed), said));
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return error.fault;
  }
}
"""


@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_the_browser_opens_what_python_opens(modules: Page, path: Path) -> None:
    said = json.loads(path.read_text())
    assert modules.evaluate(OPEN, said) == (said["content"] if said["expect"] == "good" else said["expect"])


def test_the_browser_names_a_blob_of_many_chunks(modules: Page) -> None:
    sealed = seal_blob(bytes(600_000), rec="x")
    asked = {"name": sealed.name, "key": sealed.key, "wrapped": sealed.wrapped, "rec": "x"}
    whole = b"".join(sealed.chunks).hex()
    assert modules.evaluate(OPEN, {**asked, "sealed": whole}) == bytes(600_000).hex()


def stored(rec: UUID, content: bytes, sec: str = "DOCUMENTS") -> StoredFile:
    """A file as central has it."""
    sealed, at = seal_blob(content, rec=rec), timezone.now()
    Blob.objects.create(
        name=sealed.name, rec=rec, sec=sec, iss="MDI", size=sealed.size, wrapped=sealed.wrapped, made_at=at, told=True
    )
    for n, data in enumerate(sealed.chunks):
        BlobChunk.objects.create(blob=sealed.name, n=n, iss="MDI", digest=digest_of(data), data=data, at=at)
    return StoredFile(sealed.name, sealed.key, len(content))


def row(rec: UUID, content: bytes, code: str, **more: object) -> dict:
    found = examine(content)
    views = stored(rec, documents.one_after_another(found.views)) if found.views else None
    made = Document(
        id=str(uuid4()),
        code=code,
        title=str(more.get("title", "")),
        issued_on="2020-03-31",
        expires_on="",
        added_at="2026-01-01T00:00:00+00:00",
        added_by=str(uuid4()),
        role="RESETTLEMENT_PRACTITIONER",
        cell=True,
        media=found.media,
        pages=found.pages,
        sum="",
        file=stored(rec, found.content),
        views=views,
    )
    return asdict(made)


@pytest.fixture
def key(central: Central, worker: Page) -> ReadingKey:
    return central.give_key(worker)


def hand_over(central: Central, key: ReadingKey, rec: UUID, rows: list[dict]) -> Handover:
    return central.hand_over(key, {"IDENTITY": COVER, "DOCUMENTS": {"kind": "documents", "documents": rows}}, rec=rec)


@pytest.mark.django_db(transaction=True)
def test_documents_are_listed_and_opened_in_the_page(central: Central, worker: Page, key: ReadingKey) -> None:
    rec = uuid4()
    rows = [
        row(rec, a_picture(), "BIRTH_CERTIFICATE", title="Sheffield <b>1986</b>"),
        row(rec, a_pdf(2), "HOUSING_LETTER"),
        row(rec, a_docx(), "CV_AND_COVERING_LETTER"),
    ]
    handover = hand_over(central, key, rec, rows)
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    cards = worker.locator("#opened article")
    expect(cards).to_have_count(3)
    expect(cards.nth(0)).to_contain_text("Birth certificate")
    expect(cards.nth(0)).to_contain_text("Sheffield <b>1986</b>")
    expect(cards.nth(0)).to_contain_text("Issued on 31 March 2020")
    cards.nth(0).get_by_role("button", name="Look at it").click()
    expect(cards.nth(0).locator("img")).to_have_attribute("alt", "Birth certificate")
    assert cards.nth(0).locator("img").evaluate("img => img.naturalWidth") == 120
    cards.nth(1).get_by_role("button", name="Look at it").click()
    expect(cards.nth(1).locator("img")).to_have_count(2)
    expect(cards.nth(1).get_by_alt_text("Page 2 of: Letter about housing")).to_be_visible()
    expect(cards.nth(2).get_by_role("button", name="Look at it")).to_be_hidden()
    expect(cards.nth(2)).to_contain_text("anybody at this computer can open it")
    with worker.expect_download() as saved:
        cards.nth(2).get_by_role("button", name="Save the file").click()
    assert saved.value.suggested_filename == "cv_and_covering_letter.docx"
    assert Path(saved.value.path()).read_bytes() == a_docx()
    assert axe(worker) == []
    assert AuditEntry.objects.filter(verb="open_file").count() == 3
    worker.get_by_role("button", name="Lock").first.click()
    expect(worker.locator("#opened article")).to_have_count(0)


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_not_what_was_named_is_not_shown(
    central: Central, worker: Page, key: ReadingKey, faults: Faults
) -> None:
    faults.expect("404")
    rec = uuid4()
    rows = [row(rec, a_picture(), "PASSPORT"), row(rec, a_picture("PNG"), "PASSPORT"), row(rec, a_pdf(), "OTHER")]
    rows[2]["media"] = "image/png"  # and says so of a PDF
    handover = hand_over(central, key, rec, rows)
    changed = BlobChunk.objects.get(blob=rows[0]["file"]["blob"])
    changed.data = bytes(changed.data)[:-1] + b"\0"
    changed.save()
    BlobChunk.objects.filter(blob=rows[1]["file"]["blob"]).delete()
    central.go(worker, f"/agency/handovers/{handover.pk}/")
    cards = worker.locator("#opened article")
    for number, words in enumerate(
        ("The file is not shown. Tell the prison.", "has not arrived here yet", "not of the kind that it says")
    ):
        cards.nth(number).get_by_role("button", name="Look at it").click()
        expect(cards.nth(number).locator("[data-problem]")).to_contain_text(words)
    expect(worker.locator("#opened img")).to_have_count(0)


@pytest.mark.django_db(transaction=True)
def test_central_gives_out_only_what_the_handover_lists(
    central: Central, worker: Page, key: ReadingKey, faults: Faults
) -> None:
    faults.expect("404")
    rec = uuid4()
    other, restricted = stored(uuid4(), b"x"), stored(rec, b"x", "DOCUMENTS_RESTRICTED")
    mine = stored(rec, b"x")
    handover = hand_over(central, key, rec, [])
    central.go(worker, "/agency/")
    ask = """async ([url, blob]) => {
      const csrfmiddlewaretoken = document.querySelector("[name=csrfmiddlewaretoken]").value;
      return (await fetch(url, { method: "POST", body: new URLSearchParams({ blob, csrfmiddlewaretoken }) })).status;
    }"""
    url = f"/agency/handovers/{handover.pk}/files/"
    assert [worker.evaluate(ask, [url, one.blob]) for one in (mine, other, restricted)] == [200, 404, 404]
    Blob.objects.filter(name=mine.blob).update(wrapped="")
    assert worker.evaluate(ask, [url, mine.blob]) == 404
    Handover.objects.update(withdrawn_at=timezone.now())
    assert worker.evaluate(ask, [url, mine.blob]) == 404
