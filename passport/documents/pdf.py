"""PDF: every object is looked at, what acts is refused, and the rest is written anew by qpdf.

Written anew, since two readers of one damaged file can see two files: what lies outside the objects that were looked
at (earlier revisions, what stands between them, before or behind) is not in the new one.
"""

import io
from typing import Any

import pikepdf
import pypdfium2

from .faults import NotADocument
from .picture import THUMB, thumbnail

MOST_PAGES = 500
MOST_OBJECTS = 200_000
DEEPEST = 60

# /S of an action → what it does. A link to a web page (/URI) and a jump inside the file (/GoTo, /Named) stay.
ACTIONS = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/GoToR": "launch",
    "/GoToE": "embedded",
    "/GoToDp": "launch",
    "/ImportData": "form",
    "/SubmitForm": "form",
    "/Rendition": "media",
    "/RichMediaExecute": "media",
    "/Movie": "media",
    "/Sound": "media",
}
KEYS = {
    "/JS": "script",
    "/JavaScript": "script",
    "/EmbeddedFiles": "embedded",
    "/EF": "embedded",
    "/RF": "embedded",
    "/Collection": "embedded",
    "/XFA": "form",
    "/RichMediaContent": "media",
}
ANNOTATIONS = {
    "/FileAttachment": "embedded",
    "/RichMedia": "media",
    "/Movie": "media",
    "/Screen": "media",
    "/Sound": "media",
    "/3D": "media",
}


def made_anew(content: bytes) -> tuple[bytes, bytes, int]:
    """(the file, a picture of its first page as JPEG, how many pages).

    Raises NotADocument: encrypted, damaged, script, launch, embedded, form, media, outside, too_many_pages.
    """
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise NotADocument("encrypted")
            pages = len(pdf.pages)
            if not pages:
                raise NotADocument("damaged")
            if pages > MOST_PAGES or len(pdf.objects) > MOST_OBJECTS:
                raise NotADocument("too_many_pages")
            for each in pdf.objects:
                _look_at(each, 0)
            _without_a_word_of_its_maker(pdf)
            out = io.BytesIO()
            pdf.save(out, deterministic_id=True)
    except pikepdf.PasswordError as error:
        raise NotADocument("encrypted") from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError) as error:
        if isinstance(error, NotADocument):
            raise
        raise NotADocument("damaged") from error
    made = out.getvalue()
    return made, _first_page(made), pages


def _look_at(each: Any, depth: int) -> None:
    """Refuse what acts or carries, however deep. What is indirect has its own turn."""
    if depth > DEEPEST:
        raise NotADocument("damaged")
    if isinstance(each, pikepdf.Array):
        for one in each:
            _go_in(one, depth)
        return
    if not isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
        return
    names = each.keys()
    for name in names:
        if name in KEYS:
            raise NotADocument(KEYS[name])
    if isinstance(each, pikepdf.Stream) and "/F" in names:
        raise NotADocument("outside")  # its content lies in another file
    for name, table in (("/S", ACTIONS), ("/Subtype", ANNOTATIONS)):
        said = each.get(name)
        if isinstance(said, pikepdf.Name) and str(said) in table:
            raise NotADocument(table[str(said)])
    for name in names:
        _go_in(each[name], depth)


def _go_in(one: Any, depth: int) -> None:
    if isinstance(one, pikepdf.Object) and not one.is_indirect:
        _look_at(one, depth + 1)


def _without_a_word_of_its_maker(pdf: pikepdf.Pdf) -> None:
    if "/Metadata" in pdf.Root:
        del pdf.Root["/Metadata"]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]


def _first_page(content: bytes) -> bytes:
    try:
        with pypdfium2.PdfDocument(content) as document:
            page = document[0]
            width, height = page.get_size()
            scale = min(2.0, max(THUMB) / max(1.0, width, height))
            return thumbnail(page.render(scale=scale, may_draw_forms=False).to_pil())
    except (pypdfium2.PdfiumError, ValueError, OSError) as error:
        raise NotADocument("damaged") from error
