"""Files that somebody sends in: which kind by content, what is refused, and what is made of the rest.

Pure: bytes in, bytes out. `examine_apart` is what acts call; `scan` asks a virus scanner where there is one.
"""

from .examining import Examined, examine, examine_apart
from .faults import REASONS, NotADocument
from .kinds import DOCX, EXTENSIONS, JPEG, LARGEST, PDF, PNG
from .record import Code, Document, Reason, StoredFile, one_after_another, read, written
from .scanner import ScannerAway, scan

__all__ = [
    "DOCX",
    "EXTENSIONS",
    "JPEG",
    "LARGEST",
    "PDF",
    "PNG",
    "REASONS",
    "Code",
    "Document",
    "Examined",
    "NotADocument",
    "Reason",
    "ScannerAway",
    "StoredFile",
    "examine",
    "examine_apart",
    "one_after_another",
    "read",
    "scan",
    "written",
]
