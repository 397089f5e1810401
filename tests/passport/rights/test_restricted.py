"""A restricted answer is searched wherever somebody without its key could come upon it, from the first save on."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core import serializers
from django.test import Client, override_settings
from django.urls import reverse

from accounts.access import give
from accounts.models import Role, User
from deploy.demonstration.canaries import Canaries
from passport.acts.reports import submit_report
from passport.models import Report
from tests.cast import NOW, Cast, SignIn, UserFactory
from tests.paper import Paper
from tests.reports import a_report, agree, complete, save
from tests.rules.test_matrix import named_urls

CANARY = "the wombat behind Larkspur Terrace"
CANARIES = Canaries([CANARY, "Larkspur Terrace"])


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def report(cast: Cast, node: object) -> Report:
    """One page of restricted answers is saved, and nothing submitted."""
    report = a_report(cast)
    save(report, "ABOUT", cast.practitioner, REGISTERED_WITH_GP="YES")
    save(report, "HARM", cast.practitioner, VICTIM_OF_DOMESTIC_ABUSE=CANARY)
    return report


@pytest.fixture
def submitted(report: Report, cast: Cast) -> Report:
    complete(report, cast.practitioner, secret=CANARY)
    submit_report(report=report, by=cast.practitioner, at=NOW)
    return report


def everything() -> bytes:
    return "\n".join(serializers.serialize("json", model.objects.all()) for model in apps.get_models()).encode()


def without_the_key(cast: Cast) -> list[User]:
    """Who works with him and may not read them, who reads passports, who teaches, who runs the place."""
    works = UserFactory(roles=[Role.RESETTLEMENT_PRACTITIONER], name="Ola Second")
    give(works, ["work_with_prisoner"], cast.prisoner.prisoner)
    return [works, UserFactory(roles=[Role.KEY_WORKER]), cast.tutor, cast.administrator, cast.cell_mate]


def pages(cast: Cast, report: Report) -> Iterator[str]:
    """Every address of a prison that takes nothing, this person or this report."""
    known = {"prisoner_id": cast.prisoner.prisoner.pk, "report_id": report.pk, "pathway": "HEALTH", "page_id": "HARM"}
    for name, pattern in named_urls("prison").items():
        wanted = pattern.pattern.converters.keys()
        if wanted <= known.keys():
            yield reverse(name, kwargs={each: known[each] for each in wanted})


def shown(answer: Any) -> bytes:
    """What somebody sees: the page, a file as it is downloaded, the words of a PDF."""
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not raw.startswith(b"%PDF"):
        return raw
    with TemporaryDirectory() as folder:
        return Paper(raw).words(Path(folder)).encode()


def search(cast: Cast, report: Report, sign_in: SignIn) -> list[str]:
    found = []
    with override_settings(ROOT_URLCONF="deploy.urls.prison"):
        addresses = list(pages(cast, report))
        for user in without_the_key(cast):
            client = sign_in(Client(raise_request_exception=False), user)
            for address in addresses:
                found += [str(one) for one in CANARIES.search(shown(client.get(address)), f"{user.name} {address}")]
    assert len(addresses) > 40
    return found


def test_the_search_finds_it_where_it_may_be_read(submitted: Report, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(Client(), cast.practitioner)
    answer = client.get(f"/staff/people/{cast.prisoner.prisoner.pk}/passport/")
    assert list(CANARIES.search(shown(answer), "page"))


@pytest.mark.parametrize("stage", ["report", "submitted"])
def test_no_page_no_file_and_no_log_line_shows_it(
    stage: str,
    request: pytest.FixtureRequest,
    cast: Cast,
    sign_in: SignIn,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    report = request.getfixturevalue(stage)
    assert search(cast, report, sign_in) == []
    assert list(CANARIES.search(everything(), "database")) == []
    said = capfd.readouterr()
    assert list(CANARIES.search(f"{caplog.text}{said.out}{said.err}".encode(), "log")) == []


def test_who_can_not_read_it_is_told_that_there_is_something_and_whom_to_ask(
    submitted: Report, cast: Cast, sign_in: SignIn
) -> None:
    public_protection = UserFactory(roles=[Role.PUBLIC_PROTECTION], name="Priya Shield")
    UserFactory(roles=[Role.PUBLIC_PROTECTION], name="Gone Away", is_active=False)
    client = sign_in(Client(), without_the_key(cast)[0])
    page = client.get(f"/staff/people/{cast.prisoner.prisoner.pk}/passport/").content.decode()
    assert "Some answers are withheld from you" in page
    assert f"{public_protection.name} (Public protection)" in page
    assert page.index(cast.practitioner.name) < page.index("Priya Shield")
    assert "Gone Away" not in page


def test_a_withheld_page_of_a_report_names_whom_to_ask(report: Report, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(Client(), without_the_key(cast)[0])
    page = client.get(f"/staff/reports/{report.pk}/HEALTH/pages/HARM/").content.decode()
    assert "This page is withheld from you" in page
    assert cast.practitioner.name in page


def test_central_and_the_line_carry_it_shut(line: Any) -> None:
    line.write("HEALTH_RESTRICTED", words=CANARY)
    sent: list[bytes] = []

    def post(raw: bytes) -> bytes:
        sent.append(raw)
        return bytes(line.post(raw))

    line.courier(post).round()
    assert sent
    assert [found for raw in sent for found in CANARIES.search(raw, "line")] == []
    assert list(CANARIES.search(everything(), "prison")) == []
    with line.at_central():
        assert list(CANARIES.search(everything(), "central")) == []


def test_an_agreement_without_it_gives_no_key_to_it(submitted: Report, cast: Cast) -> None:
    """An agency with the pathway has none of its restricted part: separation by key, not by template."""
    made = agree(cast, sections=["HEALTH"])
    assert "HEALTH_RESTRICTED" not in made.sections
