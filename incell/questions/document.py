"""Read YAML safely: a tree of texts with line numbers, nothing constructed, nothing guessed.

Built on PyYAML's events instead of its loader because
- a loader turns `id: NO` into False, and version 1 files of the service write exactly that;
- depth, size and aliases can be bounded before anything is built;
- duplicate keys can be named (a loader keeps the last one without a word).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from .faults import Broken, Fault

MAX_BYTES = 256 * 1024  # the service's largest file is 10 kB
MAX_DEPTH = 32  # the service's deepest file needs 10
MAX_NODES = 20_000  # counted after aliases are followed, so an alias bomb is refused
_PLAIN_TAGS = {
    None,
    "!",
    *(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "bool", "map", "seq", "null")),
}

type_names = {dict: "a mapping", list: "a list", str: "a text", type(None): "nothing"}


@dataclass(frozen=True)
class Item:
    """A value of the file: text, None, list or mapping of items; `line` counts from 1.

    size, depth   of the tree below, counted with aliases followed.
    repeated      keys that stand twice in this mapping, with the line of the second; the first counts.
    """

    value: str | list[Item] | dict[str, Item] | None
    line: int
    size: int = 1
    depth: int = 1
    repeated: tuple[tuple[str, int], ...] = ()

    @property
    def kind(self) -> str:
        return type_names[type(self.value)]


def read(source: bytes | str, *, name: str) -> Item:
    """The file's one document as a tree.

    source   UTF-8 bytes or text, at most MAX_BYTES.
    Raises   Broken with one fault: size, encoding, yaml, depth, nodes, alias, tag, key, documents.
    """
    try:
        text = _text(source)
        try:
            return _Builder().build(text)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            raise _Refused(
                "yaml",
                f"The file is not valid YAML: {error.problem}.",
                "Check indents, quotes and colons near this line.",
                line,
            ) from error
        except yaml.YAMLError as error:
            reason = str(error).splitlines()[0]
            raise _Refused("yaml", f"The file is not valid YAML: {reason}.", "Save it as plain UTF-8 text.") from error
    except _Refused as refused:
        page, question = _nearest(source, refused.line)
        raise Broken(
            [Fault(refused.code, name, refused.fault, refused.mend, page, question, refused.line)]
        ) from refused


class _Refused(Exception):
    def __init__(self, code: str, fault: str, mend: str, line: int = 0) -> None:
        super().__init__(fault)
        self.code, self.fault, self.mend, self.line = code, fault, mend, line


def _nearest(source: bytes | str, line: int) -> tuple[str, str]:
    """The page and the question that a line lies in, by the indents of the ids above it; "" if unclear."""
    text = source if isinstance(source, str) else source.decode("utf-8", "replace")
    ids = [
        (len(found[1]), found[2])
        for row in text.splitlines()[:line]
        if (found := re.match(r"""( *)- id: *["']?([\w-]{1,60})""", row))
    ]
    page = max((at for at, (indent, _) in enumerate(ids) if indent == ids[0][0]), default=-1)
    inside = ids[page + 1 :]
    return ids[page][1] if ids else "", next((name for indent, name in reversed(inside) if indent == inside[0][0]), "")


def _text(source: bytes | str) -> str:
    size = len(source.encode("utf-8", "replace")) if isinstance(source, str) else len(source)
    if size > MAX_BYTES:
        raise _Refused("size", f"The file has {size} bytes, the limit is {MAX_BYTES}.", "Split it.")
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise _Refused("encoding", "The file is not UTF-8 text.", "Save it as UTF-8.", line) from error


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


class _Builder:
    def __init__(self) -> None:
        self.anchors: dict[str, Item] = {}

    def build(self, text: str) -> Item:
        """Walk the events with a stack of our own, so that depth costs no recursion."""
        stack: list[tuple[yaml.CollectionStartEvent, list[Item]]] = []
        root: Item | None = None
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            item = None
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                raise self._refuse(
                    event,
                    "documents",
                    "The file holds more than one document.",
                    "Keep one question set in one file.",
                )
            if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self._tag(event)
                stack.append((event, []))
                if len(stack) > MAX_DEPTH:
                    raise self._refuse(
                        event, "depth", f"The file is nested deeper than {MAX_DEPTH} levels.", "Nest less."
                    )
            elif isinstance(event, yaml.ScalarEvent):
                self._tag(event)
                item = self._scalar(event)
            elif isinstance(event, yaml.AliasEvent):
                item = self._alias(event)
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                start, items = stack.pop()
                item = self._collection(start, items)
            if item is None:
                continue
            if stack:
                stack[-1][1].append(item)
            else:
                root = item
        return root or Item(None, 1)

    def _refuse(self, event: yaml.Event, code: str, fault: str, mend: str) -> _Refused:
        return _Refused(code, fault, mend, _line(event))

    def _tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.tag not in _PLAIN_TAGS:
            raise self._refuse(event, "tag", f"The tag {event.tag} is not allowed.", "Remove the tag.")

    def _scalar(self, event: yaml.ScalarEvent) -> Item:
        empty = event.style is None and event.value in ("", "~", "null", "Null", "NULL")
        return self._anchored(event, Item(None if empty else event.value, _line(event)))

    def _alias(self, event: yaml.AliasEvent) -> Item:
        if event.anchor not in self.anchors:
            raise self._refuse(
                event,
                "alias",
                f"The alias *{event.anchor} points to nothing above it.",
                "Write the value out.",
            )
        return self.anchors[event.anchor]

    def _collection(self, start: yaml.CollectionStartEvent, items: list[Item]) -> Item:
        size = 1 + sum(item.size for item in items)
        depth = 1 + max((item.depth for item in items), default=0)
        if size > MAX_NODES:
            raise self._refuse(start, "nodes", f"The file has more than {MAX_NODES} values.", "Split it.")
        if depth > MAX_DEPTH:
            raise self._refuse(start, "depth", f"The file is nested deeper than {MAX_DEPTH} levels.", "Nest less.")
        if not isinstance(start, yaml.MappingStartEvent):
            return self._anchored(start, Item(items, _line(start), size, depth))
        mapping: dict[str, Item] = {}
        repeated: list[tuple[str, int]] = []
        for key, value in zip(items[::2], items[1::2], strict=True):
            if not isinstance(key.value, str):
                raise _Refused("key", f"A key is {key.kind}.", "Use a word as the key.", key.line)
            if key.value in mapping:
                repeated.append((key.value, key.line))
            mapping.setdefault(key.value, value)
        return self._anchored(start, Item(mapping, _line(start), size, depth, tuple(repeated)))

    def _anchored(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, item: Item) -> Item:
        if event.anchor:
            self.anchors[event.anchor] = item
        return item
