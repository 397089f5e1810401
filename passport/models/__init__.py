from .application import Application
from .appointment import Appointment
from .blob import Blob, BlobChunk, WaitingDocument
from .case_note import CaseNote, CaseNoteAmendment
from .caseload import LastFilter
from .court import CourtRelease
from .handover import Acknowledgement, AddedAward, Agreement, Answer, Consent, Handover, Referral
from .insight import Prompt, PromptCheck
from .issuer import Issuer, PublishedKey, PublishedList
from .journal import JournalEntry, JournalTip, Lane, Peer, Shipment
from .letter import CarriedAnswer, CarriedLetter, CarriedLetterQuerySet
from .licence import LicenceStanding
from .link import CarriedLink, LinkChoice, PersonalLink
from .meeting import HandoverMeeting, MeetingWord
from .moving import Arrival, Departure, JoinedRecord, Stay, Transfer, TransferKey, WantedRecord
from .need import SupportNeed, SupportNeedEvent
from .passport import (
    CARRIED,
    PATHWAY_SECTIONS,
    RESTRICTED,
    SECTIONS,
    Passport,
    Pathway,
    PathwayState,
    is_carried,
    is_restricted,
)
from .plan import PlanStanding
from .readiness import DateMoved, ReadinessEvent, ReadinessItem, ReadinessList
from .report import Draft, Report, ReportEvent, ReportPart
from .rights import AccessExport, Disposal, Erasure, ExportPart, LegalHold
from .sealed import SectionVersion, SignedHead, Wrap
from .sealed_file import SealedFile
from .shares import shares_of
from .waiting import with_waiting
from .words import UnsaidWords

__all__ = [
    "CARRIED",
    "PATHWAY_SECTIONS",
    "RESTRICTED",
    "SECTIONS",
    "AccessExport",
    "Acknowledgement",
    "AddedAward",
    "Agreement",
    "Answer",
    "Application",
    "Appointment",
    "Arrival",
    "Blob",
    "BlobChunk",
    "CarriedAnswer",
    "CarriedLetter",
    "CarriedLetterQuerySet",
    "CarriedLink",
    "CaseNote",
    "CaseNoteAmendment",
    "Consent",
    "CourtRelease",
    "DateMoved",
    "Departure",
    "Disposal",
    "Draft",
    "Erasure",
    "ExportPart",
    "Handover",
    "HandoverMeeting",
    "Issuer",
    "JoinedRecord",
    "JournalEntry",
    "JournalTip",
    "Lane",
    "LastFilter",
    "LegalHold",
    "LicenceStanding",
    "LinkChoice",
    "MeetingWord",
    "Passport",
    "Pathway",
    "PathwayState",
    "Peer",
    "PersonalLink",
    "PlanStanding",
    "Prompt",
    "PromptCheck",
    "PublishedKey",
    "PublishedList",
    "ReadinessEvent",
    "ReadinessItem",
    "ReadinessList",
    "Referral",
    "Report",
    "ReportEvent",
    "ReportPart",
    "SealedFile",
    "SectionVersion",
    "Shipment",
    "SignedHead",
    "Stay",
    "SupportNeed",
    "SupportNeedEvent",
    "Transfer",
    "TransferKey",
    "UnsaidWords",
    "WaitingDocument",
    "WantedRecord",
    "Wrap",
    "is_carried",
    "is_restricted",
    "shares_of",
    "with_waiting",
]
