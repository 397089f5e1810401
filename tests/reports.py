"""Reports and agreements of the cast: question sets written in the test, and a report that asks them."""

from datetime import timedelta
from hashlib import sha256

from django.utils import timezone

from accounts.models import Agency, Role, User
from incell.acts.questionsets import parsed
from incell.models import QuestionSet
from incell.questions import Question, free_text_key, next_page, parse
from passport.acts.agreements import approve_agreement, propose_agreement
from passport.acts.drafts import save_page
from passport.acts.report_events import Why
from passport.acts.report_turns import restart_report
from passport.acts.reports import SubmittedAlready, complete_part, start_report, submit_report
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
    """A report of his that asks this one set; one that was submitted before is begun again."""
    question_set(text, overlays)
    told = {"by": cast.practitioner, "at": timezone.now()}
    try:
        return start_report(passport=his_passport(cast), kind=kind, **told)
    except SubmittedAlready as there:
        return restart_report(report=there.report, why=Why("OTHER", "Once more"), **told)


def save(report: Report, page: str, by: object, **said: object) -> None:
    """Save one page as somebody who has just seen it."""
    part = report.parts.get()
    save_page(part=part, page_id=page, submitted=said, revision=part.revision, by=by, at=timezone.now())


def complete(report: Report, by: object, secret: str = "he locked me in the cellar", gp: str = "YES") -> None:
    """Answer HEALTH and complete it."""
    save(report, "ABOUT", by, REGISTERED_WITH_GP=gp)
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


TEXTS = ["12", "07700 900123", "AB123456C", "His sister Denise has offered him her sofa until the council has decided."]
LONG = (
    "He says that he has not slept in the same place for more than a week since the tenancy ended in 2024.\n"
    "His sister in Rotherham would take him for a fortnight at most; she has two small children and a landlord who "
    "counts heads. He wants to be near the hospital because of the appointments on Tuesdays and Fridays."
)


def fitting(question: Question) -> object:
    """An answer that this question takes, a long one where it can be long."""
    if question.kind == "RADIO":
        return next((option.id for option in question.options if option.nested), question.options[0].id)
    if question.kind == "CHECKBOX":
        return [option.id for option in question.options if not option.exclusive][:3]
    if question.kind == "ADDRESS":
        return {"line1": "Flat 12, Wellesley Court", "town": "Rotherham", "postcode": "S60 1AA"}
    pattern = question.validation.pattern
    wanted = [LONG, *reversed(TEXTS)] if question.kind == "LONG_TEXT" else reversed(TEXTS)
    return next(text for text in wanted if pattern is None or pattern.matches(text))


def answer_pages(report: Report, by: User, pathways: int = 99) -> None:
    """Fill in and complete the first pathways of a report, each along the way that its answers take."""
    for part in report.parts.select_related("question_set")[:pathways]:
        asked, page = parsed(part.question_set), parsed(part.question_set).pages[0]
        said: dict[str, object] = {}
        while page is not None and page.questions:
            given = {question.id: fitting(question) for question in page.walk()}
            given |= {
                free_text_key(question.id, option.id): "A place of his own"
                for question in page.walk()
                for option in question.options
                if option.free_text
            }
            part = save_page(
                part=part, page_id=page.id, submitted=given, revision=part.revision, by=by, at=timezone.now()
            )
            said |= given
            page = asked.page(next_page(asked, page.id, said, report=report.kind) or "")
        complete_part(part=part, revision=part.revision, status="SUPPORT_REQUIRED", by=by, at=timezone.now())
