from .contact import Contact, ContactPhone, Restriction, Tie, Vetting
from .flag import Flag
from .kind import RequestKind
from .notice import Cohort, Notice
from .questionset import QuestionSet
from .queued import QueuedAct
from .request import DECISIONS, OPEN, How, Rejection, Request, RequestEvent, State
from .teams import Team, roles_of, teams_of
from .timetable import TimetableEntry
from .waiting import with_answers_and_next

__all__ = [
    "DECISIONS",
    "OPEN",
    "Cohort",
    "Contact",
    "ContactPhone",
    "Flag",
    "How",
    "Notice",
    "QuestionSet",
    "QueuedAct",
    "Rejection",
    "Request",
    "RequestEvent",
    "RequestKind",
    "Restriction",
    "State",
    "Team",
    "Tie",
    "TimetableEntry",
    "Vetting",
    "roles_of",
    "teams_of",
    "with_answers_and_next",
]
