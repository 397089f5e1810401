"""What an agency's worker does at central, with the agency's private keys in hand as the browser has them."""

import json
import random
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from accounts.acts.directory import pinned_authority
from accounts.directory import NodeListing, read_statement
from accounts.models import User
from accounts.seal import (
    Binding,
    PublicReadingKey,
    PublicSigningKey,
    ReadingKey,
    assemble_section,
    open_box,
    open_section,
    seal_to,
    verify_statement,
)
from incell.acts.letters import LETTER, LETTER_BOX
from passport.acts import agency_letters, opening, received_links
from passport.models import CarriedLetter, CarriedLink, Handover
from passport.statement import read_handover

from .model import Broken
from .people import some
from .scene import CENTRAL
from .world import World

CANNOT = (
    opening.NotOpen,
    opening.NotAnAnswer,
    agency_letters.NoLetter,
    received_links.NoSuchLink,
    received_links.WrongTicket,
)


def signers_in(statements: list[str], world: World) -> dict[str, dict[str, PublicSigningKey]]:
    """Prison → its signing keys, as the authority has signed them; central is not asked."""
    found: dict[str, dict[str, PublicSigningKey]] = {}
    for text in statements:
        listing = read_statement(text, authority=pinned_authority(), at=world.now.replace(year=9000)).listing
        assert isinstance(listing, NodeListing)
        for use, kid, jwk in listing.keys:
            if use == "SIGN":
                found.setdefault(listing.node, {})[kid] = PublicSigningKey.from_jwk(jwk)
    return found


def read(world: World, kind: str, handover: UUID, worker: User) -> dict[str, tuple[int, dict[str, Any]]]:
    """Section → (version, what it says) of one handover, opened as the page opens it. Raises opening.NotOpen.

    Broken where the statement lists a section that does not come, or that no key of the agency opens.
    """
    at = world.at(CENTRAL)
    given = opening.open_handover(handover_id=handover, by=worker, at=at)
    (one,) = given["handovers"]
    signers = signers_in(given["nodes"], world)
    said = read_handover(one["token"], signers=signers[Handover.objects.get(pk=handover).prison])
    came = {section["sec"]: section["envelope"] for section in one["sections"]}
    found = {}
    for listed in said.sections:
        if listed.sec not in came:
            continue  # erased: whoever checks at the end knows whether it was
        envelope = came[listed.sec]
        key = _key_for(world.agency_keys[kind], [entry["header"]["kid"] for entry in envelope["recipients"]])
        if key is None:
            raise Broken(f"{kind} cannot open {listed.sec} of a handover that lists it")
        core = {name: envelope[name] for name in ("protected", "aad", "iv", "ciphertext", "tag")}
        opened = open_section(
            assemble_section(core, envelope["recipients"]),
            expected=Binding(listed.iss, str(said.rec), listed.sec, listed.ver),
            key=key,
            signers=signers[listed.iss],
            at=world.now.replace(year=9000),
            digest=listed.dig,
        )
        found[listed.sec] = (listed.ver, opened.data)
    return found


def _key_for(keys: list[ReadingKey], kids: list[str]) -> ReadingKey | None:
    return next((key for key in keys if key.kid in kids), None)


class Outside:
    """One worker at central."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world, self.chance, self.at = world, chance, world.at(CENTRAL)

    def _handover(self) -> tuple[str, Handover] | None:
        kind = self.chance.choice(["PROBATION", "HOUSING"])
        agency = self.world.scene.agencies[kind]
        held = Handover.objects.filter(agency=agency, withdrawn_at__isnull=True).order_by("made_at", "pk")
        found = some(held, self.chance)
        return (kind, found) if found else None

    def open(self) -> str:
        found = self._handover()
        if found is None:
            return "nothing to open"
        kind, handover = found
        sections = read(self.world, kind, handover.pk, self.world.user(kind))
        return f"{kind} opens {', '.join(sections) or 'nothing'}"

    def answer(self) -> str:
        found = self._handover()
        if found is None:
            return "nothing to answer"
        kind, handover = found
        id, word = uuid4(), self.world.word(self.chance)
        prison = self.world.nodes[handover.prison].keys.read.public
        plain = {"kind": "ACKNOWLEDGED", "said": word, "worker_name": "Wren Ridley"}
        sealed = seal_to(prison, opening.ANSWER_BOX, opening.bound_to(handover, id), json.dumps(plain).encode())
        self.world.model.answers[str(id)] = (handover.prison, word)
        opening.send_answer(handover_id=handover.pk, answer_id=id, sealed=sealed, by=self.world.user(kind), at=self.at)
        return f"{kind} answers: {word}"

    def read_letter(self) -> str:
        letter = some(CarriedLetter.objects.filter(closed_at__isnull=True).order_by("made_at", "pk"), self.chance)
        if letter is None:
            return "no letter"
        said = letter_of(self.world, letter, self.at)
        worker = self.world.user("LEGAL")
        agency_letters.acknowledge_letter(letter_id=letter.pk, by=worker, at=self.at)
        if self.chance.random() < 0.5:
            return "LEGAL reads a letter"
        answer = uuid4()
        about = {"agency": str(letter.agency_id), "id": str(answer), "letter": str(letter.pk)}
        plain = {"at": "2027-03-02T10:00:00Z", "said": self.world.word(self.chance), "v": 1, "worker_name": "Ann"}
        sealed = seal_to(
            PublicReadingKey.from_jwk(said["reply"]), agency_letters.ANSWER_BOX, about, json.dumps(plain).encode()
        )
        agency_letters.answer_letter(letter_id=letter.pk, answer_id=answer, sealed=sealed, by=worker, at=self.at)
        return "LEGAL answers a letter"

    def try_link(self) -> str:
        """Somebody guesses, until the link is closed."""
        link = some(CarriedLink.objects.filter(closed_at__isnull=True).order_by("made_at", "pk"), self.chance)
        if link is None:
            return "no link"
        for _ in range(self.chance.choice([1, received_links.ATTEMPTS])):
            try:
                received_links.fetch_link(link=link.pk, ticket="0" * 64, at=self.at)
            except received_links.WrongTicket as wrong:
                left = wrong.left
        return f"a link is guessed at: {left} left"


def letter_of(world: World, letter: CarriedLetter, at: Any) -> dict[str, Any]:
    """What a letter says, for its agency."""
    given = agency_letters.fetch_letter(letter_id=letter.pk, by=world.user("LEGAL"), at=at)
    key = world.agency_keys["LEGAL"][0]
    boxes = [one for one in given["boxes"] if one["recipients"][0]["header"]["kid"] == key.kid]
    if not boxes:
        raise agency_letters.NoLetter
    about = {"agency": given["agency"], "letter": given["id"]}
    token = open_box(boxes[0], key=key, typ=LETTER_BOX, aad=about).decode()
    return verify_statement(token, LETTER, signers_in(given["nodes"], world)[letter.prison])


STEPS: dict[str, Callable[[Outside], str]] = {
    "open": Outside.open,
    "answer": Outside.answer,
    "read_letter": Outside.read_letter,
    "try_link": Outside.try_link,
}
