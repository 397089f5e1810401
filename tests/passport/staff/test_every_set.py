"""Every question set of every version loads, its pages draw, and what was answered under it opens in its own words."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html

from deploy.demonstration.answers import Answerer
from incell import questions
from incell.acts.questionsets import load_question_sets, parsed
from incell.models import QuestionSet
from incell.questions.library import SETS
from passport.acts.drafts import save_page
from passport.acts.reports import complete_part, start_report, submit_report
from passport.models import Report, ReportPart
from tests.cast import Cast
from tests.passport.staff.conftest import words
from tests.reports import his_passport

BESIDE = Path(__file__).parents[4] / "shared" / "hmpps" / "question-sets"  # the service's, not in the repository
OLDER = Path(__file__).parents[2] / "incell" / "questions" / "versions"
FOLDERS = [folder for folder in (SETS, OLDER, BESIDE) if folder.is_dir()]


def load(folder: Path) -> None:
    load_question_sets(folder=folder, by="test", at=timezone.now())


@pytest.fixture(params=FOLDERS, ids=[folder.parent.name + "-" + folder.name for folder in FOLDERS])
def folder(request: pytest.FixtureRequest) -> Path:
    return request.param


def way(part: ReportPart, answers: Answerer) -> Iterator[tuple[questions.Page, dict[str, object]]]:
    return answers.way(parsed(part.question_set), part.report.kind)


def filled_in(report: Report, cast: Cast, draw: Callable[[str], str]) -> list[tuple[str, str]]:
    """Answer every part, drawing each page before and after; (question, answer in words) of all."""
    told, base = [], f"/staff/reports/{report.pk}/"
    for part in report.parts.select_related("question_set", "report__passport__prisoner"):
        asked, said = parsed(part.question_set), {}
        for page, given in way(part, Answerer()):
            said |= given
            assert str(page.questions[0].title) in draw(f"{base}{part.pathway}/pages/{page.id}/")
            turn = {"part": part, "page_id": page.id, "submitted": given, "revision": part.revision}
            part = save_page(**turn, by=cast.practitioner, at=timezone.now())
            draw(f"{base}{part.pathway}/pages/{page.id}/")
        draw(f"{base}{part.pathway}/check/")
        complete_part(part=part, revision=part.revision, status="DONE", by=cast.practitioner, at=timezone.now())
        for _page, rows in questions.summary(asked, said, report=report.kind):
            told += [(str(row.title), str(line)) for row in rows for line in row.value]
    return told


@pytest.mark.parametrize("kind", ["BCST2", "RESETTLEMENT_PLAN"])
def test_each_set_is_drawn_answered_and_read_again_after_newer_ones_came(
    kind: str, folder: Path, office: Client, cast: Cast
) -> None:
    load(folder)
    report = start_report(passport=his_passport(cast), kind=kind, by=cast.practitioner, at=timezone.now())
    assert {part.pathway for part in report.parts.all()} == {one.pathway for one in questions.load(folder)}

    def draw(address: str) -> str:
        answer = office.get(address)
        assert answer.status_code == 200, address
        return " ".join(html.fromstring(answer.content.decode()).text_content().split())

    told = filled_in(report, cast, draw)
    assert len(told) >= 2 * len(report.parts.all())
    submit_report(report=report, by=cast.practitioner, at=timezone.now())
    versions = {part.pathway: part.question_set.version for part in report.parts.select_related("question_set")}
    for other in FOLDERS:  # all others come into force after it
        if other != folder:
            load(other)
    assert QuestionSet.objects.current().count() == 7
    page = draw(f"/staff/reports/{report.pk}/as-submitted/")
    for title, line in told:
        assert " ".join(title.split()) in page, title
        assert " ".join(line.split()) in page, line
    for version in versions.values():
        assert f"Version {version} of the questions" in page


def test_the_seven_pathways_are_there_and_a_service_file_is_never_needed(office: Client, cast: Cast) -> None:
    load(SETS)
    assert {row.pathway for row in QuestionSet.objects.current()} == set(questions.PATHWAYS)
    if BESIDE.is_dir():
        load(BESIDE)
        assert {row.pathway for row in QuestionSet.objects.current()} == set(questions.PATHWAYS)
        assert QuestionSet.objects.count() == 14
    start_report(passport=his_passport(cast), kind="BCST2", by=cast.practitioner, at=timezone.now())
    assert "Pathways complete: 0 of 7" in words(office.get(f"/staff/reports/{Report.objects.get().pk}/"))
