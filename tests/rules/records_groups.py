"""Study groups and posts that the rows of the matrix are about."""

from typing import Any
from uuid import uuid4

from education.models import Group, Post
from tests.cast import Cast, PrisonerFactory, PrisonFactory
from tests.groups import a_group, a_post


def theirs(cast: Cast) -> Group:
    """One of his and his cell-mate's."""
    return a_group(cast, cast.prisoner.prisoner, cast.cell_mate.prisoner)


def their_group(cast: Cast) -> dict[str, Any]:
    return {"group_id": theirs(cast).pk}


def a_group_of_others(cast: Cast) -> dict[str, Any]:
    return {"group_id": a_group(cast, PrisonerFactory()).pk}


def our_group(cast: Cast) -> dict[str, Any]:
    return {"pk": theirs(cast).pk}


def a_group_elsewhere(cast: Cast) -> dict[str, Any]:
    PrisonFactory(code="BXI", name="Brixton (HMP)")
    return {"pk": a_group(cast, prison="BXI").pk}


def a_third_ones_post(cast: Cast) -> dict[str, Any]:
    """A post in their group of somebody who is neither of the two."""
    third = PrisonerFactory()
    return {"post_id": a_post(theirs(cast), third).pk}


def his_post(cast: Cast) -> dict[str, Any]:
    return {"post_id": a_post(theirs(cast), cast.prisoner.prisoner).pk}


def a_post_he_leads(cast: Cast) -> dict[str, Any]:
    group = theirs(cast)
    Group.objects.filter(pk=group.pk).update(mentor=cast.prisoner.prisoner)
    return {"post_id": a_post(group, PrisonerFactory(), state=Post.State.WAITING).pk}


def no_post(cast: Cast) -> dict[str, Any]:
    return {"post_id": uuid4()}


def our_post(cast: Cast) -> dict[str, Any]:
    return {"pk": his_post(cast)["post_id"]}


def a_post_elsewhere(cast: Cast) -> dict[str, Any]:
    PrisonFactory(code="BXI", name="Brixton (HMP)")
    stranger = PrisonerFactory(prison__code="BXI")
    return {"pk": a_post(a_group(cast, stranger, prison="BXI"), stranger).pk}
