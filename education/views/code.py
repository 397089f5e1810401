"""The QR code of an award: the address of the page that checks it, with the award behind the #."""

import segno
from django.conf import settings


def link_of(credential: str) -> str:
    """Where anybody checks this award. What stands behind the # is sent to no server."""
    return f"{settings.VERIFY_URL}/verify/#{credential}"


def code_of(credential: str) -> str:
    """A picture (SVG as a data address) that a phone reads from 85 mm of paper."""
    made = segno.make(link_of(credential), error="l", boost_error=False, micro=False)
    return str(made.svg_data_uri(border=4, light="#fff", omitsize=True))
