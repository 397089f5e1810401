"""One handover as it lies at central: sealed, signed and listed by a prison that the test holds the keys of."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from accounts.acts.directory import accept_directory_statement
from accounts.keys import NodeKeys, generate
from accounts.models import Agency
from accounts.seal import Binding, PublicReadingKey, ReadingKey, seal, sign_head, sign_statement
from passport.models import Handover, SectionVersion, SignedHead, Wrap
from passport.statement import HANDOVER
from tests.authority import Authority

COVER = {
    "kind": "identity",
    "name": "Marlon Ashdown",
    "date_of_birth": "1990-04-17",
    "prison_number": "A1234BC",
    "prison": "Moorland (HMP & YOI)",
    "release_on": "2027-04-26",
}
HOUSING = {
    "kind": "report",
    "title": "Accommodation",
    "lang": "en",
    "said_at": "2027-02-01T10:00:00+00:00",
    "questions": {"pathway": "ACCOMMODATION", "version": 1, "digest": "x"},
    "rows": [
        {"id": "WHERE", "question": "Where did you live before?", "answer": "Living with a friend", "nested": []},
        {
            "id": "HELP",
            "question": "What would help?",
            "answer": ["A deposit", "<b>Furniture</b>"],
            "nested": [{"id": "MORE", "question": "Say more", "answer": "No stairs\nplease", "nested": []}],
        },
    ],
}
WORDS = {"kind": "words", "text": "I would like to be near my mum.", "said_at": "2027-02-03T10:00:00+00:00"}
SECTIONS = {"IDENTITY": COVER, "ACCOMMODATION": HOUSING, "MY_WORDS": WORDS}


@dataclass
class Prison:
    """A prison whose keys the directory has signed."""

    keys: NodeKeys
    statement: str
    archive: ReadingKey = field(default_factory=ReadingKey.generate)

    @classmethod
    def listed(cls, authority: Authority, code: str = "MDI", name: str = "Moorland (HMP & YOI)") -> "Prison":
        keys, at = generate(code), timezone.now() - timedelta(days=30)
        statement = authority.node(code, name, at=at, SIGN=keys.sign, READ=keys.read)
        accept_directory_statement(statement=statement, by="node:CENTRAL", at=at)
        return cls(keys, statement)

    def write(
        self, rec: UUID, sec: str, data: Mapping[str, Any], readers: list[PublicReadingKey], at: datetime
    ) -> SectionVersion:
        """Seal the next version of a section, as write_section does at the prison and reception at central."""
        last = SectionVersion.objects.filter(rec=rec, sec=sec).order_by("-ver").first()
        binding = Binding(self.keys.name, str(rec), sec, last.ver + 1 if last else 1)
        prev = last.digest if last else None
        readers = [self.archive.public, *readers]
        envelope = seal(
            binding=binding, data=data, prev=prev, issued_at=at, signing_key=self.keys.sign, readers=readers
        )
        version = SectionVersion.objects.create(
            rec=rec,
            sec=sec,
            ver=binding.ver,
            iss=binding.iss,
            core=json.dumps(envelope.core.members()),
            digest=envelope.digest,
            prev=prev or "",
            sealed_at=at,
        )
        for place, wrap in enumerate(envelope.wraps):
            Wrap.objects.create(version=version, place=place, kid=wrap.kid, entry=wrap.to_json())
        token = sign_head(
            binding=binding,
            digest=envelope.digest,
            prev=prev,
            recipients=envelope.kids,
            revision=0,
            issued_at=at,
            signing_key=self.keys.sign,
        )
        SignedHead.objects.create(version=version, revision=0, token=token, signed_at=at)
        return version

    def token(self, handover: Handover, versions: list[SectionVersion], at: datetime, **otherwise: Any) -> str:
        """The signed statement of a handover, as hand_over makes it; `otherwise` says something else."""
        said = {
            "v": 1,
            "id": str(handover.pk),
            "rec": str(handover.rec),
            "agency": str(handover.agency_id),
            "prison": handover.prison,
            "release_on": handover.release_on.isoformat(),
            "opens_on": handover.opens_on.isoformat(),
            "closes_on": handover.closes_on.isoformat(),
            "revision": handover.revision,
            "iat": int(at.timestamp()),
            "sections": [
                {"sec": one.sec, "ver": one.ver, "dig": one.digest, "iss": one.iss}
                for one in sorted(versions, key=lambda one: one.sec)
            ],
        }
        return sign_statement(HANDOVER, said | otherwise, self.keys.sign)

    def hand_over(
        self,
        agency: Agency,
        key: PublicReadingKey,
        sections: Mapping[str, Mapping[str, Any]] = SECTIONS,
        days: tuple[int, int, int] = (-1, 7, 30),
        rec: UUID | None = None,
    ) -> Handover:
        """A handover with these sections; days from today to its opening, the release and its closing."""
        at, today = timezone.now() - timedelta(hours=2), timezone.localdate()
        opens_on, release_on, closes_on = (today + timedelta(days=n) for n in days)
        handover = Handover(
            rec=rec or uuid4(),
            agency=agency,
            prison=self.keys.name,
            opens_on=opens_on,
            release_on=release_on,
            closes_on=closes_on,
            made_at=at,
        )
        versions = [self.write(handover.rec, sec, data, [key], at) for sec, data in sections.items()]
        handover.token = self.token(handover, versions, at)
        handover.save()
        return handover


def list_key(authority: Authority, agency: Agency, key: PublicReadingKey) -> None:
    """Put an agency's key into force."""
    accept_directory_statement(
        statement=authority.agency(agency, key, timezone.now() - timedelta(days=20)),
        by="node:CENTRAL",
        at=timezone.now(),
    )
