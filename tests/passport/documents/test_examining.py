"""What is taken, what is refused with which word, and what is left of a file."""

import io
import struct
import zlib

import pikepdf
import pytest
from PIL import Image

from accounts import paper
from passport.documents import DOCX, JPEG, LARGEST, PDF, PNG, NotADocument, examine, examine_apart
from passport.documents.examining import _understood
from tests.files import CAMERA, W, a_docx, a_pdf, a_photo, a_picture, a_relation, a_scan, a_zip, acting

FIELD = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
HALVES = f"<w:p>{FIELD}<w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO cmd</w:instrText></w:r></w:p>"

BESIDE = f'<w:document xmlns:w="{W}"><w:body>{HALVES}</w:body></w:document>'  # the words may lie in any part


def fault_of(content: bytes) -> str:
    with pytest.raises(NotADocument) as refused:
        examine(content)
    assert str(refused.value)
    return refused.value.code


def test_a_photo_is_turned_the_right_way_up_and_forgets_where_it_was_taken() -> None:
    found = examine(a_photo())
    assert found.media == JPEG
    picture = Image.open(io.BytesIO(found.content))
    assert picture.size == (80, 120)
    top, bottom = picture.getpixel((40, 10)), picture.getpixel((40, 110))
    assert top[1] < 60
    assert bottom[1] > 200
    assert not picture.getexif()
    assert CAMERA.encode() not in found.content
    small = Image.open(io.BytesIO(found.thumb))
    assert small.format == "JPEG"
    assert max(small.size) <= 320


def test_a_png_stays_one_without_its_words() -> None:
    found = examine(a_scan())
    assert found.media == PNG
    assert CAMERA.encode() not in found.content
    assert Image.open(io.BytesIO(found.content)).getpixel((10, 10)) == (255, 0, 0)


def test_a_clear_ground_stays_clear() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (30, 30), (0, 0, 0, 0)).save(out, "PNG")
    found = examine(out.getvalue())
    assert Image.open(io.BytesIO(found.content)).getpixel((1, 1))[3] == 0
    assert Image.open(io.BytesIO(found.thumb)).getpixel((1, 1)) == (255, 255, 255)


def test_what_hangs_behind_a_picture_is_gone() -> None:
    assert b"behind" not in examine(a_picture() + b"behind the end").content


def test_a_pdf_keeps_its_pages_and_loses_its_maker() -> None:
    found = examine(a_pdf(3))
    assert (found.media, found.pages) == (PDF, 3)
    with pikepdf.open(io.BytesIO(found.content)) as pdf:
        assert len(pdf.pages) == 3
        assert "/Info" not in pdf.trailer
    assert CAMERA.encode() not in found.content
    assert Image.open(io.BytesIO(found.thumb)).format == "JPEG"
    assert [Image.open(io.BytesIO(view)).size for view in found.views] == [(1000, 1416)] * 3


def test_twenty_pages_are_drawn_of_a_long_one() -> None:
    found = examine(a_pdf(30))
    assert (found.pages, len(found.views)) == (30, 20)


def test_a_link_in_a_pdf_stays() -> None:
    for address in ("https://jobs.example", "mailto:ann@jobs.example", "www.jobs.example/at:once", "#two"):
        assert examine(a_pdf(change=acting(S=pikepdf.Name.URI, URI=address))).pages == 2


def test_a_word_document_stays_as_it_is() -> None:
    document = a_docx(relations=a_relation("hyperlink", "mailto:dev@example.org"))
    found = examine(document)
    assert (found.media, found.content, found.thumb) == (DOCX, document, b"")


def xfa(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=pdf.make_stream(b"<xdp/>"))


