"""imsmanifest.xml: the menu of a package and what each line of it starts.

Read by local names, since packages in use mix the namespaces of editions. What can't be started is refused by name;
what only the maker got wrong beside it becomes a note.
"""

import json
import re
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element

from . import sequencing
from .edition import Edition, edition_of
from .effort import effort
from .faults import NotAPackage, Note, printable
from .limits import Limits
from .links import BASE, Absent, Files, Leaves, launch
from .markup import attribute, child, children, local, read_xml, words

MANIFEST = "imsmanifest.xml"
MADE_UP = re.compile(r"[0-9A-Fa-f]{8}")  # an identifier that a program drew by lot says nothing to people
PAGES = (".html", ".htm", ".xhtml", ".xht", ".svg", ".pdf")


class Kind(StrEnum):
    SCO = "SCO"
    ASSET = "ASSET"
    FOLDER = "FOLDER"


@dataclass
class Item:
    """One line of the menu. `path` and `parameters` as links.Launch has them; a FOLDER has neither.

    `mastery_score` 0 to 100 in SCORM 1.2, -1 to 1 in 2004. `extra`: see sequencing.of_item, and `hidden` when the
    menu does not show it.
    """

    identifier: str
    title: str
    kind: Kind
    path: str = ""
    parameters: str = ""
    mastery_score: float | None = None
    max_time: str = ""
    data_from_lms: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
    children: "list[Item]" = field(default_factory=list)


@dataclass
class Manifest:
    """`title` is "" when the package says none. `extra`: the organisation's own sequencing, if it says any."""

    title: str
    edition: Edition
    items: list[Item]
    notes: list[Note] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Resource:
    """`bases`: xml:base from the outermost in. `href` is "" for what starts nothing by itself. `kind` is sco, asset, or
    "" when the package does not say.
    """

    identifier: str
    href: str
    bases: list[str]
    kind: str
    files: list[str]


def read_manifest(data: bytes, files: Files, limits: Limits, name: str = MANIFEST) -> Manifest:
    """The menu, with every file that it starts found in the package. Raises NotAPackage, nothing else."""
    root = read_xml(data, name, limits)
    if local(root) != "manifest":
        raise NotAPackage("not_a_manifest", name, said=local(root))
    if "cartridge" in _schema(root):
        raise NotAPackage("other_standard", name, said=_schema(root))
    return _Reader(root, files, limits, name).whole()


