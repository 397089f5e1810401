"""Files as somebody sends them in, good and bad ones, made here."""

import io
import zipfile
from typing import Any

import pikepdf
from PIL import Image
from PIL.PngImagePlugin import PngInfo

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
CAMERA = "Canaryflex 3000"


def a_picture(form: str = "JPEG", size: tuple[int, int] = (120, 80), **more: Any) -> bytes:
    """Left half red, right half white."""
    made = Image.new("RGB", size, "white")
    made.paste("red", (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    made.save(out, form, **more)
    return out.getvalue()


def a_photo() -> bytes:
    """A JPEG lying on its side, with a camera's name and the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, CAMERA
    exif[0x8825] = {1: "N", 2: (53.0, 22.0, 50.0), 3: "W", 4: (1.0, 28.0, 12.0)}
    return a_picture(exif=exif)


def a_scan() -> bytes:
    about = PngInfo()
    about.add_text("Author", CAMERA)
    return a_picture("PNG", pnginfo=about)


def a_pdf(pages: int = 2, change: Any = None, **save: Any) -> bytes:
    """A PDF whose maker left a name in it. change: what a test does to it before it is written."""
    pdf = pikepdf.new()
    for number in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.contents_add(pdf.make_stream(b"1 0 0 rg 100 %d 300 200 re f" % (100 + number)))
    pdf.docinfo["/Author"] = CAMERA
    if change:
        change(pdf)
    out = io.BytesIO()
    pdf.save(out, **save)
    return out.getvalue()


def acting(**action: Any) -> Any:
    """An action that is done when the file is opened."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = pdf.make_indirect(pikepdf.Dictionary(**action))

    return change


def a_docx(
    body: str = "<w:p><w:r><w:t>About me</w:t></w:r></w:p>",
    relations: str = "",
    main: str = MAIN,
    more: dict[str, bytes] | None = None,
) -> bytes:
    """A Word document. body: of the document; relations: of its part; more: parts by path."""
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    related = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts: dict[str, bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="rels" ContentType="application/vnd.'
        f'openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{main}"/>'
        "</Types>".encode(),
        "_rels/.rels": f'<Relationships xmlns="{related}"><Relationship Id="r1" Type="{RELATION}/officeDocument" '
        'Target="word/document.xml"/></Relationships>'.encode(),
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'.encode(),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{related}">{relations}</Relationships>'.encode(),
        **(more or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for path, content in parts.items():
            made.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)  # the same bytes at any time
    return out.getvalue()


def a_relation(kind: str, target: str, external: bool = True) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="r9" Type="{RELATION}/{kind}" Target="{target}"{mode}/>'


def a_zip(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()
