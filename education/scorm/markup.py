"""XML from a stranger: decoded strictly, without entities of its own, bounded in size and depth."""

import codecs
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from .faults import NotAPackage
from .limits import MIB, Limits

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
UNMARKED = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
SAYS = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
DECLARATION = re.compile(r"^\s*<\?xml\b[^>]*\?>")
KNOWN = re.compile(r"utf-8|ascii|iso8859-\d+|cp125\d|cp437|cp85\d|koi8-\w|mac-\w+")
UNBOUND = 27  # expat's XML_ERROR_UNBOUND_PREFIX
DECLARED = re.compile(r"\bxmlns:([A-Za-z][\w-]{0,30})")
PREFIX = re.compile(r"[<\s/]([A-Za-z][\w-]{0,30}):[A-Za-z]")
FIRST = re.compile(r"<[A-Za-z][\w:-]*")
SPACE = re.compile(r"\s+")


class _Bounded(TreeBuilder):
    """Builds the tree, and stops when it grows too deep or too large."""

    def __init__(self, name: str, limits: Limits) -> None:
        super().__init__()
        self.name, self.limits, self.deep, self.count = name, limits, 0, 0

    def start(self, tag: Any, attrs: Any) -> Any:
        self.deep += 1
        self.count += 1
        if self.deep > self.limits.element_depth:
            raise NotAPackage("nested_too_deep", self.name, most=self.limits.element_depth)
        if self.count > self.limits.elements:
            raise NotAPackage("too_many_elements", self.name, most=self.limits.elements)
        return super().start(tag, attrs)

    def end(self, tag: Any) -> Any:
        self.deep -= 1
        return super().end(tag)


def read_xml(data: bytes, name: str, limits: Limits) -> Element:
    """The first element. Raises NotAPackage for every fault; `name` is the file as its words call it."""
    if len(data) > limits.manifest_bytes:
        raise NotAPackage("manifest_too_big", name, most=limits.manifest_bytes // MIB)
    text = DECLARATION.sub("", _decoded(data, name), count=1).lstrip()
    try:
        try:
            root = _tree(text, name, limits)
        except ParseError as error:
            if error.code != UNBOUND:
                raise
            root = _tree(_bound(text), name, limits)
    except DefusedXmlException as error:
        raise NotAPackage("entities", name) from error
    except ParseError as error:
        raise NotAPackage("not_xml", name, n=error.position[0]) from error
    except (ValueError, AssertionError) as error:
        if isinstance(error, NotAPackage):
            raise
        raise NotAPackage("not_xml", name, n=1) from error
    if not isinstance(root, Element):
        raise NotAPackage("not_xml", name, n=1)
    return root


def _tree(text: str, name: str, limits: Limits) -> Any:
    parser = DefusedXMLParser(target=_Bounded(name, limits), forbid_dtd=False)
    parser.feed(text)
    return parser.close()


def _bound(text: str) -> str:
    """With the prefixes said that manifests written by hand forget to say; what they stand for is never looked at."""
    missing = set(PREFIX.findall(text)) - set(DECLARED.findall(text)) - {"xml", "xmlns"}
    said = "".join(f' xmlns:{prefix}="urn:{prefix}"' for prefix in sorted(missing)[:20])
    return FIRST.sub(lambda found: found.group(0) + said, text, count=1)


def _decoded(data: bytes, name: str) -> str:
    """The text: by its byte order mark, else by what it says of itself, else UTF-8."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _text(data[len(mark) :], encoding, name)
    for begins, encoding in UNMARKED:
        if data.startswith(begins):
            return _text(data, encoding, name)
    says = SAYS.match(data)
    said = says.group(1).decode() if says else "utf-8"
    try:
        known = codecs.lookup(said).name
    except LookupError as error:
        raise NotAPackage("encoding_unknown", name, said=said) from error
    if known.startswith("utf-16"):  # says UTF-16 but is written in bytes, as some programs do
        known = "utf-8"
    if not KNOWN.fullmatch(known):
        raise NotAPackage("encoding_unknown", name, said=said)
    return _text(data, known, name, said)


def _text(data: bytes, encoding: str, name: str, said: str = "") -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotAPackage("encoding", name, said=(said or encoding).upper()) from error


def local(element: Element) -> str:
    """The name of an element without its namespace, in lower case: packages get both wrong."""
    return str(element.tag).rpartition("}")[2].lower()


def attribute(element: Element, name: str) -> str:
    """An attribute by its name without namespace or case, or ""."""
    plain = element.get(name)
    if plain is not None:
        return plain.strip()
    for key, value in element.items():
        if key.rpartition("}")[2].lower() == name.lower():
            return value.strip()
    return ""


def children(element: Element | None, name: str) -> Iterator[Element]:
    for child in () if element is None else element:
        if local(child) == name:
            yield child


def child(element: Element | None, *names: str) -> Element | None:
    """The first child by name, of it the next, and so on."""
    for name in names:
        element = next(children(element, name), None)
    return element


def words(element: Element | None, most: int = 300) -> str:
    """Its text on one line, without letters that a page can't show; cut after `most` letters."""
    text = "" if element is None else SPACE.sub(" ", element.text or "").strip()
    return "".join(letter for letter in text if letter.isprintable())[:most].strip()
