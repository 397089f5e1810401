"""Study groups for staff: opening, people, mentor, the posts that wait, and what it costs."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from education.models import Group, Member, Post, Report
from tests.cast import NOW, Cast, PrisonerFactory, SignIn
from tests.courses import a_course
from tests.groups import a_group, a_post, keep_apart

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client, cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(client, cast.tutor)


def read(office: Client, name: str, *args: Any) -> str:
    return office.get(reverse(f"education:{name}", args=args)).content.decode()


def post(office: Client, door: str, group: Any, **said: str) -> str:
    return office.post(reverse(f"education:{door}", args=[group.pk]), said, follow=True).content.decode()


def test_open_fill_lead_and_close(office: Client, cast: Cast) -> None:
    assert "There is no study group yet" in read(office, "groups")
    assert "No course is published yet" in read(office, "group_new")
    course = a_course()
    asked = {"course": course.pk, "name": "Kitchen table", "reading": "AFTER"}
    said = office.post(reverse("education:group_new"), asked, follow=True).content.decode()
    assert "The group is open" in said
    group = Group.objects.get()
    person = cast.prisoner.prisoner
    assert "Nobody here has this prison number" in post(office, "group_members", group, put_in="1", number="Z1234ZZ")
    assert "is in the group" in post(office, "group_members", group, put_in="1", number=f" {person.number.lower()} ")
    assert "This person is in the group" in post(office, "group_members", group, put_in="1", number=person.number)
    changed = {"name": "Table", "reading": "BEFORE", "mentor": str(person.pk), "revision": "0"}
    assert "leads it" in post(office, "group_change", group, **changed)
    assert "Somebody else has changed this group" in post(office, "group_change", group, **changed)
    for odd in ("\u00b2", "9" * 5000, "-1", ""):  # no revision that a page ever had
        assert "Somebody else has changed this group" in post(
            office, "group_change", group, **changed | {"revision": odd}
        )
    assert "This group is closed" in post(office, "group_close", group)
    assert "The group is open again" in post(office, "group_close", group, again="1")


def test_who_must_be_kept_apart_is_refused_without_a_name(office: Client, cast: Cast) -> None:
    group = a_group(cast, cast.cell_mate.prisoner)
    keep_apart(cast.prisoner.prisoner, cast.cell_mate.prisoner)
    said = post(office, "group_members", group, put_in="1", number=cast.prisoner.prisoner.number)
    assert "must be kept apart from somebody in the group" in said
    Member.objects.create(group=group, prisoner=cast.prisoner.prisoner, joined_at=NOW)
    assert "Two people in one group must be kept apart" in read(office, "groups")


def test_the_first_line_of_the_courses_says_choose(office: Client) -> None:
    a_course()
    said = read(office, "group_new")
    assert '<option value="" selected>Choose</option>' in said
    assert "---" not in said


def test_mute_and_take_out(office: Client, cast: Cast) -> None:
    person = cast.prisoner.prisoner
    group = a_group(cast, person)
    assert "Muted until" in post(office, "group_members", group, mute="1", days="3", person=str(person.pk))
    assert "They can write again" in post(office, "group_members", group, unmute="1", person=str(person.pk))
    assert "Taken out of the group" in post(office, "group_members", group, take_out="1", person=str(person.pk))
    for wrong in (str(person.pk), "x"):
        assert "not in the group any more" in post(office, "group_members", group, take_out="1", person=wrong)


def test_what_waits_is_read(office: Client, cast: Cast) -> None:
    group = a_group(cast, cast.prisoner.prisoner, cast.cell_mate.prisoner)
    held = a_post(group, cast.prisoner.prisoner, "ring me", state=Post.State.HELD, caught=["NUMBER", "WORD harm"])
    reported = a_post(group, cast.prisoner.prisoner, "you fool", at=NOW + timedelta(minutes=1))
    Report.objects.create(post=reported, by=cast.cell_mate.prisoner, why="UNKIND", at=NOW)
    assert "Read 2 posts" in read(office, "groups")
    said = read(office, "posts")
    assert said.index("ring me") < said.index("you fool")
    assert "a number to call, words about self-harm" in said
    assert f"Reported by {cast.cell_mate.prisoner.name}" in said
    assert "The group can see it" in post(office, "post_decide", held, show="1")
    assert "has decided on this post already" in post(office, "post_decide", held, show="1")
    assert "Say why it is not shown" in post(office, "post_decide", reported, reason=" ")
    assert "It is not shown" in post(office, "post_decide", reported, reason="It is unkind", of_group="1")
    assert "Nothing waits" in read(office, "posts")


def test_queries_stay_flat(office: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    people = [PrisonerFactory() for _ in range(15)]
    group = a_group(cast, *people)
    for number, person in enumerate(people * 4):
        written = a_post(group, person, at=NOW + timedelta(minutes=number), state=Post.State.HELD)
        Report.objects.create(post=written, by=people[number % 15], why="OFF", at=NOW)
    for name, args in (("groups", []), ("posts", []), ("group", [group.pk]), ("group_change", [group.pk])):
        read(office, name, *args)
        with django_assert_max_num_queries(10):
            read(office, name, *args)
