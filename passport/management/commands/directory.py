"""The directory of keys: make the offline authority, ask it, sign with it, publish what it signed.

`make`, `show` and `sign` run on a machine without network and database; `request` and `publish` at a node.
The command lives beside the journal that publishing writes to; what it signs and checks is accounts.directory.
"""

import json
import sys
from argparse import ArgumentParser
from getpass import getpass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from accounts import directory
from accounts.acts.directory import NoAuthority, accept_directory_statement, listing_of, pinned_authority
from accounts.directory import AgencyListing, Listing, NodeListing, NotTrusted, fingerprint
from accounts.management import OwnCommand
from accounts.models import AgencyKey, NodeKey
from accounts.seal import PublicSigningKey, SigningKey, UnfitPassphrase, Unreadable, generate_passphrase, lock, unlock
from passport.acts.directory import publish_statement


class Command(OwnCommand):
    help = "The directory of keys and its offline authority."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        make = verbs.add_parser("make", help="make the authority's key pair under a passphrase")
        make.add_argument("--to", type=Path, required=True, help="the locked key; the public one goes to FILE.public")
        make.add_argument("--passphrase-file", type=Path, help="take the passphrase from here (scripts)")
        show = verbs.add_parser("show", help="show what a public key, a request or a statement says")
        show.add_argument("file", nargs="?", type=Path, help="default: the authority pinned here and this node's keys")
        request = verbs.add_parser("request", help="write a request for an agency's key or this node's keys")
        wanted = request.add_mutually_exclusive_group(required=True)
        wanted.add_argument("--agency-key", metavar="KID")
        wanted.add_argument("--node", action="store_true", help="this node's own keys")
        request.add_argument("--name", help="the node's name in full, for --node")
        request.add_argument("--to", type=Path, help="default: standard output")
        sign = verbs.add_parser("sign", help="sign a request")
        sign.add_argument("--request", required=True, help="a file, or - for standard input")
        sign.add_argument("--authority", type=Path, required=True)
        sign.add_argument("--passphrase-file", type=Path)
        sign.add_argument("--to", type=Path, help="default: standard output")
        sign.add_argument("--yes", action="store_true", help="do not ask: the fingerprint was compared before")
        accept = verbs.add_parser("accept", help="keep a signed statement here, for setting a node up")
        accept.add_argument("files", nargs="+", help="files, or - for standard input")
        publish = verbs.add_parser("publish", help="keep a signed statement and tell every prison (central)")
        publish.add_argument("file", help="a file, or - for standard input")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            getattr(self, verb)(**options)
        except (NotTrusted, NoAuthority) as error:
            raise CommandError(f"Refused. {error}.") from error
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error

    def make(self, *, to: Path, passphrase_file: Path | None, **_: Any) -> None:
        if passphrase_file is None:
            self.stdout.write(f"Six words, for example: {generate_passphrase()}")
        phrase = _passphrase(passphrase_file, "A passphrase for the authority's key: ")
        if passphrase_file is None and getpass("Again: ") != phrase:
            raise CommandError("The two passphrases differ. Nothing was made.")
        key = SigningKey.generate()
        try:
            locked = lock(json.dumps(key.private_jwk()).encode(), phrase)
        except UnfitPassphrase as error:
            raise CommandError(f"This passphrase is not fit: {error}.") from error
        with to.open("x") as file:  # never over another key
            to.chmod(0o600)
            file.write(locked)
        public = to.with_name(to.name + ".public")
        public.write_text(json.dumps(key.jwk()) + "\n")
        self.stdout.write(f"The locked key is in {to}, the public key in {public}.")
        self.stdout.write(f"Its fingerprint, to be compared by two people at each node:\n\n  {fingerprint(key.kid)}\n")

    def show(self, *, file: Path | None, **_: Any) -> None:
        if file is None:
            self.stdout.write(f"The authority pinned here\n  {fingerprint(pinned_authority().kid)}")
            for row in NodeKey.objects.filter(node=settings.NODE_NAME, retired_at__isnull=True).order_by("use"):
                self.stdout.write(f"{row.node} {row.use}\n  {fingerprint(row.kid)}")
            return
        text = file.read_text()
        if file.suffix == ".public":
            self.stdout.write(f"A public key\n  {fingerprint(_public(text).kid)}")
        elif text.lstrip().startswith("{"):
            self._describe(directory.read_request(text))
        else:
            said = directory.read_statement(text, authority=pinned_authority(), at=timezone.now())
            self._describe(said.listing)
            self.stdout.write(f"Signed by the authority pinned here on {said.issued_at:%d %B %Y at %H:%M} UTC")

    def request(self, *, agency_key: str | None, name: str | None, to: Path | None, **_: Any) -> None:
        listing = _agency_listing(agency_key) if agency_key else _node_listing(name)
        self._describe(listing, stream=self.stderr)
        self._write(json.dumps(directory.request_of(listing), indent=1, ensure_ascii=False), to)

    def sign(
        self, *, request: str, authority: Path, passphrase_file: Path | None, to: Path | None, yes: bool, **_: Any
    ) -> None:
        listing = directory.read_request(_read(request))
        self._describe(listing, stream=self.stderr)
        if not yes and not _agreed("Compared with the owner, aloud, by two people? Type yes to sign: "):
            raise CommandError("Not signed. Type yes, or say --yes, once two people have compared the numbers.")
        phrase = _passphrase(passphrase_file, "The passphrase of the authority's key: ")
        try:
            key = SigningKey.from_jwk(json.loads(unlock(authority.read_text(), phrase)))
        except (Unreadable, ValueError) as error:
            raise CommandError("This passphrase does not open the authority's key.") from error
        self._write(directory.sign(listing, authority=key, at=timezone.now()), to)

    def accept(self, *, files: list[str], **_: Any) -> None:
        for file in files:
            by = f"node:{settings.NODE_NAME}"
            said = accept_directory_statement(statement=_read(file), by=by, at=timezone.now())
            self._describe(said.listing)
        self.stdout.write("In force here.")

    def publish(self, *, file: str, **_: Any) -> None:
        by = f"node:{settings.NODE_NAME}"
        said = publish_statement(statement=_read(file), by=by, at=timezone.now())
        self._describe(said.listing)
        self.stdout.write("In force here, and on its way to every prison.")

    def _describe(self, listing: Listing, stream: Any = None) -> None:
        out = stream or self.stdout
        style = str  # never coloured: standard error would write it in red
        if isinstance(listing, AgencyListing):
            out.write(f"Agency {listing.name} ({listing.kind}), key made {listing.made_at:%d %B %Y}", style)
            out.write(f"  {fingerprint(listing.kid)}", style)
            return
        out.write(f"Node {listing.node}, {listing.name}", style)
        for use, kid, _ in listing.keys:
            out.write(f"  {use}\n  {fingerprint(kid)}", style)

    def _write(self, text: str, to: Path | None) -> None:
        if to is None:
            self.stdout.write(text)
        else:
            to.write_text(text + "\n")


