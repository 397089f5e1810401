"""manage.py add_member EMAIL NAME --role ROLE…: let somebody in who signs in with a password."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.validators import validate_email
from django.utils import timezone

from accounts.acts.members import AlreadyAMember, WrongAudience, add_member
from accounts.management import OwnCommand
from accounts.models import Agency, Prison, Role


class Command(OwnCommand):
    help = (
        "Let somebody in: staff with --prison, an agency's worker with --agency, who looks after central with neither. "
        "Prints a first password, once; it is changed at the first sign-in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--role", action="append", required=True, choices=Role.values, dest="roles")
        where = parser.add_mutually_exclusive_group()
        where.add_argument("--prison", help="its three letters")
        where.add_argument("--agency", help="its id")

    def handle(self, *args: Any, email: str, name: str, roles: list[str], **options: Any) -> None:
        try:
            validate_email(email)
            prison = Prison.objects.get(pk=options["prison"]) if options["prison"] else None
            agency = Agency.objects.get(pk=options["agency"]) if options["agency"] else None
            _user, password = add_member(
                username=email,
                name=name,
                roles=roles,
                prison=prison,
                agency=agency,
                by=f"node:{settings.NODE_NAME}",
                at=timezone.now(),
            )
        except ValidationError as error:
            raise CommandError("This is not an e-mail address, or not an agency's id") from error
        except Prison.DoesNotExist as error:
            raise CommandError("This prison is not known: run import_prisons first") from error
        except Agency.DoesNotExist as error:
            raise CommandError("This agency is not known") from error
        except WrongAudience as error:
            raise CommandError(f"The role {error} does not go there") from error
        except AlreadyAMember as error:
            raise CommandError("Somebody signs in with this address already") from error
        self.stdout.write(f"First password: {password}")
