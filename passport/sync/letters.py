"""Letters beside their entries: read from the tables for the line, and checked when they came (SPEC.md, "Letters")."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from accounts.seal import Envelope, Unreadable, b64, canonical
from passport.models import CarriedAnswer, CarriedLetter

from .kinds import LETTER, LETTER_ANSWER

LETTER_HEADER = b64(b'{"enc":"A256GCM","typ":"tg-letter+jwe"}')
MOST_BOXES = 4  # keys of an agency
LARGEST_BOX = 64 * 1024  # characters


def checked_boxes(boxes: Any, *, agency: UUID, letter: UUID) -> tuple[str, ...] | None:
    """The boxes if each is one for one reader and belongs to this letter. None: not of this number, size or sort.

    Raises   accounts.seal.Unreadable, with its fault.
    """
    if not isinstance(boxes, list) or len(boxes) > MOST_BOXES:
        return None
    if not all(isinstance(box, str) and len(box) <= LARGEST_BOX for box in boxes):
        return None
    aad = b64(canonical({"agency": str(agency), "letter": str(letter)}))
    kids = []
    for box in boxes:
        found = Envelope.read(box, LETTER_HEADER, LARGEST_BOX)
        if len(found.wraps) != 1:
            raise Unreadable("recipients")
        if found.core.aad != aad:
            raise Unreadable("binding")
        kids.append(found.wraps[0].kid)
    if len(set(kids)) != len(kids):
        raise Unreadable("duplicate")
    return tuple(boxes)


def lines(of: str, names: Iterable[str]) -> dict[str, bytes]:
    """Id → the line that travels beside a letter or an answer, as they stand now; one that is not here is destroyed.

    Queries  1, or none.
    """
    names = set(names)
    if not names:
        return {}
    if of == LETTER:
        boxes = CarriedLetter.objects.filter(pk__in=names).values_list("pk", "boxes")
        said: dict[str, list[str]] = {name: [] for name in names}
        said |= {str(pk): json.loads(text)["boxes"] if text else [] for pk, text in boxes}
        return {pk: canonical({"boxes": found, "id": pk, "of": LETTER}) for pk, found in said.items()}
    sealed = CarriedAnswer.objects.filter(pk__in=names).values_list("pk", "sealed")
    found = dict.fromkeys(names, "") | {str(pk): text for pk, text in sealed}
    return {pk: canonical({"id": pk, "of": LETTER_ANSWER, "sealed": text}) for pk, text in found.items()}
