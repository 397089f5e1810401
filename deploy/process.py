"""One process: started, stopped, killed and started again; and the ports that processes listen on."""

import contextlib
import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE = 30  # seconds that a process has to become ready, or to end when told to


class DidNotBecomeReady(Exception):
    """A process ended or stayed silent; the message holds the end of its log."""


@dataclass
class Process:
    """One process that can be started, stopped, killed and started again. Its log is appended to.

    Start it from the main thread: it is tied to the thread that started it, and ends when that ends.
    """

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    ready: Callable[[], bool] = lambda: True
    _child: subprocess.Popen | None = field(default=None, repr=False)

    def start(self, *, wait: bool = True) -> None:
        """Start it and wait until it is ready. Raises DidNotBecomeReady."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as out:
            self._child = subprocess.Popen(
                self.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=tied_to_parent,
            )
        if wait:
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Raises DidNotBecomeReady when it ends first or needs longer than 30 s."""
        deadline = time.monotonic() + PATIENCE
        while not self.ready():
            if not self.runs or time.monotonic() > deadline:
                ended = f"ended with {self.status}" if self.status is not None else f"is not ready after {PATIENCE} s"
                self.kill()
                raise DidNotBecomeReady(f"{self.name} {ended}. The end of {self.log}:\n{self.tail()}")
            time.sleep(0.05)

    @property
    def runs(self) -> bool:
        return self._child is not None and self._child.poll() is None

    @property
    def status(self) -> int | None:
        """What it ended with; None while it runs or before it was started."""
        return None if self._child is None else self._child.poll()

    @property
    def pid(self) -> int:
        if self._child is None:
            raise DidNotBecomeReady(f"{self.name} was never started")
        return self._child.pid

    def stop(self) -> None:
        """Ask it to end (SIGTERM), wait, and kill it after 30 s. Does nothing when it does not run."""
        if self._child is None or not self.runs:
            return
        self._child.terminate()
        try:
            self._child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it and every process it started at once (SIGKILL), as a power cut would."""
        if self._child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()

    def tail(self, lines: int = 30) -> str:
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def free_port() -> int:
    """A port nobody listens on, below those that the system hands to outgoing connections."""
    while True:
        port = random.SystemRandom().randrange(20000, 32000)
        if is_free(port):
            return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def tied_to_parent() -> None:
    """In a new child, before its program starts: have the kernel end it when its parent dies, however it dies."""
    if _PRCTL is not None:
        _PRCTL(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


_PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None
