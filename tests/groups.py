"""Study groups for tests."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from accounts.models import NonAssociation, Prisoner
from education.models import Group, Member, Post
from tests.cast import NOW, Cast, UserFactory
from tests.courses import a_course


def a_group(cast: Cast, *people: Prisoner, prison: str = "MDI", **more: Any) -> Group:
    """An open group of a course, with these people in it."""
    said = {"name": "Kitchen table", "reading": Group.Reading.AFTER, "opened_at": NOW, "opened_by": UserFactory()}
    group = Group.objects.create(prison_id=prison, course=a_course(prison), **said | more)
    Member.objects.bulk_create(Member(group=group, prisoner=person, joined_at=NOW) for person in people)
    return group


def a_post(group: Group, author: Prisoner, words: str = "How do I halve 3?", at: datetime = NOW, **more: Any) -> Post:
    return Post.objects.create(
        group=group, author=author, words=words, written_at=at, **{"state": Post.State.SHOWN} | more
    )


def keep_apart(first: Prisoner, second: Prisoner) -> None:
    ordered = sorted((first, second), key=lambda person: person.number)
    NonAssociation.objects.create(first=ordered[0], second=ordered[1], where="TOTAL", reason="A fight", since_at=NOW)


def groups_to_read(cast: Cast) -> None:
    """What the pages of the cell show when there is something to show: his own in every state, and his cell-mate's."""
    him, mate = cast.prisoner.prisoner, cast.cell_mate.prisoner
    group = a_group(cast, him, mate, mentor=him, name="Shown")
    first = a_post(group, mate)
    a_post(group, him, "Weigh it.", reply_to=first)
    a_post(group, mate, "I wait.", state=Post.State.WAITING)
    for state in (Post.State.HELD, Post.State.HIDDEN):
        a_post(group, him, state=state, reason="It is rude.")
    a_post(group, him, kept_at=NOW)


def shown_group() -> dict[str, Any]:
    """Which of them stand for an address of the cell."""
    post = Post.objects.filter(group__name="Shown").first()
    return {"group_id": post.group_id if post else uuid4(), "post_id": post.pk if post else uuid4()}
