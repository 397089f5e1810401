"""What people write and keep besides sections: files, letters to agencies, links on paper."""

from collections.abc import Callable
from uuid import UUID

from incell.acts.asking import Origin, send_request
from incell.models import Letter, RequestKind
from passport.acts import links
from passport.acts.documents import Said, delete_document, file_document, newest
from passport.documents import Code, Examined, Reason
from passport.models import PersonalLink

from .people import People, passport_here, some


class Papers(People):
    def file(self) -> str:
        passport = passport_here(self.chance)
        if passport is None:
            return self.come()
        word = self.world.word(self.chance)
        content = (word + " ").encode() * self.chance.choice([1, 150, 400, 700])
        document = file_document(
            passport=passport,
            found=Examined("image/png", content, thumb=word.encode()),
            original=content,
            said=Said(id=UUID(bytes=self.chance.randbytes(16)), code=Code.OTHER, restricted=self.chance.random() < 0.2),
            by=self.practitioner,
            at=self.at,
        )
        return f"a file of {passport.prisoner.number}, {len(content)} bytes, {document.code}"

    def take_out(self) -> str:
        passport = passport_here(self.chance)
        if passport is None:
            return self.come()
        there = newest(passport, "DOCUMENTS", self.at)
        if not there:
            return "no file to take out"
        document = UUID(self.chance.choice(list(there)).id)
        delete_document(passport=passport, document_id=document, reason=Reason.TWICE, by=self.practitioner, at=self.at)
        return f"a file of {passport.prisoner.number} is taken out"

    def write_letter(self) -> str:
        passport = passport_here(self.chance)
        if passport is None:
            return self.come()
        word = self.world.word(self.chance)
        office = str(self.world.scene.agencies["LEGAL"])
        made = send_request(
            prisoner=None,
            kind=RequestKind.objects.current().get(code="PRIVATE_MESSAGE"),
            answers={"WHO": "LAWYER", "OFFICE": office, "MESSAGE": word},
            by=passport.prisoner.user,
            at=self.at,
            origin=Origin(),
        )
        self.world.model.letters[str(Letter.objects.get(request=made).pk)] = word
        return f"a letter of {passport.prisoner.number}: {word}"

    def make_link(self) -> str:
        passport = passport_here(self.chance)
        if passport is None:
            return self.come()
        links.make_link(passport=passport, parts=["MY_WORDS"], asked=True, by=self.practitioner, at=self.at)
        return f"a link of {passport.prisoner.number}"

    def take_link(self) -> str:
        link = some(PersonalLink.objects.filter(closed_at__isnull=True).order_by("made_at", "pk"), self.chance)
        if link is None:
            return "no link to take back"
        links.take_back_link(link=link, by=self.practitioner, at=self.at)
        return "a link is taken back"


STEPS: dict[str, Callable[[Papers], str]] = {
    "file": Papers.file,
    "take_out": Papers.take_out,
    "write_letter": Papers.write_letter,
    "make_link": Papers.make_link,
    "take_link": Papers.take_link,
}
