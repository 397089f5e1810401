"""What the rows of the matrix are about: his report, his handover, a terminal, and what is none of them."""

from typing import Any
from uuid import UUID, uuid4

from accounts.models import NonAssociation, Prisoner
from passport.acts.sections import open_passport
from passport.models import Report
from tests.cast import NOW, Cast, PrisonerFactory, PrisonFactory, TerminalFactory
from tests.reports import a_report, his_passport, propose, submitted
from tests.told import agree


def his(cast: Cast) -> dict[str, Any]:
    return {"prisoner_id": cast.prisoner.prisoner.pk}


def a_stranger_of(cast: Cast) -> dict[str, Any]:
    """Somebody in a prison where nobody of the cast works."""
    return {"prisoner_id": PrisonerFactory(prison=PrisonFactory(code="BXI", name="Brixton (HMP)")).pk}


def with_a_passport(cast: Cast) -> dict[str, Any]:
    return {"prisoner_id": his_passport(cast).prisoner_id}


def his_report(cast: Cast) -> dict[str, Any]:
    going = Report.objects.open().first()  # asked for twice in a row's test
    return {"report_id": (going or a_report(cast)).pk}


def his_submitted_report(cast: Cast) -> dict[str, Any]:
    done = Report.objects.filter(submitted_at__isnull=False).first()
    return {"report_id": (done or submitted(cast)).pk}


def no_report(cast: Cast) -> dict[str, Any]:
    return {"report_id": uuid4()}


def his_health(cast: Cast) -> dict[str, Any]:
    return his_report(cast) | {"pathway": "HEALTH"}


def another_pathway(cast: Cast) -> dict[str, Any]:
    """His report, and a pathway that it does not have."""
    return his_report(cast) | {"pathway": "ELSEWHERE"}


def his_first_page(cast: Cast) -> dict[str, Any]:
    return his_health(cast) | {"page_id": "ABOUT"}


def no_page(cast: Cast) -> dict[str, Any]:
    return his_health(cast) | {"page_id": "ELSEWHERE"}


def his_handover(cast: Cast) -> dict[str, Any]:
    cast.handover.rec = his_passport(cast).pk
    cast.handover.save()
    return his(cast) | {"handover_id": cast.handover.pk}


def another_handover(cast: Cast) -> dict[str, Any]:
    """His page with a handover of somebody else in its address."""
    his_passport(cast)
    cast.handover.rec = uuid4()
    cast.handover.save()
    return his(cast) | {"handover_id": cast.handover.pk}


def a_proposed_agreement(cast: Cast) -> dict[str, Any]:
    return {"agreement_id": propose(cast).pk}


def no_agreement(cast: Cast) -> dict[str, Any]:
    return {"agreement_id": uuid4()}


def the_cells_layout(cast: Cast) -> dict[str, Any]:
    return {"layout": "cell"}


def no_layout(cast: Cast) -> dict[str, Any]:
    return {"layout": "none"}


def him(cast: Cast) -> dict[str, Any]:
    return {"pk": cast.prisoner.prisoner.pk}


def a_stranger(cast: Cast) -> dict[str, Any]:
    """Somebody in a prison where nobody of the cast works."""
    return {"pk": PrisonerFactory(prison=PrisonFactory(code="BXI", name="Brixton (HMP)")).pk}


def somebody_without_a_pin(cast: Cast) -> dict[str, Any]:
    return {"pk": PrisonerFactory().pk}


def two_kept_apart(cast: Cast) -> dict[str, Any]:
    kept = _kept_apart(cast.prisoner.prisoner, cast.cell_mate.prisoner)
    return {"pk": cast.prisoner.prisoner.pk, "kept": kept.pk}


def two_others_kept_apart(cast: Cast) -> dict[str, Any]:
    """His own page with the row of two others in its address."""
    return {"pk": cast.prisoner.prisoner.pk, "kept": _kept_apart(PrisonerFactory(), PrisonerFactory()).pk}


def _kept_apart(first: Prisoner, second: Prisoner) -> NonAssociation:
    return NonAssociation.objects.create(first=first, second=second, where="TOTAL", reason="a fight", since_at=NOW)


def his_terminal(cast: Cast) -> dict[str, Any]:
    return {"pk": TerminalFactory().pk}


def a_terminal_elsewhere(cast: Cast) -> dict[str, Any]:
    return {"pk": TerminalFactory(prison=PrisonFactory(code="BXI", name="Brixton (HMP)")).pk}


def the_handover(cast: Cast) -> dict[str, Any]:
    return {"handover_id": cast.handover.pk}


def no_handover(cast: Cast) -> dict[str, Any]:
    return {"handover_id": UUID(int=0)}


def the_agency(cast: Cast) -> dict[str, Any]:
    return {"agency_id": cast.agency_worker.agency_id}


def no_kid(cast: Cast) -> dict[str, Any]:
    return {"kid": "none"}


def an_answer(cast: Cast) -> dict[str, Any]:
    return {"id": str(uuid4()), "sealed": "not sealed"}


def an_agency_that_asks(cast: Cast) -> dict[str, Any]:
    passport = open_passport(prisoner=cast.prisoner.prisoner, by=cast.practitioner, at=NOW)
    agree(cast, passport, cast.agency_worker.agency, "CONSENT", ["MY_WORDS"])
    return {"agency_id": cast.agency_worker.agency_id}


def an_agency_that_does_not(cast: Cast) -> dict[str, Any]:
    return {"agency_id": cast.other_agency_worker.agency_id}


def a_yes(cast: Cast) -> dict[str, Any]:
    return {"share": "yes"}
