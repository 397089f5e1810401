"""Which release date counts. Each line of the table is a person."""

from datetime import date

import pytest

from accounts.models import Prisoner
from accounts.roll.faults import BadField
from accounts.roll.release import RULES, release

CONFIRMED, PAROLE, HDC, POST, CRD, ARD = (
    "confirmedReleaseDate",
    "actualParoleDate",
    "homeDetentionCurfewActualDate",
    "postRecallReleaseDate",
    "conditionalReleaseDate",
    "automaticReleaseDate",
)
ALL = {field: f"2027-0{n}-01" for n, field in enumerate([CONFIRMED, PAROLE, HDC, POST, CRD, ARD], start=1)}


def without(*fields: str) -> dict[str, str]:
    return {field: day for field, day in ALL.items() if field not in fields}


@pytest.mark.parametrize(
    ("row", "kind", "month"),
    [
        (ALL, "CONFIRMED", 1),
        (without(CONFIRMED), "PAROLE", 2),
        (without(CONFIRMED, PAROLE), "HDC", 3),
        (without(CONFIRMED, PAROLE, HDC), "CONDITIONAL", 5),
        (without(CONFIRMED, PAROLE, HDC, CRD), "AUTOMATIC", 6),
        (without(CONFIRMED, PAROLE, HDC, CRD, ARD), "POST_RECALL", 4),
        ({**ALL, "recall": True}, "CONFIRMED", 1),
        ({**without(CONFIRMED), "recall": True}, "PAROLE", 2),
        ({**without(CONFIRMED, PAROLE), "recall": True}, "POST_RECALL", 4),
        ({**without(CONFIRMED, PAROLE), "legalStatus": "RECALL"}, "POST_RECALL", 4),
        ({**without(CONFIRMED, PAROLE, POST), "recall": True}, "CONDITIONAL", 5),
        ({"nonParoleDate": "2027-07-01"}, "AUTOMATIC", 7),
        ({"releaseDate": "2027-08-01"}, "LIKELY", 8),
        ({CONFIRMED: None, CRD: "2027-05-01"}, "CONDITIONAL", 5),
        ({CONFIRMED: "2027-01-01", CRD: "{{now}}"}, "CONFIRMED", 1),
    ],
)
def test_the_date_that_counts(row: dict, kind: str, month: int) -> None:
    assert release(row) == (date(2027, month, 1), kind)


@pytest.mark.parametrize(
    "field",
    [
        "releaseOnTemporaryLicenceDate",
        "sentenceExpiryDate",
        "licenceExpiryDate",
        "paroleEligibilityDate",
        "tariffDate",
        "homeDetentionCurfewEligibilityDate",
        "topupSupervisionExpiryDate",
    ],
)
def test_what_is_no_release(field: str) -> None:
    assert release({field: "2027-05-01"}) == (None, "")


@pytest.mark.parametrize(
    "written", ["{{now offset='3 months'}}", "01/05/2027", "2027-02-30", "20270501", "2027-W10-1", 7]
)
def test_a_date_that_cannot_be_read_is_a_fault_of_its_field(written: object) -> None:
    with pytest.raises(BadField) as bad:
        release({CRD: written})
    assert bad.value.field == CRD
    assert str(written) not in bad.value.reason


def test_every_kind_is_a_kind_of_the_model_and_has_its_reason() -> None:
    assert {rule.kind for rule in RULES} <= set(Prisoner.ReleaseKind.values)
    assert all(rule.reason for rule in RULES)


@pytest.mark.parametrize("far", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_that_only_stands_for_unknown_is_a_bad_field(far: str) -> None:
    with pytest.raises(BadField, match="a year that cannot be"):
        release({CRD: far})
