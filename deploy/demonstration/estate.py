"""One prison, central and the offline authority on this machine, set up the way OPERATING.md tells an operator to.

folder/prison, folder/central   database, logs, secrets of an instance
folder/keys                     key files and passphrases, beside no database
folder/offline                  the directory authority; no instance reads it but for its public key
"""

import json
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from accounts.roll.faults import NotARoll
from accounts.roll.pages import load
from accounts.seal import generate_passphrase

from . import cohort
from .processes import CommandFailed, Instance, Process, Processes

Say = Callable[[str], None]
Thing = TypeVar("Thing")
Result = TypeVar("Result")
NODES = {"MDI": "Moorland (HMP & YOI)", "CENTRAL": "Throughgate central"}


@dataclass
class Estate:
    """What the demo, the journey and the pictures work with."""

    folder: Path
    prison: Instance
    central: Instance
    members: dict[str, dict[str, str]] = field(default_factory=dict)  # e-mail or prison number → how to sign in
    outcome: str = ""  # what import_roll said

    @property
    def courier(self) -> Process:
        if "courier" not in self.prison.__dict__:
            self.prison.__dict__["courier"] = self.prison.background("courier", "sync", "--forever")
        return self.prison.__dict__["courier"]


def build(
    processes: Processes,
    folder: Path,
    *,
    say: Say,
    prison_port: int = 0,
    central_port: int = 0,
    roll: Path | None = None,
    questions: Path | None = None,
    databases: Mapping[str, str] | None = None,
) -> Estate:
    """Set everything up, start nothing. Again in the same folder changes only what is new.

    databases  addresses for "prison" and "central"; SQLite in the folder where none is given.
    Raises     CommandFailed.
    """
    estate = pair(
        processes,
        folder,
        say=say,
        node=node_of(roll),
        ports={"prison": prison_port, "central": central_port},
        databases=databases or {},
    )
    _import(estate, roll, questions, say)
    estate.members = _members(estate)
    return estate


def pair(
    processes: Processes,
    folder: Path,
    *,
    say: Say,
    node: str,
    ports: Mapping[str, int],
    databases: Mapping[str, str],
) -> Estate:
    """A prison and central, prepared and introduced to each other, with nobody in them. Raises CommandFailed."""
    folder = folder.resolve()
    for part in ("keys", "offline"):
        (folder / part).mkdir(parents=True, exist_ok=True, mode=0o700)
    central, prison = (
        processes.add(
            Instance(role, folder / role, node=name, port=ports.get(role, 0), database=databases.get(role, ""))
        )
        for role, name in (("central", "CENTRAL"), ("prison", node))
    )
    prison.more["THROUGHGATE_CENTRAL_URL"] = central.url
    estate = Estate(folder, prison, central)
    for instance in (central, prison):
        settle(instance, folder, central)
    say(f"preparing {central.node} and {prison.node}")
    _both(estate, Instance.prepare)
    _introduce(estate, say)
    return estate


def settle(instance: Instance, folder: Path, central: Instance) -> None:
    """Tell an instance where its keys and the authority's lie, and where anybody checks an award."""
    instance.more |= {
        "THROUGHGATE_VERIFY_URL": central.url,
        "THROUGHGATE_AWARDING_NAME": "Northfield Learning",
        "THROUGHGATE_NODE_KEYS": str(folder / "keys" / f"{instance.node}.keys"),
        "THROUGHGATE_NODE_PASSPHRASE_FILE": str(folder / "keys" / f"{instance.node}.passphrase"),
        "THROUGHGATE_DIRECTORY_AUTHORITY": str(folder / "offline" / "authority.public"),
    }


def sign_node(estate: "Estate", instance: Instance, name: str) -> Path:
    """The offline authority's statement of a node's keys."""
    offline = estate.folder / "offline"
    request = instance.manage("directory", "request", "--node", "--name", name)
    statement = offline / f"{instance.node}.statement"
    authority = ["--authority", str(offline / "authority"), "--passphrase-file", str(offline / "passphrase")]
    instance.manage("directory", "sign", "--request", "-", *authority, "--yes", "--to", str(statement), stdin=request)
    return statement


def node_of(roll: Path | None) -> str:
    """The prison that a roll is of: the id that its first usable row names. Raises CommandFailed for no roll."""
    if roll is None:
        return str(cohort.PRISON["prisonId"])
    try:
        document = load(roll.read_bytes())
    except (OSError, NotARoll) as fault:
        raise CommandFailed(f"--roll {roll.name}: {fault}\nMend: give an HMPPS Prisoner Search response.") from None
    rows = document.get("content") if isinstance(document, dict) else document
    found = (row.get("prisonId") for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
    return next((node for node in found if isinstance(node, str) and len(node) == 3), str(cohort.PRISON["prisonId"]))


def _introduce(estate: Estate, say: Say) -> None:
    """Both nodes' keys, signed by the authority and told to the other side."""
    offline, done = estate.folder / "offline", estate.folder / "offline" / "introduced"
    if done.exists():
        return
    say("making the offline directory authority")
    (offline / "passphrase").write_text(generate_passphrase())
    estate.central.manage(
        "directory", "make", "--to", str(offline / "authority"), "--passphrase-file", str(offline / "passphrase")
    )

    def sign(instance: Instance) -> str:
        return str(sign_node(estate, instance, NODES.get(instance.node, instance.node)))

    statements = _both(estate, sign)
    _both(estate, lambda instance: instance.manage("directory", "accept", *statements))
    done.touch()


def _import(estate: Estate, roll: Path | None, questions: Path | None, say: Say) -> None:
    prison, folder, made_up = estate.prison, estate.folder, roll is None
    if roll is None:
        roll = folder / "cohort.json"
        roll.write_text(json.dumps(cohort.roll(date.today())))  # noqa: DTZ011 (a day on the operator's wall)
    say(f"importing the roll {roll.name}")
    estate.outcome = prison.manage("import_roll", str(roll), "--prison", prison.node)
    say(f"loading questions {questions.name if questions else '(built in)'}")
    commands = [["load_questions", *([str(questions)] if questions else [])], ["load_requests"]]
    if made_up:
        week = folder / "timetable.csv"
        week.write_text(cohort.timetable(date.today()))  # noqa: DTZ011
        commands.append(["import_timetable", str(week), "--prison", prison.node])
    at_once(lambda command: prison.manage(*command), commands)


def _members(estate: Estate) -> dict[str, dict[str, str]]:
    """Let the demo's people in, by the product's own acts, and read back how each signs in."""
    told = _both(estate, lambda instance: instance.python("-m", "deploy.demonstration.members", instance.role))
    members: dict[str, dict[str, str]] = {key: how for text in told for key, how in json.loads(text).items()}
    (estate.folder / "members.json").write_text(json.dumps(members, indent=1))
    return members


def _both(estate: Estate, work: Callable[[Instance], Result]) -> list[Result]:
    """Do one thing at both instances at the same time: central's result first. Raises what either raises."""
    return at_once(work, (estate.central, estate.prison))


def at_once(work: Callable[[Thing], Result], things: Iterable[Thing]) -> list[Result]:
    """Do the work for each thing, two at a time; results in order. Raises what the first to fail raises."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, things))
