"""What prisons sign about a person's record. Pure: no database."""

from .handover import HANDOVER, MAX_SECTIONS, HandoverStatement, NotAHandover, read_handover
from .listed import Listed
from .transfer import (
    TRANSFER,
    WANTED,
    NotATransfer,
    TransferStatement,
    WantedStatement,
    claimed_by,
    read_transfer,
    read_wanted,
    transfer_members,
)

__all__ = [
    "HANDOVER",
    "MAX_SECTIONS",
    "TRANSFER",
    "WANTED",
    "HandoverStatement",
    "Listed",
    "NotAHandover",
    "NotATransfer",
    "TransferStatement",
    "WantedStatement",
    "claimed_by",
    "read_handover",
    "read_transfer",
    "read_wanted",
    "transfer_members",
]
