from .handover import Acknowledgement, Agreement, Answer, Consent, Handover, Referral
from .journal import JournalEntry, JournalTip, Lane, Peer, Shipment
from .passport import (
    PATHWAY_SECTIONS,
    RESTRICTED,
    SECTIONS,
    Passport,
    Pathway,
    PathwayState,
    is_restricted,
)
from .report import Draft, Report, ReportPart
from .sealed import SectionVersion, SignedHead, Wrap

__all__ = [
    "PATHWAY_SECTIONS",
    "RESTRICTED",
    "SECTIONS",
    "Acknowledgement",
    "Agreement",
    "Answer",
    "Consent",
    "Draft",
    "Handover",
    "JournalEntry",
    "JournalTip",
    "Lane",
    "Passport",
    "Pathway",
    "PathwayState",
    "Peer",
    "Referral",
    "Report",
    "ReportPart",
    "SectionVersion",
    "Shipment",
    "SignedHead",
    "Wrap",
    "is_restricted",
]
