"""A document as it stands in a sealed section: what it is, who put it there, and where its file is.

The section says `{"kind": "documents", "documents": [row, …]}`, in the order in which they were added.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Code(StrEnum):
    """What a document is: the field's codes of ID documents, of work readiness, and of the documents that it keeps."""

    BIRTH_CERTIFICATE = "BIRTH_CERTIFICATE"
    PASSPORT = "PASSPORT"
    DRIVING_LICENCE = "DRIVING_LICENCE"
    CITIZEN_CARD = "CITIZEN_CARD"
    BIOMETRIC_RESIDENCE_PERMIT = "BIOMETRIC_RESIDENCE_PERMIT"
    MARRIAGE_CERTIFICATE = "MARRIAGE_CERTIFICATE"
    DIVORCE_CERTIFICATE = "DIVORCE_CERTIFICATE"
    DEED_POLL_CERTIFICATE = "DEED_POLL_CERTIFICATE"
    LICENCE_CONDITIONS = "LICENCE_CONDITIONS"
    CV_AND_COVERING_LETTER = "CV_AND_COVERING_LETTER"
    DISCLOSURE_LETTER = "DISCLOSURE_LETTER"
    CERTIFICATE = "CERTIFICATE"
    BANK_LETTER = "BANK_LETTER"
    HOUSING_LETTER = "HOUSING_LETTER"
    OTHER = "OTHER"


class Reason(StrEnum):
    """Why a document is taken out."""

    WRONG_PERSON = "WRONG_PERSON"
    WRONG_FILE = "WRONG_FILE"
    OUT_OF_DATE = "OUT_OF_DATE"
    TWICE = "TWICE"
    PERSON_ASKED = "PERSON_ASKED"
    NOT_NEEDED = "NOT_NEEDED"


@dataclass(frozen=True)
class StoredFile:
    """Where a file is. blob: its name; key: the document's key; size: bytes of the file."""

    blob: str
    key: str
    size: int


@dataclass(frozen=True)
class Document:
    """One document. Days are ISO 8601, "" for none; added_at an ISO 8601 time; added_by a user's opaque id.

    cell   the person may open it in the cell.
    views  a PDF's first pages as pictures: a line of JSON with their lengths, then one JPEG after another.
    sum    SHA-256 of the file as it was sent in, base64url: the same file is not kept twice.
    """

    id: str
    code: str
    title: str
    issued_on: str
    expires_on: str
    added_at: str
    added_by: str
    role: str
    cell: bool
    media: str
    pages: int
    sum: str
    file: StoredFile
    thumb: StoredFile | None = None
    views: StoredFile | None = None

    @property
    def blobs(self) -> tuple[str, ...]:
        return tuple(one.blob for one in (self.file, self.thumb, self.views) if one)


def one_after_another(pictures: Iterable[bytes]) -> bytes:
    """Several files in one: a line of JSON with their lengths, then their bytes."""
    pictures = list(pictures)
    return json.dumps([len(one) for one in pictures]).encode() + b"\n" + b"".join(pictures)


def written(documents: Iterable[Document]) -> dict[str, Any]:
    """The data of the section."""
    return {"kind": "documents", "documents": [asdict(document) for document in documents]}


def read(data: Mapping[str, Any]) -> list[Document]:
    """The documents of a section that this version has written. Raises TypeError, KeyError for another shape."""
    return [
        Document(
            **{
                **row,
                "file": StoredFile(**row["file"]),
                "thumb": StoredFile(**row["thumb"]) if row["thumb"] else None,
                "views": StoredFile(**row["views"]) if row["views"] else None,
            }
        )
        for row in data["documents"]
    ]
