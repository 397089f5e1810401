"""Writing in a study group, and what becomes of a post: read by staff or the mentor, reported."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import models, transaction

from accounts import access, audit, receipts
from accounts.access import NotAllowed, Verb
from accounts.models import User
from education.filters import Catch, Kind, caught, spread
from education.models import Group, Member, Post, Report

from .keeping import note_what_is_kept

LONGEST = 1_000  # characters of a post
LONGEST_REASON = 300
LATELY, FEW = timedelta(days=1), 6  # own posts that a number may be spread over
MOST_WAITING = 20  # posts of one person in one group that nobody has read yet


class SaysNothing(ValueError):
    """The post is empty or longer than LONGEST."""


class NotInThisGroup(ValueError):
    """This person is not in the group, or it is closed, or somebody in it must be kept apart from them."""


class Muted(ValueError):
    """Staff have stopped this person from writing until a moment."""

    def __init__(self, until: datetime) -> None:
        super().__init__("muted")
        self.until = until


class TooManyWaiting(ValueError):
    """MOST_WAITING posts of this person wait to be read."""


class NotAPostToAnswer(ValueError):
    """The post is of another group, is not shown, or is an answer itself."""


class DecidedMeanwhile(ValueError):
    """Somebody else has said meanwhile whether this post is shown. `post.read_by` says who."""

    def __init__(self, post: Post) -> None:
        super().__init__(post.state)
        self.post = post


class NeedsAReason(ValueError):
    """Its writer is told why a post is not shown, in up to LONGEST_REASON characters."""


@transaction.atomic
def write_post(*, group: UUID, words: str, reply_to: UUID | None, key: str, by: User, at: datetime) -> Post:
    """Write in a group. It is shown at once, or waits, or is held back where the filters saw something.

    key      idempotency key: the same post that comes twice counts once.
    Writes   one Post, a receipt, one audit line. Queries: 12.
    Raises   NotAllowed, SaysNothing, NotInThisGroup, Muted, TooManyWaiting, NotAPostToAnswer, receipts.AskedOtherwise.
    """
    said = words.replace("\x00", "").strip()
    if not said or len(said) > LONGEST:
        raise SaysNothing
    asked = [str(group), said, str(reply_to)]
    actor = f"user:{by.pk}"
    earlier = receipts.earlier(actor=actor, key=key, verb="write_post", asked=asked)
    if earlier is not None:
        return Post.objects.get(pk=earlier)
    held, member = _place(group, by, at)
    if reply_to is not None and not _may_answer(held, reply_to):
        raise NotAPostToAnswer
    _refuse_too_many(member)
    seen = _caught(said, member, at)
    state = Post.State.HELD if seen else Post.State.WAITING
    if not seen and held.reading == Group.Reading.AFTER:
        state = Post.State.SHOWN
    post = Post.objects.create(
        group=held,
        author_id=member.prisoner_id,
        reply_to_id=reply_to,
        words=said,
        state=state,
        caught=seen,
        written_at=at,
    )
    note_what_is_kept(post)
    _note(post, "write_post", by, at)
    receipts.keep(actor=actor, key=key, verb="write_post", asked=asked, answer=str(post.pk), at=at)
    return post


@transaction.atomic
def show(*, post: Post, by: User, at: datetime) -> None:
    """Let the group see a post. Staff may always; the mentor what the filters let through and nobody reported.

    Queries: 6-8. Raises NotAllowed, DecidedMeanwhile.
    """
    held = _to_decide(post, by, at)
    if held.state == Post.State.SHOWN and not _reports(held).exists():
        raise DecidedMeanwhile(held)
    _decide(held, Post.State.SHOWN, "", by, at)


@transaction.atomic
def hide(*, post: Post, reason: str, by: User, at: datetime) -> None:
    """Take a post out of sight; its writer sees it on, with the reason. Queries: 6-8.

    Raises NotAllowed, DecidedMeanwhile, NeedsAReason.
    """
    tidy = reason.replace("\x00", "").strip()
    if not tidy or len(tidy) > LONGEST_REASON:
        raise NeedsAReason
    held = _to_decide(post, by, at)
    if held.state == Post.State.HIDDEN:
        raise DecidedMeanwhile(held)
    _decide(held, Post.State.HIDDEN, tidy, by, at)


@transaction.atomic
def report(*, post: Post, why: str, by: User, at: datetime) -> None:
    """Say that a post is not right: staff are told at once, its writer never learns who. Twice counts once.

    A threat that somebody reports is out of sight until staff have read it. Queries: 8.
    Raises NotAllowed, NotInThisGroup.
    """
    _held, member = _place(post.group_id, by, at, muted_too=True)
    locked = Post.objects.select_for_update().get(pk=post.pk)
    if locked.state != Post.State.SHOWN or locked.author_id == member.prisoner_id:
        raise NotAllowed(Verb.STUDY.value)
    _, new = Report.objects.get_or_create(
        post=locked, by_id=member.prisoner_id, defaults={"why": Report.Why(why), "at": at}
    )
    if not new:
        return
    if why == Report.Why.THREAT:
        locked.state = Post.State.HELD
        locked.save(update_fields=["state"])
        note_what_is_kept(locked)
    audit.write(by=by, verb="report_post", what="education.Post", whom=locked.pk, at=at, why=why)


def _caught(said: str, member: Member, at: datetime) -> list[str]:
    """What a person must look at in a post, as `Post.caught` names it. Queries: 1."""
    found = caught(said)
    mine = Post.objects.filter(author_id=member.prisoner_id, written_at__gt=at - LATELY).order_by("-written_at", "-pk")
    before = list(mine.values_list("words", flat=True)[:FEW])
    if Catch(Kind.NUMBER) not in found and spread([*reversed(before), said]):
        found = [Catch(Kind.NUMBER), *found]
    return [" ".join(filter(None, (catch.kind, catch.about))) for catch in found]


def _place(group: UUID, by: User, at: datetime, muted_too: bool = False) -> tuple[Group, Member]:
    """The group, locked, and one's place in it. Queries: 4."""
    reach = access.require(by, Verb.STUDY)
    held = Group.objects.select_for_update().filter(pk=group).first()
    # Looked at once it is held: who was taken out, or is kept apart since, while this one waited is in it no more.
    seen = Group.objects.visible_to(reach).open().filter(pk=group)
    mine = Member.objects.filter(group__in=seen, prisoner_id=reach.prisoner_id, left_at__isnull=True)
    member = mine.first()
    if held is None or member is None:
        raise NotInThisGroup
    if member.is_muted(at) and not muted_too:
        assert member.muted_until is not None
        raise Muted(member.muted_until)
    return held, member


