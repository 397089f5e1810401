"""Taking the directory authority's word: whose keys count here."""

import json
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts import access, audit
from accounts.access import Verb
from accounts.directory import AgencyListing, NodeListing, NotTrusted, Statement, read_statement
from accounts.models import Agency, AgencyKey, NodeKey, Prison, User
from accounts.seal import PublicSigningKey, Unreadable

CENTRAL = "CENTRAL"
LAST_DAY = datetime(9999, 12, 31, tzinfo=UTC)


class NoAuthority(Exception):
    """No directory authority is pinned here, or its file cannot be read: nobody's word counts."""


class KeyOfAnother(NotTrusted):
    """The statement lists a key that is known here as somebody else's."""


def pinned_authority() -> PublicSigningKey:
    """The authority's public key that was pinned at set-up. Raises NoAuthority. Queries: none."""
    path = settings.DIRECTORY_AUTHORITY_FILE
    if not path:
        raise NoAuthority("set THROUGHGATE_DIRECTORY_AUTHORITY to the file with the authority's public key")
    try:
        return PublicSigningKey.from_jwk(json.loads(Path(path).read_text()))
    except (OSError, ValueError, Unreadable) as error:
        raise NoAuthority("the file with the authority's public key cannot be read") from error


def listing_of(key: AgencyKey) -> AgencyListing:
    """What the authority is asked to sign for an agency's key. Queries: none with the agency selected."""
    return AgencyListing(key.agency.pk, key.agency.name, key.agency.kind, key.kid, key.jwk, key.made_at)


@transaction.atomic
def accept_directory_statement(*, statement: str, by: User | str, at: datetime) -> Statement:
    """Check a statement against the pinned authority and keep it on the keys that it names.

    by       a directory officer, or "node:NAME" for what came by the journal or the command line.
    Writes   the Agency and its AgencyKey, or the node's NodeKeys; one audit line. An older statement than the one
             held, or the same again, changes nothing.
    Queries  6 for an agency; 5 + 1 a key for a node.
    Raises   NotAllowed, NoAuthority, NotTrusted, KeyOfAnother.
    """
    if isinstance(by, User):
        access.require(by, Verb.PUBLISH_DIRECTORY)
    said = read_statement(statement, authority=pinned_authority(), at=at)
    if isinstance(said.listing, AgencyListing):
        _keep_agency(said, said.listing)
        what, whom = "accounts.AgencyKey", said.listing.kid
    else:
        _keep_node(said, said.listing, at)
        what, whom = "accounts.NodeKey", said.listing.node
    audit.write(by=by, verb="accept_directory", what=what, whom=whom, at=at)
    return said


def _newer(said: Statement, held: str) -> bool:
    """Whether this says more than the statement that is held. The held one's date was checked when it came."""
    if not held:
        return True
    try:
        return read_statement(held, authority=pinned_authority(), at=LAST_DAY).issued_at < said.issued_at
    except NotTrusted:  # signed by an authority that was pinned here before this one
        return True


def _keep_agency(said: Statement, listing: AgencyListing) -> None:
    agency, _ = Agency.objects.get_or_create(pk=listing.id, defaults={"name": listing.name, "kind": listing.kind})
    key, _ = AgencyKey.objects.select_for_update().get_or_create(
        kid=listing.kid, defaults={"agency": agency, "jwk": listing.jwk, "made_at": listing.made_at}
    )
    if key.agency_id != agency.pk:
        raise KeyOfAnother("This key is known here as another agency's")
    if not _newer(said, key.statement):
        return
    key.statement = said.text
    key.save(update_fields=["statement"])
    Agency.objects.filter(pk=agency.pk).update(name=listing.name, kind=listing.kind)


def _keep_node(said: Statement, listing: NodeListing, at: datetime) -> None:
    kids = [kid for _, kid, _ in listing.keys]
    held = {row.kid: row for row in NodeKey.objects.select_for_update().filter(kid__in=kids)}
    if any(row.node != listing.node for row in held.values()):
        raise KeyOfAnother("One of these keys is known here as another node's")
    published = NodeKey.objects.filter(node=listing.node).exclude(statement="")
    if any(not _newer(said, text) for text in set(published.values_list("statement", flat=True))):
        return
    if listing.node != CENTRAL:  # a prison that nobody has imported a register of can be chosen all the same
        Prison.objects.get_or_create(code=listing.node, defaults={"name": listing.name})
    published.exclude(kid__in=kids).filter(retired_at__isnull=True).update(retired_at=at)
    for use, kid, jwk in listing.keys:
        NodeKey.objects.update_or_create(
            kid=kid,
            defaults={"statement": said.text},
            create_defaults={
                "node": listing.node,
                "use": use,
                "jwk": jwk,
                "statement": said.text,
                "made_at": said.issued_at,
            },
        )
