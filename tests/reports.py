"""Reports and agreements of the cast: question sets written in the test, and a report that asks them."""

from datetime import timedelta
from hashlib import sha256

from django.utils import timezone

from accounts.models import Agency, Role
from incell.models import QuestionSet
from incell.questions import parse
from passport.acts.agreements import approve_agreement, propose_agreement
from passport.acts.drafts import save_page
from passport.acts.reports import complete_part, start_report, submit_report
from passport.acts.sections import open_passport
from passport.models import Agreement, Passport, Report
from tests.cast import AgencyFactory, Cast, UserFactory

HEALTH = """version: 7
pathway: HEALTH
requireStatusQuestion: false
pages:
  - id: ABOUT
    title: About health
    questions:
      - id: REGISTERED_WITH_GP
        title: Registered with a GP?
        type: RADIO
        validation: {message: Say whether there is a GP}
        options:
          - {id: "YES", displayText: "Yes"}
          - {id: "NO", displayText: "No"}
    nextPageLogic:
      - nextPageId: HARM
  - id: HARM
    title: Harm
    questions:
      - id: VICTIM_OF_DOMESTIC_ABUSE
        title: Victim of domestic abuse?
        type: LONG_TEXT
    nextPageLogic:
      - nextPageId: CHECK_ANSWERS
  - id: CHECK_ANSWERS
"""


def question_set(text: str, overlays: dict[str, str] | None = None) -> QuestionSet:
    """Put a question set into force."""
    one = parse(text, name="test.yml", overlay=overlays or {})
    QuestionSet.objects.current().filter(pathway=one.pathway).update(retired_at=timezone.now())
    return QuestionSet.objects.create(
        pathway=one.pathway,
        version=one.version,
        name="test.yml",
        text=text,
        overlays=overlays or {},
        digest=sha256(text.encode()).hexdigest(),
        loaded_at=timezone.now(),
    )


def his_passport(cast: Cast) -> Passport:
    return open_passport(prisoner=cast.prisoner.prisoner, by=cast.practitioner, at=timezone.now())


def a_report(cast: Cast, text: str = HEALTH, kind: str = "BCST2", overlays: dict[str, str] | None = None) -> Report:
    """A report of his that asks this one set."""
    question_set(text, overlays)
    return start_report(passport=his_passport(cast), kind=kind, by=cast.practitioner, at=timezone.now())


def save(report: Report, page: str, by: object, **said: object) -> None:
    """Save one page as somebody who has just seen it."""
    part = report.parts.get()
    save_page(part=part, page_id=page, submitted=said, revision=part.revision, by=by, at=timezone.now())


def complete(report: Report, by: object, secret: str = "he locked me in the cellar") -> None:
    """Answer HEALTH and complete it."""
    save(report, "ABOUT", by, REGISTERED_WITH_GP="YES")
    save(report, "HARM", by, VICTIM_OF_DOMESTIC_ABUSE=secret)
    part = report.parts.get()
    complete_part(part=part, revision=part.revision, status="SUPPORT_REQUIRED", by=by, at=timezone.now())


def submitted(cast: Cast, kind: str = "BCST2") -> Report:
    report = a_report(cast, kind=kind)
    complete(report, cast.practitioner)
    submit_report(report=report, by=cast.practitioner, at=timezone.now())
    return report


def agency(name: str = "Sheffield Probation") -> Agency:
    return AgencyFactory(name=name, kind=Agency.Kind.PROBATION)


def propose(cast: Cast, to: Agency | None = None, **otherwise: object) -> Agreement:
    """An agreement that the administrator proposed and nobody has approved."""
    said = {
        "agency": to or agency(),
        "purpose": "Supervision after release",
        "basis": "STATUTORY",
        "sections": ["ACCOMMODATION", "HEALTH", "MY_WORDS"],
        "days_before": 84,
        "days_after": 28,
        "expires_on": timezone.localdate() + timedelta(days=365),
    }
    return propose_agreement(**{**said, **otherwise}, by=cast.administrator, at=timezone.now())


def agree(cast: Cast, to: Agency | None = None, **otherwise: object) -> Agreement:
    """An agreement in force."""
    head = UserFactory(roles=[Role.HEAD_OF_REDUCING_REOFFENDING])
    return approve_agreement(agreement=propose(cast, to, **otherwise), by=head, at=timezone.now())
