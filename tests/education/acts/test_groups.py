"""Study groups: who is put in, who is kept apart, who may write, and what becomes of a post."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.access import NotAllowed, reach_of
from accounts.models import AuditEntry
from education.acts import groups, posting
from education.models import MOST_MEMBERS, Group, Member, Post, Report
from tests.cast import NOW, Cast, PrisonerFactory
from tests.courses import a_course
from tests.groups import a_group, a_post, keep_apart

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
READING = Group.Reading


def write(cast: Cast, group: Group, words: str = "Halve it twice", key: str = "k1", **more: Any) -> Post:
    asked = {"reply_to": None, "by": cast.prisoner, "at": LATER}
    return posting.write_post(group=group.pk, words=words, key=key, **asked | more)


@pytest.fixture
def both(cast: Cast) -> Group:
    """He and his cell-mate, posts seen at once."""
    return a_group(cast, cast.prisoner.prisoner, cast.cell_mate.prisoner)


def test_a_group_is_opened_led_and_closed(cast: Cast) -> None:
    group = groups.open_group(course=a_course(), name="  Table  one ", reading="BEFORE", by=cast.tutor, at=NOW)
    person = cast.prisoner.prisoner
    groups.put_in(group=group, prisoner=person, by=cast.tutor, at=NOW)
    led = groups.change_group(
        group=group, name="Two", reading="AFTER", mentor=person.pk, revision=0, by=cast.tutor, at=NOW
    )
    assert (group.name, led.name, led.mentor_id, led.revision) == ("Table one", "Two", person.pk, 1)
    with pytest.raises(groups.ChangedMeanwhile):
        groups.change_group(group=group, name="x", reading="AFTER", mentor=None, revision=0, by=cast.tutor, at=NOW)
    groups.close_group(group=group, by=cast.tutor, at=LATER)
    with pytest.raises(groups.GroupIsClosed):
        groups.put_in(group=group, prisoner=cast.cell_mate.prisoner, by=cast.tutor, at=LATER)
    with pytest.raises(posting.NotInThisGroup):
        write(cast, group)
    groups.open_again(group=group, by=cast.tutor, at=LATER)
    assert write(cast, group).state == Post.State.SHOWN


@pytest.mark.parametrize("name", ["", " ", "x" * 81])
def test_a_group_needs_a_name(cast: Cast, name: str) -> None:
    with pytest.raises(groups.NeedsAName):
        groups.open_group(course=a_course(), name=name, reading="BEFORE", by=cast.tutor, at=NOW)


def test_a_mentor_is_one_of_them_and_leads_no_more_when_taken_out(cast: Cast, both: Group) -> None:
    with pytest.raises(groups.NotInIt):
        groups.change_group(
            group=both, name="x", reading="AFTER", mentor=PrisonerFactory().pk, revision=0, by=cast.tutor, at=NOW
        )
    mentor = cast.prisoner.prisoner
    Group.objects.update(mentor=mentor)
    groups.take_out(group=both, prisoner=mentor.pk, by=cast.tutor, at=LATER)
    assert Group.objects.get().mentor is None
    with pytest.raises(groups.NotInIt):
        groups.take_out(group=both, prisoner=mentor.pk, by=cast.tutor, at=LATER)


def test_who_must_be_kept_apart_is_not_put_in(cast: Cast) -> None:
    group = a_group(cast, cast.cell_mate.prisoner)
    keep_apart(cast.prisoner.prisoner, cast.cell_mate.prisoner)
    with pytest.raises(groups.KeptApart):
        groups.put_in(group=group, prisoner=cast.prisoner.prisoner, by=cast.tutor, at=NOW)
    assert Member.objects.count() == 1


def test_a_pair_kept_apart_later_loses_sight_of_the_group_at_once(cast: Cast, both: Group) -> None:
    third = PrisonerFactory(signs_in=True)
    groups.put_in(group=both, prisoner=third, by=cast.tutor, at=NOW)
    keep_apart(cast.prisoner.prisoner, cast.cell_mate.prisoner)
    for member in (cast.prisoner, cast.cell_mate):
        assert not Group.objects.visible_to(reach_of(member)).exists()
        with pytest.raises(posting.NotInThisGroup):
            write(cast, both, by=member)
    assert third.user is not None
    assert write(cast, both, by=third.user).state == Post.State.SHOWN
    assert list(Group.objects.with_pairs_kept_apart()) == [both]
    groups.take_out(group=both, prisoner=cast.cell_mate.prisoner.pk, by=cast.tutor, at=LATER)
    assert not Group.objects.with_pairs_kept_apart().exists()
    assert write(cast, both, key="k2").state == Post.State.SHOWN


def test_a_group_has_a_bound(cast: Cast) -> None:
    group = a_group(cast, *(PrisonerFactory() for _ in range(MOST_MEMBERS)))
    with pytest.raises(groups.GroupIsFull):
        groups.put_in(group=group, prisoner=cast.prisoner.prisoner, by=cast.tutor, at=NOW)


def test_nobody_of_another_prison_is_put_in_or_puts_in(cast: Cast, both: Group) -> None:
    with pytest.raises(NotAllowed):
        groups.put_in(group=both, prisoner=PrisonerFactory(prison__code="BXI"), by=cast.tutor, at=NOW)
    for member in (cast.officer_elsewhere, cast.practitioner, cast.prisoner):
        with pytest.raises(NotAllowed):
            groups.put_in(group=both, prisoner=PrisonerFactory(), by=member, at=NOW)


def test_the_same_post_twice_counts_once(cast: Cast, both: Group) -> None:
    assert write(cast, both) == write(cast, both)
    assert Post.objects.count() == AuditEntry.objects.filter(verb="write_post").count() == 1


@pytest.mark.parametrize(
    ("reading", "words", "state", "caught"),
    [
        ("AFTER", "Halve it", "SHOWN", []),
        ("BEFORE", "Halve it", "WAITING", []),
        ("AFTER", "Ring 07700 900123", "HELD", ["NUMBER"]),
        ("BEFORE", "I will stab him", "HELD", ["WORD threat"]),
    ],
)
def test_what_becomes_of_a_post(
    cast: Cast, both: Group, reading: str, words: str, state: str, caught: list[str]
) -> None:
    Group.objects.update(reading=reading)
    post = write(cast, both, words)
    assert (post.state, post.caught, post.words) == (state, caught, words)
    other = Post.objects.seen_by(cast.cell_mate.prisoner.pk)
    assert other.exists() == (state == "SHOWN")
    assert Post.objects.seen_by(cast.prisoner.prisoner.pk).exists()


@pytest.mark.parametrize("words", ["", "  ", "\x00", "x" * 1_001])
def test_a_post_says_something(cast: Cast, both: Group, words: str) -> None:
    with pytest.raises(posting.SaysNothing):
        write(cast, both, words)


def test_who_is_muted_reads_and_does_not_write(cast: Cast, both: Group) -> None:
    person = cast.prisoner.prisoner
    until = LATER + timedelta(days=1)
    groups.mute(group=both, prisoner=person.pk, until=until, by=cast.tutor, at=NOW)
    with pytest.raises(posting.Muted):
        write(cast, both)
    assert Group.objects.visible_to(reach_of(cast.prisoner)).exists()
    assert write(cast, both, at=until).state == Post.State.SHOWN
    with pytest.raises(groups.MuteTooLong):
        groups.mute(group=both, prisoner=person.pk, until=NOW + timedelta(days=29), by=cast.tutor, at=NOW)
    groups.mute(group=both, prisoner=person.pk, until=None, by=cast.tutor, at=NOW)
    assert write(cast, both, key="k2").state == Post.State.SHOWN


def test_an_answer_is_to_a_post_of_the_group_that_is_shown(cast: Cast, both: Group) -> None:
    first = a_post(both, cast.cell_mate.prisoner)
    answer = write(cast, both, reply_to=first.pk)
    assert answer.reply_to == first
    hidden = a_post(both, cast.cell_mate.prisoner, state=Post.State.HIDDEN)
    elsewhere = a_post(a_group(cast, cast.prisoner.prisoner), cast.prisoner.prisoner)
    for number, wrong in enumerate((answer, hidden, elsewhere)):
        with pytest.raises(posting.NotAPostToAnswer):
            write(cast, both, reply_to=wrong.pk, key=f"w{number}")


def test_nobody_floods_a_group(cast: Cast, both: Group) -> None:
    for _ in range(posting.MOST_WAITING):
        a_post(both, cast.prisoner.prisoner, state=Post.State.WAITING)
    with pytest.raises(posting.TooManyWaiting):
        write(cast, both)


def test_staff_show_and_hide_with_a_reason(cast: Cast, both: Group) -> None:
    post = a_post(both, cast.prisoner.prisoner, state=Post.State.HELD, caught=["NUMBER"])
    posting.show(post=post, by=cast.tutor, at=LATER)
    with pytest.raises(posting.DecidedMeanwhile):
        posting.show(post=post, by=cast.tutor, at=LATER)
    with pytest.raises(posting.NeedsAReason):
        posting.hide(post=post, reason=" ", by=cast.tutor, at=LATER)
    posting.hide(post=post, reason="It has a number in it", by=cast.tutor, at=LATER)
    post.refresh_from_db()
    assert (post.state, post.reason, post.read_by) == ("HIDDEN", "It has a number in it", cast.tutor)
    posting.show(post=post, by=cast.tutor, at=LATER)
    assert Post.objects.get().reason == ""


def test_the_mentor_shows_what_is_clean_and_nothing_else(cast: Cast, both: Group) -> None:
    mate = cast.cell_mate.prisoner
    clean = a_post(both, mate, state=Post.State.WAITING)
    caught = a_post(both, mate, state=Post.State.HELD, caught=["NUMBER"])
    own = a_post(both, cast.prisoner.prisoner, state=Post.State.WAITING)
    with pytest.raises(NotAllowed):
        posting.show(post=clean, by=cast.prisoner, at=LATER)
    Group.objects.update(mentor=cast.prisoner.prisoner)
    posting.show(post=clean, by=cast.prisoner, at=LATER)
    for wrong in (caught, own):
        with pytest.raises(NotAllowed):
            posting.show(post=wrong, by=cast.prisoner, at=LATER)


def test_a_reported_post_waits_for_staff_and_a_threat_is_out_of_sight(cast: Cast, both: Group) -> None:
    unkind, threat = (a_post(both, cast.cell_mate.prisoner, at=NOW + timedelta(seconds=n)) for n in range(2))
    for _ in range(2):
        posting.report(post=unkind, why="UNKIND", by=cast.prisoner, at=LATER)
    posting.report(post=threat, why="THREAT", by=cast.prisoner, at=LATER)
    assert Report.objects.count() == 2
    assert list(Post.objects.to_read()) == [unkind, threat]
    assert [post.state for post in Post.objects.to_read()] == ["SHOWN", "HELD"]
    Group.objects.update(mentor=cast.prisoner.prisoner)
    with pytest.raises(NotAllowed):
        posting.show(post=unkind, by=cast.prisoner, at=LATER)  # whoever reports does not decide
    for post in (unkind, threat):
        posting.show(post=post, by=cast.tutor, at=LATER)
    assert not Post.objects.to_read().exists()


def test_nobody_reports_their_own_or_from_outside(cast: Cast, both: Group) -> None:
    own = a_post(both, cast.prisoner.prisoner)
    with pytest.raises(NotAllowed):
        posting.report(post=own, why="OFF", by=cast.prisoner, at=LATER)
    outside = PrisonerFactory(signs_in=True)
    with pytest.raises(posting.NotInThisGroup):
        posting.report(post=own, why="OFF", by=outside.user, at=LATER)


def test_writing_costs_few_queries(cast: Cast, both: Group, django_assert_max_num_queries: Any) -> None:
    write(cast, both)
    with django_assert_max_num_queries(14):
        write(cast, both, key="k2")


def test_a_number_over_several_posts_is_held_back_where_it_ends(cast: Cast, both: Group) -> None:
    said = ["My first bit is 0161", "496 is the next", "0000"]
    made = [write(cast, both, words, key=f"k{n}", at=LATER + timedelta(minutes=n)) for n, words in enumerate(said)]
    assert [post.state for post in made] == ["SHOWN", "SHOWN", "HELD"]
    assert made[2].caught == ["NUMBER"]
    mate = write(cast, both, "0000", key="k9", by=cast.cell_mate)  # nobody ends another's number
    assert mate.state == "SHOWN"
