"""`python -m deploy.benches.crowd grow PRISONERS REQUESTS | enter PEOPLE | cost PEOPLE`, in a prison's environment.

The last line that it prints is what it found, as JSON.
"""

import json
import sys
from dataclasses import asdict

import django

django.setup()

from django.utils import timezone  # noqa: E402

from deploy.benches.crowd import entering, people, visiting  # noqa: E402


def main(what: str, *numbers: str) -> str:
    sizes = [int(number) for number in numbers]
    if what == "grow":
        people.grow(prisoners=sizes[0], requests=sizes[1], at=timezone.now())
        return "{}"
    entered = entering.sign_in(sizes[0])
    if what == "enter":
        return json.dumps({name: way.told() for name, way in visiting.ways(entered).items()})
    return json.dumps({page.name: asdict(visiting.cost(page, entered)) for page in visiting.pages()})


if __name__ == "__main__":
    print(main(*sys.argv[1:]))