def attached(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.exe"] = b"MZ"


def lost(pdf: pikepdf.Pdf) -> None:
    """A program that no page leads to: another reader may find it."""
    pdf.pages[0].obj["/Extra"] = pdf.make_indirect(pikepdf.Array([pikepdf.Dictionary(JS="app.alert(1)")]))


def deep(pdf: pikepdf.Pdf) -> None:
    nested = pikepdf.Dictionary(S=pikepdf.Name.Launch)
    for _ in range(20):
        nested = pikepdf.Dictionary(A=nested)
    pdf.pages[0].obj["/Deep"] = nested


LOCKED = pikepdf.Encryption(user="", owner="secret")
BAD_PDFS = {
    "script": acting(S=pikepdf.Name.JavaScript, JS="app.alert(1)"),
    "script ": lost,
    "launch": acting(S=pikepdf.Name.Launch, F="cmd.exe"),
    "launch ": deep,
    "embedded": attached,
    "embedded ": acting(S=pikepdf.Name.GoToE),
    "form": xfa,
    "form ": acting(S=pikepdf.Name.SubmitForm, F="https://elsewhere.example"),
    "media": acting(S=pikepdf.Name.Rendition),
    "outside": acting(S=pikepdf.Name.URI, URI="file://server/share"),
    "outside ": acting(S=pikepdf.Name.URI, URI="JavaScript:alert(1)"),
    "outside  ": acting(S=pikepdf.Name.URI, URI=" \\\\server\\share"),
}


@pytest.mark.parametrize("name", BAD_PDFS)
def test_a_pdf_that_acts_is_refused(name: str) -> None:
    assert fault_of(a_pdf(change=BAD_PDFS[name])) == name.strip()


def test_a_locked_pdf_is_refused() -> None:
    assert fault_of(a_pdf(encryption=LOCKED)) == "encrypted"
    assert fault_of(a_pdf(encryption=pikepdf.Encryption(user="u", owner="o"))) == "encrypted"


BAD_DOCX = {
    "script": a_docx(main="application/vnd.ms-word.document.macroEnabled.main+xml"),
    "script ": a_docx(more={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "embedded": a_docx(more={"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}),
    "embedded ": a_docx(relations=a_relation("aFChunk", "part.html", external=False)),
    "embedded  ": a_docx("<w:p><w:r><w:object/></w:r></w:p>"),
    "template": a_docx(relations=a_relation("attachedTemplate", "https://elsewhere.example/t.dotm")),
    "outside": a_docx(relations=a_relation("image", "https://elsewhere.example/seen.png")),
    "outside ": a_docx(relations=a_relation("hyperlink", "file://server/share")),
    "outside  ": a_docx(HALVES),
    "outside   ": a_docx('<w:fldSimple w:instr=" INCLUDETEXT &quot;c:/x&quot; "/>'),
    "outside    ": a_docx(more={"word/other.dat": BESIDE.encode()}),
    "outside     ": a_docx(more={"word/media/image1.png": BESIDE.encode("utf-16")}),
    "damaged": a_docx("<w:p>"),
    "damaged ": a_docx(more={"word/more.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
    "kind": a_docx(main="application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
    "kind ": a_zip(readme=b"hello"),
    "too_much_work": a_docx(more={"word/more.xml": b"<a>" + b" " * 9_000_000 + b"</a>"}),
}


@pytest.mark.parametrize("name", BAD_DOCX)
def test_a_word_document_that_acts_is_refused(name: str) -> None:
    assert fault_of(BAD_DOCX[name]) == name.strip()


OTHERS = {
    "empty": b"",
    "too_big": b"%PDF-1.7" + b" " * LARGEST,
    "kind": b"MZ" + b"\0" * 300,
    "kind ": b"just words",
    "kind  ": b"<html><script>alert(1)</script></html>",
    "old_word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "photo_kind": a_picture("WEBP"),
    "photo_kind ": a_picture("GIF"),
    "damaged": a_picture()[:400],
    "damaged ": a_picture("PNG")[:100],
    "damaged  ": b"%PDF-1.7\nnothing\n%%EOF",
}


def test_a_picture_that_is_cut_off_is_refused_after_something_was_printed_too() -> None:
    """What makes PDF lets the whole process take cut pictures; paper.py takes that back."""
    assert paper.warm()
    assert fault_of(a_picture("PNG")[:100]) == "damaged"


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_document_is_refused_by_what_it_is(name: str) -> None:
    assert fault_of(OTHERS[name]) == name.strip()


TWO_IN_ONE = {
    "a picture with a zip behind": a_picture() + a_zip(a=b"b"),
    "a PDF with a zip behind": a_pdf() + a_zip(a=b"b"),
    "a PDF behind a picture's start": a_picture(comment=b"%PDF-1.7"),
    "a PDF that begins with a page": a_pdf(change=lambda pdf: None).replace(
        b"%PDF-1", b"%PDF-1.3\n<script>x</script>\n%PDF-1", 1
    ),
    "a film": a_picture("PNG", save_all=True, append_images=[Image.new("RGB", (120, 80))]),
    "a picture with a page in it": a_picture(comment=b"<script>alert(1)</script>"),
    "a zip before a document": b"PK\x03\x04" + a_docx(),
    "a document with something behind": a_docx() + b"%PDF-1.7",
}


@pytest.mark.parametrize("name", TWO_IN_ONE)
def test_two_kinds_in_one_file_are_refused(name: str) -> None:
    assert fault_of(TWO_IN_ONE[name]) in ("two_in_one", "damaged")


def test_a_picture_that_unpacks_to_gigabytes_is_refused() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    header = struct.pack("!IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 10**6))
        + chunk(b"IEND", b"")
    )
    assert fault_of(bomb) == "too_many_pixels"


def test_the_child_says_the_same() -> None:
    for one in (a_scan(), a_pdf(), a_docx()):
        assert examine_apart(one) == examine(one)
    with pytest.raises(NotADocument, match="program"):
        examine_apart(a_pdf(change=BAD_PDFS["script"]))


def test_a_child_that_runs_out_of_time_is_the_files_fault() -> None:
    with pytest.raises(NotADocument) as refused:
        examine_apart(a_pdf(), seconds=0)
    assert refused.value.code == "too_much_work"


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"{}\n",
        b'{"media": "text/html", "pages": 0, "sizes": [3, 0]}\nabc',
        b'{"media": "image/png", "pages": 0, "sizes": [9, 0]}\nabc',
    ],
)
def test_a_child_that_was_taken_over_is_not_believed(said: bytes) -> None:
    with pytest.raises(NotADocument):
        _understood(said)
