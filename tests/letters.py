"""Letters on the line: somebody in prison writes to an agency that both nodes know, and its worker reads and answers.

def test_it_arrives(post):
    letter = post.write("They took my papers.")
    post.carry()
    with post.line.at_central(): ...
"""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest

from accounts.models import Agency, AgencyKey, Audience, Role, User
from accounts.seal import PublicReadingKey, PublicSigningKey, ReadingKey, open_box, seal_to, verify_statement
from incell.acts.asking import Origin, send_request
from incell.acts.deciding import UNDO, decide
from incell.acts.kinds import load_kinds
from incell.acts.letters import LETTER, LETTER_BOX
from incell.models import Letter, Request, RequestKind
from passport.acts.agency_letters import ANSWER_BOX, acknowledge_letter, answer_letter, fetch_letter
from passport.acts.letters import carry_letters
from tests.cast import PrisonerFactory, UserFactory
from tests.two_nodes import NOW, PRISON, Line

WORDS = "They took my quokka papers on Tuesday."
SAID = "Bring them to the visit on Friday."


@dataclass
class Reader:
    """An agency's worker at central with the agency's key in the browser: reads and answers as the page does."""

    worker: User
    agency: Agency
    key: ReadingKey
    at: Any
    signers: dict[str, PublicSigningKey]

    def read(self, letter: UUID) -> dict[str, Any]:
        given = fetch_letter(letter_id=letter, by=self.worker, at=self.at)
        (box,) = [one for one in given["boxes"] if one["recipients"][0]["header"]["kid"] == self.key.kid]
        aad = {"agency": str(self.agency.pk), "letter": str(letter)}
        token = open_box(box, key=self.key, typ=LETTER_BOX, aad=aad)
        said = verify_statement(token, LETTER, self.signers)
        acknowledge_letter(letter_id=letter, by=self.worker, at=self.at)
        return said

    def seal(self, letter: UUID, reply: dict[str, str], said: str = SAID, **other: Any) -> tuple[UUID, str]:
        answer = uuid4()
        aad = {"agency": str(self.agency.pk), "id": str(answer), "letter": str(letter)}
        plain = {"at": "2027-03-02T10:00:00Z", "said": said, "v": 1, "worker_name": "Wren Ridley"} | other
        return answer, seal_to(PublicReadingKey.from_jwk(reply), ANSWER_BOX, aad, json.dumps(plain).encode())

    def answer(self, letter: UUID, said: str = SAID, **other: Any) -> UUID:
        answer, sealed = self.seal(letter, self.read(letter)["reply"], said, **other)
        answer_letter(letter_id=letter, answer_id=answer, sealed=sealed, by=self.worker, at=self.at)
        return answer


@dataclass
class Post:
    """Both ends of the line, a person in the cell, and two agencies: one for the law, one for housing."""

    line: Line
    user: User
    kinds: dict[str, RequestKind]
    agencies: dict[str, Agency] = field(default_factory=dict)
    keys: dict[str, ReadingKey] = field(default_factory=dict)

    def add(self, kind: str, name: str, *, key: bool = True) -> Agency:
        agency = Agency.objects.create(name=name, kind=kind)
        self.agencies[kind] = agency
        with self.line.at_central():
            Agency.objects.create(pk=agency.pk, name=name, kind=kind)
        if key:
            self.give_key(kind)
        return agency

    def give_key(self, kind: str) -> None:
        self.keys[kind] = ReadingKey.generate()
        row = {"kid": self.keys[kind].kid, "jwk": self.keys[kind].public.jwk(), "statement": "signed", "made_at": NOW}
        AgencyKey.objects.create(agency=self.agencies[kind], **row)
        with self.line.at_central():
            AgencyKey.objects.create(agency_id=self.agencies[kind].pk, **row)

    def write(self, words: str = WORDS, office: str = "") -> Request:
        """A private message, to the agency for the law unless an office is named by hand."""
        office = office or str(self.agencies["LEGAL"].pk)
        return self._ask("PRIVATE_MESSAGE", {"WHO": "LAWYER", "OFFICE": office, "MESSAGE": words})

    def ask_to_pass_on(self, words: str = WORDS) -> Request:
        return self._ask("AGENCY_MESSAGE", {"AGENCY": str(self.agencies["HOUSING"].pk), "MESSAGE": words})

    def pass_on(self, words: str = WORDS) -> Request:
        """The same, read and approved by staff, and past the time when it can be undone."""
        request = self.ask_to_pass_on(words)
        helper = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER])
        decide(request=request, state="APPROVED", reply="", by=helper, at=self.line.now)
        self.line.now += UNDO
        return request

    def _ask(self, code: str, answers: dict[str, Any]) -> Request:
        at, origin = self.line.now, Origin()
        kind = self.kinds[code]
        made = send_request(prisoner=None, kind=kind, answers=answers, by=self.user, at=at, origin=origin)
        return Request.objects.get(pk=made.pk)

    def carry(self) -> None:
        """As `manage.py sync` does, until nothing moves any more."""
        self.line.courier().round(wait=False)
        carry_letters(at=self.line.now)
        self.line.courier().round(wait=False)
        carry_letters(at=self.line.now)

    def reader(self, kind: str = "LEGAL") -> Reader:
        """At central."""
        agency = Agency.objects.get(pk=self.agencies[kind].pk)
        user = UserFactory(audience=Audience.AGENCY, prison=None, agency=agency, roles=[Role.AGENCY_WORKER])
        sign = self.line.keys[PRISON].sign.public
        return Reader(user, agency, self.keys[kind], self.line.now, {sign.kid: sign})

    def letter(self, request: Request) -> Letter:
        return Letter.objects.get(request=request)


@pytest.fixture
def post(line: Line) -> Post:
    """A person in the cell at MDI, a law firm and a housing agency that both nodes know, with keys."""
    load_kinds(by="node:MDI", at=NOW)
    person = PrisonerFactory(signs_in=True, first_name="Zebadiah", last_name="Quillworth", number="A7391QZ")
    made = Post(line, person.user, {row.code: row for row in RequestKind.objects.current()})
    made.add("LEGAL", "Smith and Co")
    made.add("HOUSING", "Northgate Housing")
    return made
