"""What a journey prints while it goes."""

import time


class Steps:
    """Prints what is done, numbered, with the seconds since the start."""

    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.number = 0

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.begun

    def note(self, words: str) -> None:
        print(f"       {self.seconds:5.1f} s  {words}", flush=True)

    def done(self, words: str) -> None:
        self.number += 1
        print(f"{self.number:4}.  {self.seconds:5.1f} s  {words}", flush=True)