def _may_answer(group: Group, post: UUID) -> bool:
    return group.posts.filter(pk=post, reply_to__isnull=True, state=Post.State.SHOWN).exists()


def _refuse_too_many(member: Member) -> None:
    unread = Post.objects.filter(author_id=member.prisoner_id, group_id=member.group_id)
    if unread.filter(state__in=[Post.State.WAITING, Post.State.HELD]).count() >= MOST_WAITING:
        raise TooManyWaiting


def _to_decide(post: Post, by: User, at: datetime) -> Post:
    """The post, locked, for who may decide on it: staff, or the group's mentor. Queries: 4-6."""
    reach = access.reach_of(by)
    if reach.may(Verb.MODERATE_GROUPS):
        Group.objects.select_for_update().get(pk=post.group_id)  # before any post of it, as everybody here
        locked = Post.objects.select_for_update(of=("self",)).filter(pk=post.pk, group__prison_id__in=reach.prisons)
        held = locked.first()
        if held is None:
            raise NotAllowed(Verb.MODERATE_GROUPS.value)
        return held
    return _mentors(post, by, at)


def _mentors(post: Post, by: User, at: datetime) -> Post:
    group, member = _place(post.group_id, by, at)
    held = Post.objects.select_for_update().get(pk=post.pk)
    clean = held.state in (Post.State.WAITING, Post.State.SHOWN) and not held.caught and not _reports(held).exists()
    own = held.author_id == member.prisoner_id
    if group.mentor_id != member.prisoner_id or own or not clean:
        raise NotAllowed(Verb.MODERATE_GROUPS.value)
    return held


def _reports(post: Post) -> models.QuerySet[Report]:
    return post.reports.filter(answered_at__isnull=True)


def _decide(post: Post, state: str, reason: str, by: User, at: datetime) -> None:
    post.state, post.reason, post.read_at, post.read_by = state, reason, at, by
    post.save(update_fields=["state", "reason", "read_at", "read_by"])
    note_what_is_kept(post)
    _reports(post).update(answered_at=at)
    _note(post, "show_post" if state == Post.State.SHOWN else "hide_post", by, at)


def _note(post: Post, verb: str, by: User, at: datetime) -> None:
    audit.write(by=by, verb=verb, what="education.Post", whom=post.pk, at=at)
