"""What a person carries out of the gate, sealed, for readers without an account: SPEC.md. Pure.

link = make_link(now + 92 days)          secret, id, code: shown once, kept nowhere
sealed = seal_for(link, born, paper)     what central keeps, and the ticket's digest
file = seal_file(paper, passphrase)      for an agency without an account
"""

from .file import open_file, seal_file
from .link import (
    CODE_DIGITS,
    LONGEST_FILE,
    Link,
    Sealed,
    address,
    is_code,
    is_file,
    is_link_id,
    make_link,
    open_link,
    read_ticket,
    seal_for,
    spoken,
    ticket_of,
)
from .paper import Paper, Part, TooMuch

__all__ = [
    "CODE_DIGITS",
    "LONGEST_FILE",
    "Link",
    "Paper",
    "Part",
    "Sealed",
    "TooMuch",
    "address",
    "is_code",
    "is_file",
    "is_link_id",
    "make_link",
    "open_file",
    "open_link",
    "read_ticket",
    "seal_file",
    "seal_for",
    "spoken",
    "ticket_of",
]