def _agreed(question: str) -> bool:
    """Whether somebody typed yes. Nobody at the keyboard is no."""
    try:
        return input(question).strip() == "yes"
    except EOFError:
        return False


def _read(name: str) -> str:
    return sys.stdin.read() if name == "-" else Path(name).read_text()


def _public(text: str) -> PublicSigningKey:
    try:
        return PublicSigningKey.from_jwk(json.loads(text))
    except (Unreadable, ValueError) as error:
        raise NotTrusted("This file is not a public key") from error


def _passphrase(file: Path | None, question: str) -> str:
    return file.read_text().strip() if file else getpass(question)


def _agency_listing(kid: str) -> AgencyListing:
    row = AgencyKey.objects.select_related("agency").filter(kid=kid).first()
    if row is None:
        raise CommandError("No agency's key here has this kid.")
    return listing_of(row)


def _node_listing(name: str | None) -> NodeListing:
    node = settings.NODE_NAME
    if not name:
        raise CommandError("--node needs --name, the node's name in full.")
    rows = NodeKey.objects.filter(node=node, retired_at__isnull=True)
    listed = [(row.use, row.kid, row.jwk) for row in rows]
    if not listed:
        raise CommandError("This node has no keys yet: make them with manage.py keys.")
    return NodeListing(node, name, tuple(sorted(listed, key=lambda key: directory.USES.index(key[0]))))
