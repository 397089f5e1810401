"""The key that awards are signed with: look at it, renew it, or burn the issuer when it was in other hands."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.directory import fingerprint
from accounts.keys import NodeKeysLocked
from accounts.management import OwnCommand
from education.acts.issuer_keys import NoIssuerYet, burn_issuer, renew_issuer_key
from education.models import Award, IssuerKey

BY = "command:issuer_key"
WORD = "burn"


class Command(OwnCommand):
    help = "The key that this prison's awards are signed with."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("show", help="show the keys, the issuers that they are of, and how many awards stand")
        verbs.add_parser("renew", help="sign with a new key from now on; what was awarded stays valid")
        burn = verbs.add_parser(
            "burn", help="a key was in other hands: withdraw everything of this issuer, award again"
        )
        burn.add_argument("--sure", metavar="WORD", help=f'the word "{WORD}": this can not be undone')

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        if not settings.VERIFY_URL:
            raise CommandError("Set THROUGHGATE_VERIFY_URL first: no award is given here.")
        try:
            getattr(self, verb)(**options)
        except NoIssuerYet as error:
            raise CommandError("Nobody was awarded here yet. The first award makes the key.") from error
        except NodeKeysLocked as error:
            raise CommandError(f"The keys stay locked: {error}.") from error

    def show(self, **_: Any) -> None:
        for row in IssuerKey.objects.order_by("made_at"):
            state = "burnt" if row.burnt_at else "retired" if row.retired_at else "in force"
            standing = Award.objects.filter(issuer=row.issuer).standing().count()
            self.stdout.write(f"{row.made_at:%d %B %Y}, {state}: issuer {row.issuer}, {standing} awards stand")
            self.stdout.write(f"  {fingerprint(row.thumbprint)}")

    def renew(self, **_: Any) -> None:
        made = renew_issuer_key(by=BY, at=timezone.now())
        self.stdout.write(f"New key of issuer {made.issuer}. Central learns it with the next round of the courier.")
        self.stdout.write("What was awarded before stays valid.")

    def burn(self, *, sure: str | None, **_: Any) -> None:
        if sure != WORD:
            raise CommandError(
                "Every award of this prison is withdrawn and given again; printed pages show as withdrawn until they "
                f"are printed again. If a key was in other hands, say so: --sure {WORD}"
            )
        made = burn_issuer(by=BY, at=timezone.now())
        self.stdout.write(f"The issuer is burnt. Issuer {made.issuer} awards from now on.")
        self.stdout.write("The courier gives what stands again and tells central. Print people's pages again.")
