"""The page for a job, on paper: one page, tagged, whole in both languages, with a code that a phone reads."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import paper
from accounts.keys import NodeKeys
from accounts.models import AuditEntry
from education.models import Award, Cv
from education.views.code import link_of
from education.views.cv import sheet_of
from tests.awards import a_judgement, a_skill, a_tutor
from tests.cast import Cast, PrisonerFactory, SignIn
from tests.paper import Paper


@pytest.fixture
def cell(cast: Cast, node: NodeKeys, sign_in: SignIn) -> Client:
    return sign_in(Client(), cast.prisoner)


@pytest.fixture
def desk(cast: Cast, node: NodeKeys, sign_in: SignIn) -> Client:
    return sign_in(Client(), cast.tutor)


def printed(desk: Client, person: Any, **said: str) -> Paper:
    answer = desk.post(reverse("education:awards_printed", args=[person.pk]), said)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in answer["Cache-Control"]
    assert person.last_name not in answer["Content-Disposition"]
    return Paper(answer.content)


def test_it_is_one_tagged_page_and_its_code_is_read_back(desk: Client, cast: Cast, tmp_path: Path) -> None:
    person = cast.prisoner.prisoner
    a_judgement(person, by=cast.tutor)
    award = a_skill(person, by=cast.tutor)
    Cv.objects.create(prisoner=person, in_code=award)
    sheet = printed(desk, person)
    assert (sheet.pages, sheet.faults()) == (1, [])
    assert sheet.code(tmp_path) == link_of(award.credential)
    assert [tag.alt for tag in sheet.tags() if tag.name == "Figure"] == ["Code to check the award Teamwork"]
    assert [tag.name for tag in sheet.tags() if tag.name[0] == "H" and tag.name != "HTML"] == [
        "H1",
        "H2",
        "H3",
        "H3",
        "H2",
    ]
    words = sheet.words(tmp_path)
    for said in ("Marlon Ashdown", "Teamwork: Quite confident", "Wired four plugs, all tested."):
        assert said in words
    assert "Ask me" not in words


def test_it_says_where_only_if_the_person_wants_it(desk: Client, cast: Cast, tmp_path: Path) -> None:
    person = cast.prisoner.prisoner
    a_skill(person, by=cast.tutor)
    words = printed(desk, person).words(tmp_path)
    assert not [word for word in ("Moorland", "HMP", person.number) if word in words]
    Cv.objects.create(prisoner=person, says_where=True)
    assert "Moorland (HMP" in printed(desk, person).words(tmp_path)
    lines = AuditEntry.objects.filter(verb="print_awards", whom=str(person.pk), who=str(cast.tutor.pk))
    assert [line.why for line in lines] == ["cv", "cv"]


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("large", [False, True])
def test_long_names_and_many_awards_stay_on_one_page_and_nothing_is_lost(
    cast: Cast, node: NodeKeys, tmp_path: Path, language: str, large: bool
) -> None:
    person = PrisonerFactory(first_name="Maximilian" * 6, last_name="Abercrombie-" * 5)
    rows = [
        a_judgement(person, name=f"{n} {'wired ' * 6}", can=f"{n} {'sockets ' * 9}", evidence=f"{n} {'sure ' * 16}")
        for n in range(8)
    ]
    cv = Cv(prisoner=person, language=language, large_print=large, says_where=True)
    made = sheet_of(person, rows, cv)
    sheet = Paper(made.pdf)
    assert (sheet.pages, sheet.faults()) == (1, [])
    assert made.more >= 1
    words = sheet.words(tmp_path)
    assert (f"I have {made.more} more" if language == "en" else f"{made.more}") in words
    assert sum(f"{n} wired" in words for n in range(8)) >= 8 - made.more
    assert sheet.code(tmp_path) == link_of(rows[0].credential)


def test_large_print_is_large_and_welsh_is_welsh(cast: Cast, node: NodeKeys, tmp_path: Path) -> None:
    person = cast.prisoner.prisoner
    award = a_skill(person)
    sheet = Paper(sheet_of(person, [award], Cv(prisoner=person, language="cy", large_print=True)).pdf)
    assert str(sheet.pdf.Root.Lang) == "cy"
    assert "Gwaith tîm" in sheet.words(tmp_path)
    small = Paper(sheet_of(person, [award], None).pdf)
    assert str(small.pdf.Root.Lang) == "en"
    assert sheet.height_of("Marlon", tmp_path) > 1.4 * small.height_of("Marlon", tmp_path)


def test_one_award_is_printed_and_a_withdrawn_one_is_not(desk: Client, cast: Cast, tmp_path: Path) -> None:
    person = cast.prisoner.prisoner
    one, other = a_skill(person, by=a_tutor()), a_judgement(person, by=a_tutor())
    words = printed(desk, person, award=str(other.pk)).words(tmp_path)
    assert "Wiring a plug" in words
    assert "Teamwork" not in words
    there = reverse("education:awards_printed", args=[person.pk])
    Award.objects.filter(pk=one.pk).update(withdrawn_at=one.issued_at)
    assert desk.post(there, {"award": str(one.pk)}).status_code == 404
    assert desk.post(there, {"award": "no id"}).status_code == 404


def test_nothing_to_print_is_said(desk: Client, cell: Client, cast: Cast) -> None:
    there = reverse("education:awards_printed", args=[cast.prisoner.prisoner.pk])
    assert "The person shows no award" in desk.post(there, follow=True).content.decode()
    own = cell.get(reverse("education:page_for_a_job"), follow=True).content.decode()
    assert "Your page is empty. Choose a skill to show." in own
    assert not AuditEntry.objects.filter(verb="print_awards").exists()


def test_the_person_sees_the_page_in_the_cell_as_they_chose_it(cell: Client, cast: Cast, tmp_path: Path) -> None:
    mine = cast.prisoner.prisoner
    one, other = a_skill(mine, by=cast.tutor), a_judgement(mine, by=cast.tutor)
    said = {"show": [str(one.pk), str(other.pk)], "code": str(one.pk), "language": "cy", "large": "yes"}
    cell.post(reverse("education:skills"), said)
    cv = Cv.objects.get(prisoner=mine)
    assert (cv.in_code, cv.language, cv.large_print, cv.says_where) == (one, "cy", True, False)
    sheet = Paper(cell.get(reverse("education:page_for_a_job")).content)
    assert sheet.code(tmp_path) == link_of(one.credential)
    cell.post(reverse("education:skills"), {"show": str(other.pk), "code": str(one.pk), "language": "xx"})
    cv.refresh_from_db()
    assert (cv.in_code, cv.language, cv.large_print) == (None, "en", False)


def test_a_missing_library_is_said_and_nothing_is_written_down(
    desk: Client, cell: Client, cast: Cast, monkeypatch: Any
) -> None:
    a_skill(cast.prisoner.prisoner, by=cast.tutor)

    def gone(*args: Any, **more: Any) -> None:
        raise paper.NoPango("pango-1.0 not installed")

    monkeypatch.setattr(paper, "lay_out", gone)
    there = reverse("education:awards_printed", args=[cast.prisoner.prisoner.pk])
    assert "a program for PDF is missing" in desk.post(there, follow=True).content.decode()
    assert not AuditEntry.objects.filter(verb="print_awards").exists()
    own = cell.get(reverse("education:page_for_a_job"), follow=True).content.decode()
    assert "We can not make your page now. Tell staff." in own
