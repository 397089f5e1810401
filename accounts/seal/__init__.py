"""Sealing: sign, seal, announce, open. Pure: no Django, no database, no clock. See SPEC.md."""

from accounts.seal.backup import UnfitPassphrase, generate_passphrase, lock, unlock
from accounts.seal.binding import Binding, NoSuchBinding
from accounts.seal.box import NoSuchBox, TooLongForABox, open_box, seal_to
from accounts.seal.encoding import Unwritable, b64, canonical, read_json, read_object, unb64
from accounts.seal.envelope import Core, Envelope, StuckRandomness, WrongReaders
from accounts.seal.head import (
    Head,
    check_follows,
    check_head_against,
    check_head_against_envelope,
    sign_head,
    verify_head,
)
from accounts.seal.keys import PublicReadingKey, PublicSigningKey, ReadingKey, SigningKey
from accounts.seal.section import (
    Opened,
    add_reader,
    assemble_section,
    open_section,
    read_section,
    seal,
)
from accounts.seal.signing import sign_detached, sign_statement, verify_detached, verify_statement
from accounts.seal.unreadable import FAULTS, Unreadable
from accounts.seal.wrapping import Wrap

__all__ = [
    "FAULTS",
    "Binding",
    "Core",
    "Envelope",
    "Head",
    "NoSuchBinding",
    "NoSuchBox",
    "Opened",
    "PublicReadingKey",
    "PublicSigningKey",
    "ReadingKey",
    "SigningKey",
    "StuckRandomness",
    "TooLongForABox",
    "UnfitPassphrase",
    "Unreadable",
    "Unwritable",
    "Wrap",
    "WrongReaders",
    "add_reader",
    "assemble_section",
    "b64",
    "canonical",
    "check_follows",
    "check_head_against",
    "check_head_against_envelope",
    "generate_passphrase",
    "lock",
    "open_box",
    "open_section",
    "read_json",
    "read_object",
    "read_section",
    "seal",
    "seal_to",
    "sign_detached",
    "sign_head",
    "sign_statement",
    "unb64",
    "unlock",
    "verify_detached",
    "verify_head",
    "verify_statement",
]
