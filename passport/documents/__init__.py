"""Files that somebody sends in: which kind by content, what is refused, and what is made of the rest.

Pure: bytes in, bytes out. `examine_apart` is what acts call; `scan` asks a virus scanner where there is one.
"""

from .examining import Examined, examine, examine_apart
from .faults import REASONS, NotADocument
from .kinds import DOCX, EXTENSIONS, JPEG, LARGEST, PDF, PNG, kind_of
from .scanner import ScannerAway, scan

__all__ = [
    "DOCX",
    "EXTENSIONS",
    "JPEG",
    "LARGEST",
    "PDF",
    "PNG",
    "REASONS",
    "Examined",
    "NotADocument",
    "ScannerAway",
    "examine",
    "examine_apart",
    "kind_of",
    "scan",
]
