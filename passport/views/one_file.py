"""Pages that are saved as one file: our program and style inside, each named by its hash in the file's own policy."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404

STYLE = (
    "body{font:1.1rem/1.5 Arial,sans-serif;margin:0}main{max-width:40rem;margin:0 auto;padding:1rem}"
    "label,input,textarea,button{display:block;width:100%;box-sizing:border-box;font:inherit;margin:.5rem 0}"
    "[hidden]{display:none}"
    "input,button{padding:.5rem}dt{font-weight:bold}dd{margin:0 0 .5rem;overflow-wrap:anywhere;white-space:pre-line}"
    "#answer h2,#wrong{border-left:.5rem solid;padding-left:.5rem}"
)


def program(name: str) -> str:
    """A bundle as the build has made it. Raises Http404: the browser assets were not built."""
    text = _read(name)
    if not text:
        raise Http404(name)
    return text


@cache
def _read(name: str) -> str:
    found = finders.find(name)
    text = Path(str(found)).read_text() if found else ""
    return "" if "</script" in text else text


def hash_of(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
