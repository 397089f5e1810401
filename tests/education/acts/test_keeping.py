"""What a person keeps of a study group: their own choice a post, with what was said to it, and out again."""

from datetime import timedelta

import pytest

from accounts.access import NotAllowed
from education.acts import posting
from education.acts.keeping import keep
from education.models import Group, Post
from tests.cast import NOW, Cast
from tests.groups import a_group, a_post

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def both(cast: Cast) -> Group:
    """He and his cell-mate, posts seen at once."""
    return a_group(cast, cast.prisoner.prisoner, cast.cell_mate.prisoner)


def change(post: Post) -> int:
    return Post.objects.get(pk=post.pk).kept_change


def test_what_is_kept_is_ones_own_and_shown(cast: Cast, both: Group) -> None:
    own, other = a_post(both, cast.prisoner.prisoner), a_post(both, cast.cell_mate.prisoner)
    waiting = a_post(both, cast.prisoner.prisoner, state=Post.State.WAITING)
    keep(post=own, wanted=True, by=cast.prisoner, at=LATER)
    assert Post.objects.get(pk=own.pk).kept_at == LATER
    for post in (other, waiting):
        with pytest.raises(NotAllowed):
            keep(post=post, wanted=True, by=cast.prisoner, at=LATER)
    with pytest.raises(NotAllowed):
        keep(post=own, wanted=False, by=cast.cell_mate, at=LATER)
    posting.hide(post=own, reason="Not here", by=cast.tutor, at=LATER)
    assert Post.objects.get(pk=own.pk).kept_at is None


def test_taking_out_works_while_staff_look_again_and_after_the_group_has_closed(cast: Cast, both: Group) -> None:
    own = a_post(both, cast.prisoner.prisoner)
    keep(post=own, wanted=True, by=cast.prisoner, at=LATER)
    posting.report(post=own, why="THREAT", by=cast.cell_mate, at=LATER)
    Group.objects.update(closed_at=LATER)
    keep(post=own, wanted=False, by=cast.prisoner, at=LATER)
    assert Post.objects.get(pk=own.pk).kept_at is None


def test_every_change_of_what_is_kept_has_a_number(cast: Cast, both: Group) -> None:
    own = a_post(both, cast.prisoner.prisoner)
    keep(post=own, wanted=True, by=cast.prisoner, at=LATER)
    seen = [change(own)]
    answer = a_post(both, cast.cell_mate.prisoner, reply_to=own, state=Post.State.WAITING)
    posting.show(post=answer, by=cast.tutor, at=LATER)
    seen.append(change(own))
    keep(post=answer, wanted=True, by=cast.cell_mate, at=LATER)  # somebody else's choice changes nothing of mine
    assert change(own) == seen[-1]
    posting.hide(post=answer, reason="Not here", by=cast.tutor, at=LATER)
    seen.append(change(own))
    assert change(answer) == change(own)  # one change of a thread
    posting.report(post=own, why="THREAT", by=cast.cell_mate, at=LATER)
    seen.append(change(own))
    keep(post=own, wanted=False, by=cast.prisoner, at=LATER)
    seen.append(change(own))
    assert seen == sorted(set(seen))


def test_what_nobody_keeps_has_none(cast: Cast, both: Group) -> None:
    own = a_post(both, cast.prisoner.prisoner)
    posting.hide(post=own, reason="Not here", by=cast.tutor, at=LATER)
    assert change(own) == 0