class _Reader:
    """One manifest while it is read."""

    def __init__(self, root: Element, files: Files, limits: Limits, name: str) -> None:
        self.root, self.files, self.limits, self.name = root, files, limits, name
        self.edition = edition_of(root)
        self.resources = {one.identifier: one for one in _resources(root)}
        # Made by hand, a SCORM package may mark nothing at all: then what it starts wants to report, as SCORM is for.
        says_scorm = words(child(root, "metadata", "schemaversion")) != "" and "ims" not in _schema(root)
        self.unmarked = says_scorm and not any(one.kind for one in self.resources.values())
        self.shared = sequencing.collection(root)
        self.notes: list[Note] = []
        self.count = self.letters = 0

    def whole(self) -> Manifest:
        organisation = self.organisation()
        items = [] if organisation is None else self.items(organisation, 1)
        extra = {}
        if organisation is not None and any(_starts(item) for item in items):
            own = sequencing.sequencing_of(organisation, self.shared)
            extra = {"sequencing": own} if own else {}
        else:
            items = self.made_menu()
            self.notes.append(Note("no_organisation"))
        if effort(items, extra) > self.limits.looks:
            raise NotAPackage("too_many_rules", self.name)
        missing = self.missing()
        if missing:
            self.notes.append(Note("not_there", (("n", len(missing)),)))
        title = _title(organisation) or self.lom_title()
        if len(items) == 1 and items[0].title == items[0].identifier:  # its own name says nothing
            items[0].title = title or items[0].title
        _name(items)
        return Manifest(title, self.edition, items, self.notes, extra)

    def organisation(self) -> Element | None:
        """The default one, or the first when the default is not there."""
        held = child(self.root, "organizations")
        if held is None:
            return None
        default = attribute(held, "default")
        found = list(children(held, "organization"))
        return next((one for one in found if attribute(one, "identifier") == default), found[0] if found else None)

    def items(self, parent: Element, depth: int) -> list[Item]:
        if depth > self.limits.item_depth and next(children(parent, "item"), None) is not None:
            raise NotAPackage("items_too_deep", self.name, most=self.limits.item_depth)
        return [self.item(element, depth) for element in children(parent, "item")]

    def item(self, element: Element, depth: int) -> Item:
        self.count += 1
        if self.count > self.limits.items:
            raise NotAPackage("too_many_items", self.name, most=self.limits.items)
        identifier, said = attribute(element, "identifier")[:255], _title(element)
        reference = attribute(element, "identifierref")
        item = Item(identifier, said or printable(identifier) or MANIFEST, Kind.FOLDER)
        if reference:
            resource = self.resources.get(reference)
            if resource is None:
                raise NotAPackage("dangling", self.name, said=item.title)
            self.start(item, resource, attribute(element, "parameters"))
        item.extra = self.rules(element)
        if attribute(element, "isvisible").lower() in {"false", "0"}:
            item.extra["hidden"] = True
        item.data_from_lms = sequencing.data_of(element)
        simple = item.extra.get("sequencing", {})
        item.max_time = sequencing.max_time_of(element, simple)
        mastery = words(child(element, "masteryscore"), 20)
        item.mastery_score = self.score(mastery or sequencing.measure_of(simple), percent=bool(mastery))
        item.children = self.items(element, depth + 1)
        return item

    def rules(self, element: Element) -> dict[str, Any]:
        """What the manifest says of how an item runs. Raises NotAPackage when that grows out of all proportion."""
        said = sequencing.of_item(element, self.shared)
        self.letters += len(json.dumps(said, ensure_ascii=False))
        if self.letters > self.limits.rules:
            raise NotAPackage("too_many_rules", self.name)
        return said

    def start(self, item: Item, resource: Resource, parameters: str) -> None:
        """What the item starts. Raises NotAPackage when that is nothing in the package."""
        href = resource.href or _only_page(resource)
        if not href:
            raise NotAPackage("no_href", self.name, said=item.title)
        try:
            found = launch(href, resource.bases, parameters, self.files)
        except Leaves as error:
            raise NotAPackage("leaves", printable(href), said=item.title) from error
        except Absent as error:
            raise NotAPackage("absent", error.path or href, said=item.title) from error
        if len(found.path) > self.limits.path or len(found.parameters) > 1000:
            raise NotAPackage("name_long", found.path, most=self.limits.path)
        item.path, item.parameters = found.path, found.parameters
        item.kind = Kind.SCO if self.is_sco(resource) else Kind.ASSET

    def is_sco(self, resource: Resource) -> bool:
        return resource.kind == "sco" or self.unmarked

    def made_menu(self) -> list[Item]:
        """A menu of what can be started: the activities that report or, without any, the pages."""
        whole = [one for one in self.resources.values() if one.href]
        chosen = [one for one in whole if one.kind == "sco"] or [one for one in whole if _is_page(one.href)]
        items = []
        for resource in chosen[: self.limits.items]:
            name = _page_name(resource.href.partition("?")[0].partition("#")[0])
            item = Item(resource.identifier[:255], name or printable(resource.identifier), Kind.SCO)
            self.start(item, resource, "")
            items.append(item)
        if not items:
            raise NotAPackage("nothing_to_start", self.name)
        return items

    def missing(self) -> set[str]:
        """Files that resources name and the package does not have; they may be needed or not."""
        found = set()
        named = ((one, href) for one in self.resources.values() for href in one.files)
        for resource, href in islice(named, self.limits.named):
            try:
                launch(href, resource.bases, "", self.files)
            except (Leaves, Absent):
                found.add(href)
        return found

    def score(self, said: str, *, percent: bool = False) -> float | None:
        """percent: it is the pass mark of SCORM 1.2, which some programs write into packages of 2004 too."""
        if not said:
            return None
        lowest, highest = (0.0, 100.0) if self.edition == Edition.SCORM_1_2 else (-1.0, 1.0)
        try:
            score = float(said.rstrip("%").replace(",", "."))
        except ValueError:
            score = float("nan")
        if percent and highest < score <= 100:
            score /= 100
        if lowest <= score <= highest:
            return score
        self.notes.append(Note("bad_score", (("said", printable(said, 20)),)))
        return None

    def lom_title(self) -> str:
        general = child(self.root, "metadata", "lom", "general", "title")
        return next((title for one in general if (title := words(one))), "") if general is not None else ""


def _title(element: Element | None) -> str:
    """Its element or, as packages made by hand have it, its attribute."""
    return words(child(element, "title")) or ("" if element is None else printable(attribute(element, "title"), 300))


def _name(items: list[Item]) -> None:
    """Where an activity has no title and an identifier drawn by lot, its page has the better name."""
    for item in items:
        if item.path and item.title == item.identifier and MADE_UP.search(item.identifier):
            item.title = _page_name(item.path)
        _name(item.children)


def _page_name(path: str) -> str:
    return printable(path.rpartition("/")[2])


def _schema(root: Element) -> str:
    return words(child(root, "metadata", "schema"), 60).lower()


def _resources(root: Element) -> list[Resource]:
    """All resources, those of manifests inside the manifest too."""
    found = []
    waiting = [(root, [root.get(BASE, "")])]
    while waiting:
        manifest, bases = waiting.pop()
        for held in children(manifest, "resources"):
            below = [*bases, held.get(BASE, "")]
            for one in children(held, "resource"):
                found.append(_resource(one, [base for base in [*below, one.get(BASE, "")] if base]))
        for inner in children(manifest, "manifest"):
            waiting.append((inner, [*bases, inner.get(BASE, "")]))
    return found


def _resource(element: Element, bases: list[str]) -> Resource:
    files = [attribute(one, "href") for one in children(element, "file")]
    kind = attribute(element, "scormtype").lower()
    named = [file for file in files if file]
    return Resource(attribute(element, "identifier"), attribute(element, "href"), bases, kind, named)


def _only_page(resource: Resource) -> str:
    """The one page among the files of a resource that names none to start."""
    pages = [file for file in resource.files if _is_page(file)]
    return pages[0] if len(pages) == 1 else ""


def _is_page(href: str) -> bool:
    return href.partition("#")[0].partition("?")[0].lower().endswith(PAGES)


def _starts(item: Item) -> bool:
    return bool(item.path) or any(_starts(one) for one in item.children)
