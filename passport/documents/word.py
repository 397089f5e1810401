"""Word documents (DOCX): a zip of XML, looked at part by part. It stays as it is, or is not taken.

Macros, embedded files, programs (OLE, ActiveX), templates and whatever is fetched from elsewhere when the document is
opened are refused. Links that a person clicks (web, e-mail) stay.
"""

import io
import re
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from education.scorm import Limits, NotAPackage
from education.scorm.archive import Listing, content, listing

from .faults import NotADocument
from .kinds import LARGEST, MIB

LIMITS = Limits(
    zip_bytes=LARGEST, bytes=80 * MIB, file_bytes=40 * MIB, files=2_000, ratio=200, ratio_of_all=100, small=4 * MIB
)
MOST_XML = 20 * MIB  # of one part
CONTENT_TYPES = "[Content_Types].xml"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
PARTS = (
    (re.compile(r"vba|macro", re.I), "script"),
    (re.compile(r"activex|/embeddings/|oleobject|afchunk", re.I), "embedded"),
    (re.compile(r"\.(?:bin|ole|exe|dll|js|vbs|html?|mht|rtf|docx?|zip)$", re.I), "embedded"),
)
PRINTER = re.compile(r"printersettings/printersettings\d*\.bin$", re.I)  # a printer's, in many documents
RELATIONS = (
    (re.compile(r"/attachedtemplate$", re.I), "template"),
    (re.compile(r"vbaproject|/wordvbadata$|keymapcustomizations$", re.I), "script"),
    (re.compile(r"/(?:oleobject|package|control|activexcontrolbinary|afchunk|frame|subdocument)$", re.I), "embedded"),
)
# Any part may hold the words, whatever its name ends in: the list of types says which. XML begins so.
MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<|\xff\xfe|\xfe\xff|<\0|\0<|\0\0\xfe\xff|\0\0\0<")
COMMANDS = "DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|EMBED|DATABASE|MACROBUTTON"
FIELDS = re.compile(rf"(?<![A-Z])(?:{COMMANDS})(?![A-Z])")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT_WORD = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"


def check(document: bytes) -> None:
    """Raises NotADocument: damaged, kind, script, embedded, template, outside, encrypted, too_much_work."""
    file = io.BytesIO(document)
    try:
        found = listing(file, LIMITS)
        if CONTENT_TYPES not in found.members or found.left_out:
            raise NotADocument("kind")
        if min(member.start for member in found.members.values()):
            raise NotADocument("two_in_one")
        _check_names(found)
        for path in found.members:
            if path == CONTENT_TYPES or path.lower().endswith((".rels", ".xml")):
                _check_part(path, _xml(file, found, path))
            elif MARKUP.match(whole := content(file, found.members[path])):  # as long as it says, and not damaged
                _check_part(path, _short(whole))
    except NotAPackage as error:
        raise NotADocument("encrypted" if error.code == "encrypted" else _bad_zip(error.code)) from error
    except (ParseError, DefusedXmlException, UnicodeError, ValueError) as error:
        if isinstance(error, NotADocument):
            raise
        raise NotADocument("damaged") from error


def _bad_zip(code: str) -> str:
    return "too_much_work" if code in ("bomb", "too_big", "file_too_big", "too_many_files", "overlap") else "damaged"


def _check_names(found: Listing) -> None:
    for path in found.members:
        for shape, code in PARTS:
            if shape.search("/" + path) and not PRINTER.search(path):
                raise NotADocument(code)


def _xml(file: io.BytesIO, found: Listing, path: str) -> bytes:
    if found.members[path].size > MOST_XML:
        raise NotADocument("too_much_work")
    return content(file, found.members[path])


def _short(xml: bytes) -> bytes:
    if len(xml) > MOST_XML:
        raise NotADocument("too_much_work")
    return xml


def _check_part(path: str, xml: bytes) -> None:
    if path == CONTENT_TYPES:
        _check_types(xml)
    elif path.lower().endswith(".rels"):
        _check_relations(xml)
    else:
        _check_fields(xml)


def _check_types(xml: bytes) -> None:
    types = [element.get("ContentType", "") for _, element in iterparse(io.BytesIO(xml), forbid_dtd=True)]
    if any("macro" in one.lower() or "vba" in one.lower() for one in types):
        raise NotADocument("script")
    if any("oleobject" in one.lower() or "activex" in one.lower() for one in types):
        raise NotADocument("embedded")
    if MAIN not in types:
        raise NotADocument("kind")


def _check_relations(xml: bytes) -> None:
    for _, element in iterparse(io.BytesIO(xml), forbid_dtd=True):
        kind, target = element.get("Type", ""), element.get("Target", "")
        for shape, code in RELATIONS:
            if shape.search(kind):
                raise NotADocument(code)
        leaves = element.get("TargetMode", "").lower() == "external" or "://" in target or target.startswith("\\\\")
        clicked = kind.lower().endswith("/hyperlink")
        if leaves and not (clicked and urlsplit(target).scheme.lower() in ("http", "https", "mailto", "tel", "")):
            raise NotADocument("outside")
        if clicked and target.startswith(("\\", "//")):
            raise NotADocument("outside")


def _check_fields(xml: bytes) -> None:
    """A field is a command in pieces: put together before it is read."""
    said: list[str] = []
    for _, element in iterparse(io.BytesIO(xml), forbid_dtd=True):
        name = element.tag.removeprefix(WORD).removeprefix(STRICT_WORD)
        if name in ("instrText", "delInstrText"):
            said.append(element.text or "")
        elif name == "fldSimple":
            said.append(f" {element.get(f'{WORD}instr', element.get(f'{STRICT_WORD}instr', ''))} ")
        elif name == "fldChar":
            said.append(" ")
        elif name in ("object", "control", "altChunk", "subDoc"):
            raise NotADocument("embedded")
    if FIELDS.search("".join(said).upper()):
        raise NotADocument("outside")
