from .contact import STOPS, Contact, ContactPhone, Restriction, Tie, Vetting
from .flag import Flag
from .kind import RequestKind
from .known import ContactKey, Merge
from .letter import Letter, LetterAnswer, LetterQuerySet
from .listkey import ListKey
from .notice import Notice
from .questionset import QuestionSet
from .queued import QueuedAct
from .request import DECISIONS, OPEN, How, Rejection, Request, RequestEvent, State, colleagues
from .second import FirstWord
from .teams import Team, roles_of, teams_of
from .timetable import TimetableEntry
from .unsent import UnsentRequest
from .upload import TimetableUpload
from .waiting import with_answers_and_next

__all__ = [
    "DECISIONS",
    "OPEN",
    "STOPS",
    "Contact",
    "ContactKey",
    "ContactPhone",
    "FirstWord",
    "Flag",
    "How",
    "Letter",
    "LetterAnswer",
    "LetterQuerySet",
    "ListKey",
    "Merge",
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
    "TimetableUpload",
    "UnsentRequest",
    "Vetting",
    "colleagues",
    "roles_of",
    "teams_of",
    "with_answers_and_next",
]
