"""Which alerts of the roll matter here, and to whom. Every other code is dropped when the row is read.

A code that must not be shared further (DOCGM) or that no screen uses has no place in this database.
Codes and meanings: the service's alert reference data.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from .faults import BadField


class Readers(StrEnum):
    EVERYBODY = "EVERYBODY"  # whoever meets the person must know today
    RISK = "RISK"  # public protection, safer custody, resettlement: they decide what follows


ALERTS = {
    "HA": Readers.EVERYBODY,  # self-harm or suicide: ACCT open
    "HA1": Readers.EVERYBODY,  # ACCT closed, still in its after-care
    "CSIP": Readers.EVERYBODY,  # challenge, support and intervention plan
    "PEEP": Readers.EVERYBODY,  # needs help to get out in an emergency
    "RNO121": Readers.EVERYBODY,  # never alone with one person
    "XSA": Readers.EVERYBODY,  # has assaulted staff
    "XHT": Readers.EVERYBODY,  # has taken hostages
    "XRF": Readers.EVERYBODY,  # risk to women
    "RLG": Readers.EVERYBODY,  # risk to gay, lesbian and bisexual people
    "XR": Readers.EVERYBODY,  # racist behaviour
    "RCON": Readers.EVERYBODY,  # conflict with other prisoners
    "AS": Readers.EVERYBODY,  # social care
    "VI": Readers.RISK,  # victim
    "VIP": Readers.RISK,  # keeps away from everybody
    "AAR": Readers.RISK,  # adult at risk
    "XGANG": Readers.RISK,  # gang member
    "XTACT": Readers.RISK,  # Terrorism Act
    "XNR": Readers.RISK,  # not for release
    "XLDEPORT": Readers.RISK,  # liable to deportation
    "XILLENT": Readers.RISK,  # illegal entrant
    "SOR": Readers.RISK,  # on the sex offenders register
    "SSHO": Readers.RISK,  # sexual harm prevention order
    "PC1": Readers.RISK,  # MAPPA category 1
    "PC2": Readers.RISK,  # MAPPA category 2
    "PC3": Readers.RISK,  # MAPPA category 3
}


def alerts(row: Mapping[str, Any]) -> list[str]:
    """The codes of this row's alerts that are active, have not run out and matter; sorted. Raises BadField."""
    listed = row.get("alerts")
    if listed is None:
        return []
    if not isinstance(listed, list) or not all(isinstance(alert, dict) for alert in listed):
        raise BadField("alerts", "not a list of alerts")
    in_force = [a.get("alertCode") for a in listed if a.get("active") is True and a.get("expired") is not True]
    return sorted({code for code in in_force if isinstance(code, str) and code in ALERTS})
