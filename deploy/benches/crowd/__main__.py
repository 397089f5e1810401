"""`python -m deploy.benches.crowd grow PEOPLE REQUESTS | enter FROM TO | cost FROM TO`, in a prison's environment.

The last line that it prints is what it found, as JSON.
"""

import json
import sys
from dataclasses import asdict

import django

django.setup()

from django.utils import timezone  # noqa: E402

from deploy.benches.crowd import entering, people, visiting  # noqa: E402


def main(what: str, first: int, last: int) -> str:
    if what == "grow":
        people.grow(prisoners=first, requests=last, at=timezone.now())
        return "{}"
    entered = entering.people(range(first, last))
    if what == "enter":
        return json.dumps({name: way.told() for name, way in visiting.ways(entered).items()})
    found = visiting.costs(entered, entering.officers())
    return json.dumps({name: asdict(cost) for name, cost in found.items()})


if __name__ == "__main__":
    print(main(sys.argv[1], *map(int, sys.argv[2:])))
