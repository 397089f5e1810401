"""Erasing a person's record: the keys that open it are destroyed, here and, by the journal, at central."""

from datetime import datetime

from django.db import transaction

from accounts import audit
from accounts.acts.keys import destroy_archive_keys
from incell.acts.own_words import erase_own
from passport import journal
from passport.models import Answer, Lane, Passport, SectionVersion, Wrap

from .blobs import erase_blobs
from .letters import close_letters
from .links import close_links
from .sections import CENTRAL, hold


@transaction.atomic
def erase_passport(*, passport: Passport, by: str, at: datetime) -> None:
    """Destroy what opens a person's record: archive keys, wraps, cores, files, and the key of their own words.

    by       who runs it at the machine, "command:erase": no role in the prison can, and nothing brings it back.
    Writes   an urgent journal entry, so that central closes its copy, also after a restore, and one for each letter
             to an agency; digests, heads and the history of requests stay. Agencies keep what they have read: the
             screens say so.
    Queries  about 30, 3 a letter, 4 a link. A second time finds nothing left to destroy, and tells central again.
    """
    hold(passport)
    destroy_archive_keys(rec=passport.pk, by=by, at=at)
    Wrap.objects.filter(version__rec=passport.pk).delete()
    SectionVersion.objects.filter(rec=passport.pk).update(core="")
    Answer.objects.filter(handover__rec=passport.pk).update(sealed="")  # what agencies wrote, and added
    erase_blobs(rec=passport.pk, at=at)
    passport.waiting_documents.all().delete()
    erase_own(prisoner=passport.prisoner, by=by, at=at)
    close_letters(prisoner=passport.prisoner, at=at)
    close_links(prisoner=passport.prisoner, at=at)
    journal.append(destination=CENTRAL, lane=Lane.URGENT, kind="erasure", body={"rec": str(passport.pk)}, at=at)
    audit.write(by=by, verb="erase_passport", what="passport.Passport", whom=passport.pk, at=at)
