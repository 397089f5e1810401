"""Pages of awards: the skills passport in the cell, giving, withdrawing and printing by staff."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.keys import NodeKeys
from education.models import Award, Cv, Withdrawal
from education.views.code import link_of
from tests.awards import a_judgement, a_skill
from tests.cast import NOW, Cast, SignIn, UserFactory
from tests.groups import a_group, a_post


@pytest.fixture
def cell(cast: Cast, node: NodeKeys, sign_in: SignIn) -> Client:
    return sign_in(Client(), cast.prisoner)


@pytest.fixture
def desk(cast: Cast, node: NodeKeys, sign_in: SignIn) -> Client:
    return sign_in(Client(), cast.tutor)


def page(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(f"education:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_cell_says_what_i_can_do_and_what_it_means(cell: Client, cast: Cast) -> None:
    assert "You have no skills here yet" in page(cell, "skills")
    a_skill(cast.prisoner.prisoner, by=cast.tutor)
    a_judgement(cast.prisoner.prisoner, by=cast.tutor)
    a_skill(cast.cell_mate.prisoner, by=cast.tutor, skill="PLANNING")
    words = page(cell, "skills")
    for there in ("Work in a team", "You are good at this.", "Wiring a plug", "Led the paint crew for a week."):
        assert there in words
    assert "Plan my work" not in words


def test_what_was_taken_back_is_said(cell: Client, cast: Cast) -> None:
    award = a_skill(cast.prisoner.prisoner, by=cast.tutor)
    Award.objects.filter(pk=award.pk).update(withdrawn_at=award.issued_at)
    assert "Taken back" in page(cell, "skills")


def test_the_person_chooses_what_the_page_shows(cell: Client, cast: Cast) -> None:
    mine = cast.prisoner.prisoner
    one, other = a_skill(mine, by=cast.tutor), a_judgement(mine, by=cast.tutor)
    mates = a_skill(cast.cell_mate.prisoner, by=cast.tutor)
    answer = cell.post(reverse("education:skills"), {"show": [str(other.pk), str(mates.pk), "no id"], "where": "yes"})
    assert answer.status_code == 302
    shown = dict(Award.objects.values_list("pk", "on_cv"))
    assert (shown[one.pk], shown[other.pk], shown[mates.pk]) == (False, True, True)
    assert Cv.objects.get(prisoner=mine).says_where
    cell.post(reverse("education:skills"), {"show": str(one.pk)})
    assert not Cv.objects.get(prisoner=mine).says_where


def test_kept_words_are_shown_and_taken_out_there(cell: Client, cast: Cast) -> None:
    post = a_post(a_group(cast, cast.prisoner.prisoner), cast.prisoner.prisoner, "Halve it twice.", kept_at=NOW)
    words = page(cell, "skills")
    assert "What I wrote in a group" in words
    assert "Halve it twice." in words
    answer = cell.post(reverse("education:keep_post", args=[post.pk]), {"out": "1", "skills": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("education:skills")
    assert "Halve it twice." not in answer.content.decode()


def test_a_page_holds_eight(cell: Client, cast: Cast) -> None:
    nine = [a_judgement(cast.prisoner.prisoner, by=cast.tutor) for _ in range(9)]
    Award.objects.update(on_cv=False)
    answer = cell.post(reverse("education:skills"), {"show": [str(one.pk) for one in nine]}, follow=True)
    assert "One page has room for eight. Take some off." in answer.content.decode()
    assert not Award.objects.filter(on_cv=True).exists()


def test_queries_stay_flat(cell: Client, desk: Client, cast: Cast, django_assert_max_num_queries: Any) -> None:
    for skill in ("TEAMWORK", "PLANNING", "INITIATIVE", "CREATIVITY"):
        a_skill(cast.prisoner.prisoner, by=cast.tutor, skill=skill)
    with django_assert_max_num_queries(10):
        page(cell, "skills")
    with django_assert_max_num_queries(10):
        page(desk, "awards", cast.prisoner.prisoner.pk)


def test_a_tutor_awards_a_skill(desk: Client, cast: Cast) -> None:
    person = cast.prisoner.prisoner
    there = reverse("education:award_skill", args=[person.pk])
    empty = desk.post(there, {}).content.decode()
    assert "Choose a skill" in empty
    assert "Say what shows it" in empty
    said = {"skill": "PLANNING", "rating": "VERY_CONFIDENT", "evidence": "Planned the stock check."}
    words = desk.post(there, said, follow=True).content.decode()
    assert "Awarded: Planning." in words
    assert "Planned the stock check." in words
    assert Award.objects.get().issued_by == cast.tutor


def test_a_tutor_awards_what_was_seen(desk: Client, cast: Cast) -> None:
    there = reverse("education:award_judgement", args=[cast.prisoner.prisoner.pk])
    said = {"name": "Wiring a plug", "can": "Wires a plug.", "evidence": "Four plugs, all tested."}
    assert "Awarded: Wiring a plug." in desk.post(there, said, follow=True).content.decode()


def test_what_stands_in_the_way_is_said_and_the_words_stay(desk: Client, cast: Cast, settings: Any) -> None:
    settings.VERIFY_URL = ""
    said = {"name": "Wiring a plug", "can": "Wires a plug.", "evidence": "Four plugs, all tested."}
    answer = desk.post(reverse("education:award_judgement", args=[cast.prisoner.prisoner.pk]), said)
    assert "Awards are not set up here" in answer.content.decode()
    assert "Four plugs, all tested." in answer.content.decode()
    assert not Award.objects.exists()


def test_withdrawing_takes_two(desk: Client, cast: Cast, sign_in: SignIn) -> None:
    award = a_skill(cast.prisoner.prisoner, by=cast.tutor)
    there = reverse("education:award_withdraw", args=[award.pk])
    assert "Choose a reason" in desk.post(there, {}).content.decode()
    assert "Proposed." in desk.post(there, {"reason": "MISTAKE"}, follow=True).content.decode()
    own = page(desk, "award_withdraw", award.pk)
    assert "You proposed this." in own
    assert "Withdraw it for good" not in own
    proposal = Withdrawal.objects.get()
    sure = {"decide": "confirm", "withdrawal": str(proposal.pk)}
    assert "needs a second person" in desk.post(there, sure, follow=True).content.decode()
    second = sign_in(Client(), UserFactory(roles=["TUTOR"], name="Perry Okell", secret="twelve brown geese"))
    assert "Withdrawn." in second.post(there, sure, follow=True).content.decode()
    assert "Perry Okell has decided this" in desk.post(there, sure, follow=True).content.decode()
    award.refresh_from_db()
    assert award.withdrawn_at is not None


def test_the_code_carries_the_award_behind_the_hash(node: NodeKeys, cast: Cast) -> None:
    award = a_skill(cast.prisoner.prisoner, by=cast.tutor)
    before, _, behind = link_of(award.credential).partition("#")
    assert before == "https://awards.example/verify/"
    assert behind == award.credential
