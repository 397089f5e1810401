"""What a person takes from a study group into the skills passport: own words, and what was said to them."""

from datetime import datetime

from django.db import models, transaction

from accounts import access, audit
from accounts.access import NotAllowed, Verb
from accounts.models import User
from education.models import Group, Post

from .issuing import next_change


@transaction.atomic
def keep(*, post: Post, wanted: bool, by: User, at: datetime) -> None:
    """Say that one's own shown post, with the answers to it, goes into the skills passport, or that it does not.

    Taking out is always possible, also when staff look at it again or the group is closed. Queries: 9.
    Raises NotAllowed.
    """
    reach = access.require(by, Verb.STUDY)
    Group.objects.select_for_update().get(pk=post.group_id)  # before any post of it
    held = Post.objects.select_for_update().filter(pk=post.pk, author_id=reach.prisoner_id).first()
    if held is None or (wanted and held.state != Post.State.SHOWN):
        raise NotAllowed(Verb.STUDY.value)
    held.kept_at, held.kept_change = at if wanted else None, next_change()
    held.save(update_fields=["kept_at", "kept_change"])
    verb = "keep_post" if wanted else "keep_post_no_more"
    audit.write(by=by, verb=verb, what="education.Post", whom=held.pk, at=at)


def note_what_is_kept(post: Post) -> None:
    """A post has changed: who keeps it, or its question or an answer to it, keeps something else now. Queries: 1-5.

    One that is hidden is kept no more. Belongs under the group's lock.
    """
    thread = models.Q(pk=post.pk) | models.Q(reply_to=post.pk)
    if post.reply_to_id is not None:
        thread |= models.Q(pk=post.reply_to_id)
    kept = Post.objects.filter(thread, kept_at__isnull=False)
    if not kept.exists():
        return
    kept.update(kept_change=next_change())
    if post.state == Post.State.HIDDEN:
        Post.objects.filter(pk=post.pk).update(kept_at=None)
