"""Days on which an office works: Monday to Friday, but for the bank holidays of a file."""

from collections.abc import Collection
from datetime import date, timedelta
from pathlib import Path

from incell.questions import Broken, Fault

HOLIDAYS_FILE = "bank_holidays.txt"
HERE = Path(__file__).parent
_FRIDAY = 4


def working_day_after(day: date, days: int, closed: Collection[date]) -> date:
    """The day on which so many working days have passed since this one, which itself does not count.

    days     1 or more. closed: bank holidays.
    """
    while days:
        day += timedelta(days=1)
        if day.weekday() <= _FRIDAY and day not in closed:
            days -= 1
    return day


def bank_holidays(folder: Path) -> tuple[date, ...]:
    """The days of a folder's file in order; of the one that comes with Throughgate, where the folder has none.

    Raises   Broken with every line that is no day.
    """
    path = folder / HOLIDAYS_FILE
    path = path if path.exists() else HERE / HOLIDAYS_FILE
    found, faults = set(), []
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        said = line.partition("#")[0].strip()
        try:
            if said:
                found.add(date.fromisoformat(said))
        except ValueError:
            fault = f"{said[:40]!r} is no day."
            faults.append(Fault("no_day", HOLIDAYS_FILE, fault, "Write it as 2027-12-27.", line=number))
    if faults:
        raise Broken(faults)
    return tuple(sorted(found))
