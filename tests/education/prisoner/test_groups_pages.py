"""Study groups in the cell: what a person sees and says, and what it costs."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from education.models import Group, Member, Post, Report
from tests.cast import NOW, Cast, PrisonerFactory, SignIn
from tests.groups import a_group, a_post

pytestmark = pytest.mark.django_db


@pytest.fixture
def cell(client: Client, cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(client, cast.prisoner)


@pytest.fixture
def both(cast: Cast) -> Group:
    return a_group(cast, cast.prisoner.prisoner, cast.cell_mate.prisoner)


def at(group: Group) -> str:
    return reverse("education:my_group", args=[group.pk])


def say(cell: Client, group: Group, words: str, **more: str) -> str:
    return cell.post(at(group), {"words": words, "key": "a", "reply_to": ""} | more, follow=True).content.decode()


def test_nothing_yet(cell: Client) -> None:
    assert "You are in no group yet" in cell.get(reverse("education:my_groups")).content.decode()


def test_write_and_answer(cell: Client, both: Group, cast: Cast) -> None:
    assert "The group can see it" in say(cell, both, "How do I halve 3?")
    first = Post.objects.get()
    page = cell.get(f"{at(both)}?answer={first.pk}").content.decode()
    assert "Write your answer" in page
    assert "One and a half" in say(cell, both, "One and a half", key="b", reply_to=str(first.pk))
    assert list(first.replies.values_list("words", flat=True)) == ["One and a half"]


def test_a_fault_keeps_the_words(cell: Client, both: Group) -> None:
    assert "Write something first" in say(cell, both, " ")
    said = say(cell, both, "x" * 1001)
    assert "You wrote too much" in said
    assert "x" * 1001 in said
    wrong = say(cell, both, "An answer to nothing", reply_to="00000000-0000-0000-0000-000000000000")
    assert "You can not answer this any more" in wrong
    assert "An answer to nothing" in wrong


def test_a_number_is_held_back_and_only_its_writer_sees_it(
    cell: Client, both: Group, cast: Cast, sign_in: SignIn
) -> None:
    assert "Staff will read this first" in say(cell, both, "ring 07700 900123")
    assert "07700" in cell.get(at(both)).content.decode()
    assert "07700" not in sign_in(Client(), cast.cell_mate).get(at(both)).content.decode()


def test_full_names_of_others_are_not_told(cell: Client, both: Group, cast: Cast) -> None:
    mate = cast.cell_mate.prisoner
    a_post(both, mate)
    said = cell.get(at(both)).content.decode()
    assert mate.first_name in said
    assert mate.last_name not in said
    assert mate.number not in said


def test_who_is_muted_sees_until_when_and_no_box(cell: Client, both: Group, cast: Cast) -> None:
    until = timezone.now() + timedelta(days=2)
    Member.objects.filter(prisoner=cast.prisoner.prisoner).update(muted_until=until)
    said = cell.get(at(both)).content.decode()
    assert "You can write again on" in said
    assert "<textarea" not in said
    assert "You can not write here now" in say(cell, both, "Hello")
    assert not Post.objects.exists()


def test_hidden_words_say_why_to_their_writer_alone(cell: Client, both: Group, cast: Cast, sign_in: SignIn) -> None:
    a_post(both, cast.prisoner.prisoner, "rude", state=Post.State.HIDDEN, reason="This hurts people")
    assert "This hurts people" in cell.get(at(both)).content.decode()
    assert "rude" not in sign_in(Client(), cast.cell_mate).get(at(both)).content.decode()


def test_report(cell: Client, both: Group, cast: Cast) -> None:
    post = a_post(both, cast.cell_mate.prisoner)
    address = reverse("education:report_post", args=[post.pk])
    assert "Pick one" in cell.post(address, {}).content.decode()
    assert "Staff will look at it" in cell.post(address, {"why": "UNKIND"}, follow=True).content.decode()
    assert Report.objects.get().by == cast.prisoner.prisoner
    own = a_post(both, cast.prisoner.prisoner)
    assert cell.get(reverse("education:report_post", args=[own.pk])).status_code == 404


def test_keep_and_take_out(cell: Client, both: Group, cast: Cast) -> None:
    post = a_post(both, cast.prisoner.prisoner)
    address = reverse("education:keep_post", args=[post.pk])
    assert "Kept for your skills passport" in cell.post(address, follow=True).content.decode()
    assert "It is out again" in cell.post(address, {"out": "1"}, follow=True).content.decode()
    assert Post.objects.get().kept_at is None


def test_who_leads_lets_others_see_it(cell: Client, both: Group, cast: Cast) -> None:
    Group.objects.update(mentor=cast.prisoner.prisoner)
    post = a_post(both, cast.cell_mate.prisoner, "Waiting words", state=Post.State.WAITING)
    held = a_post(both, cast.cell_mate.prisoner, "Held words", state=Post.State.HELD, caught=["NUMBER"])
    said = cell.get(at(both)).content.decode()
    assert "Waiting words" in said
    assert "Held words" not in said
    cell.post(reverse("education:mentor_show_post", args=[post.pk]))
    assert Post.objects.get(pk=post.pk).state == Post.State.SHOWN
    assert cell.post(reverse("education:mentor_show_post", args=[held.pk])).status_code == 404


def test_the_newest_page_is_seen_first_and_queries_stay_flat(
    cell: Client, both: Group, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(45):
        post = a_post(both, cast.cell_mate.prisoner, f"Word {number:03}", at=NOW + timedelta(minutes=number))
        a_post(both, cast.prisoner.prisoner, "Yes", at=NOW + timedelta(days=1, minutes=number), reply_to=post)
    for _ in range(15):
        Member.objects.create(group=both, prisoner=PrisonerFactory(), joined_at=NOW)
    cell.get(at(both))
    with django_assert_max_num_queries(10):
        said = cell.get(at(both)).content.decode()
    assert "Word 044" in said
    assert "Word 000" not in said
    assert "Word 000" in cell.get(f"{at(both)}?page=1").content.decode()
