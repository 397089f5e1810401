"""Which requests are decided on a page of their own, since deciding them changes more than the request."""

from incell.catalogue import Way
from incell.models import Request

from .kinds import kind_of

VETTED = frozenset({Way.SOCIAL_CONTACT, Way.OFFICIAL_CONTACT, Way.REMOVE_CONTACT})


def way_of(request: Request) -> Way:
    """The way that this request goes. Queries: none once its kind is loaded."""
    return kind_of(request.kind).way


def is_vetted(request: Request) -> bool:
    """Whether approving it changes who may be called and seen: only incell.acts.vetting approves it."""
    return way_of(request) in VETTED
