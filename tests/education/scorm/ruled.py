"""Manifests with rules, made in few words, and the menus that come of them, for tests."""

from dataclasses import replace
from typing import Any

from education.scorm.limits import LIMITS
from education.scorm.links import Files
from education.scorm.manifest import Item, Kind, read_manifest
from education.scorm.menu import Menu, walk
from education.scorm.tree import Line, Stand, grow
from tests.packages import IMSCP_2004

DONE = Stand(begun=True, done=True, passed=True, completed=True, satisfied=True, word="passed")
READ = replace(DONE, passed=False, word="completed")
BEGUN = Stand(begun=True, completed=False, word="incomplete")
FAILED = replace(DONE, done=False, passed=False, satisfied=False, word="failed")
FILES = Files.of({"a.html"})
CHOICE, FLOW = '<imsss:controlMode choice="true" flow="true"/>', '<imsss:controlMode choice="false" flow="true"/>'


def sequencing(said: str, ref: str = "") -> str:
    return f"<imsss:sequencing{f' IDRef={ref!r}' if ref else ''}>{said}</imsss:sequencing>"


def item(name: str, said: str = "", inside: str = "", more: str = "") -> str:
    """One activity that starts something, or what others lie in."""
    starts = "" if inside else ' identifierref="R"'
    return f'<item identifier="{name}"{starts}{more}><title>{name}</title>{inside}{said}</item>'


def rule(action: str, *conditions: str, kind: str = "preConditionRule", how: str = "all") -> str:
    held = "".join(f"<imsss:ruleCondition {one}/>" for one in conditions)
    return (
        f'<imsss:{kind}><imsss:ruleConditions conditionCombination="{how}">{held}</imsss:ruleConditions>'
        f'<imsss:ruleAction action="{action}"/></imsss:{kind}>'
    )


def before(*said: str) -> str:
    return f"<imsss:sequencingRules>{''.join(said)}</imsss:sequencingRules>"


def rules(*said: str) -> str:
    return sequencing(before(*said))


def objective(name: str, *maps: str, primary: bool = False, more: str = "") -> str:
    """maps: of each, the target and the flags, e.g. 'target writeSatisfiedStatus'."""
    kind = "primaryObjective" if primary else "objective"
    held = ""
    for said in maps:
        target, *flags = said.split()
        said_so = " ".join(f'{flag}="true"' for flag in flags)
        held += f'<imsss:mapInfo targetObjectiveID="{target}" {said_so}/>'
    return f'<imsss:{kind} objectiveID="{name}">{held}{more}</imsss:{kind}>'


def objectives(*said: str) -> str:
    return f"<imsss:objectives>{''.join(said)}</imsss:objectives>"


def chained(own: str, before: str = "") -> str:
    """Its own objective, written for others, and that of another which it reads."""
    writes = objective("own", f"{own} writeSatisfiedStatus", primary=True)
    return objectives(writes, objective("before", before) if before else "")


def package(items: str, whole: str = "", edition: str = "2004 3rd Edition", shared: str = "") -> dict[str, Any]:
    """What the importer keeps of a manifest: its items in order, and what it says of the whole."""
    manifest = (
        f"<manifest identifier='M' {IMSCP_2004}><metadata><schema>ADL SCORM</schema><schemaversion>{edition}"
        f"</schemaversion></metadata><organizations><organization identifier='O'><title>T</title>{items}{whole}"
        "</organization></organizations><resources><resource identifier='R' type='webcontent' adlcp:scormType='sco'"
        f" href='a.html'/></resources><imsss:sequencingCollection>{shared}</imsss:sequencingCollection></manifest>"
    )
    read = read_manifest(manifest.encode(), FILES, LIMITS)
    return {"items": read.items, "extra": read.extra}


def menu(held: dict[str, Any], seed: str = "", **stands: Stand) -> Menu:
    lines: list[Line] = []

    def add(one: Item, parent: int | None) -> None:
        key = len(lines) + 1
        stand = stands.get(one.identifier, Stand())
        lines.append(Line(key, parent, one.identifier, one.kind != Kind.FOLDER, one.extra, stand))
        for below in one.children:
            add(below, key)

    for one in held["items"]:
        add(one, None)
    return Menu(grow(lines, held["extra"], seed))


def open_now(found: Menu) -> str:
    return "".join(node.identifier for node in found.leaves if found.offers[node.key].opens)


def listed(found: Menu) -> list[tuple[str, int]]:
    return [(node.identifier, depth) for node, depth in walk(found.root) if found.offers[node.key].listed]


def led(found: Menu, way: str, here: str, target: str = "") -> str | None:
    key = found.asked(way, found.nodes[here].key, target)
    return next((node.identifier for node in found.leaves if node.key == key), None)


def rolled(*said: str, attributes: str = "") -> str:
    return f"<imsss:rollupRules {attributes}>{''.join(said)}</imsss:rollupRules>"


def roll(action: str, condition: str, which: str = "all", more: str = "") -> str:
    return (
        f'<imsss:rollupRule childActivitySet="{which}" {more}><imsss:rollupConditions>'
        f'<imsss:rollupCondition condition="{condition}"/>'
        f'</imsss:rollupConditions><imsss:rollupAction action="{action}"/></imsss:rollupRule>'
    )
