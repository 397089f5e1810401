"""How the simulation runs: the same each time, shorter where it falls, and with the command that runs it again."""

import os
import subprocess
import sys
from typing import Any

import pytest

from deploy.commands import bench
from deploy.demonstration.processes import ROOT

from . import many, mutants, running

FALLS = "sent_is_arrived"


def fallen() -> running.Outcome:
    """Any seed finds this one soon."""
    return next(outcome for outcome in (many.one(seed, FALLS) for seed in range(20)) if outcome.fault)


def test_a_seed_is_the_same_whenever_it_is_run(unblocked: Any) -> None:
    once, again = many.one(3), many.one(3)
    assert (once.trace, once.digest) == (again.trace, again.digest)
    assert many.one(4).digest != once.digest


def test_a_failing_run_is_made_shorter_and_says_how_it_is_run_again(unblocked: Any) -> None:
    outcome = fallen()
    with mutants.planted(FALLS):
        shorter = running.shrink(outcome, most=12)
        again = running.run(shorter.seed, shorter.steps)
    assert 0 < len(shorter.steps) < len(outcome.steps)
    assert again.trace == shorter.trace
    steps = ",".join(map(str, shorter.steps))
    command = f"./deploy/bench simulation --seed {outcome.seed} --only {steps} --mutant {FALLS} --trace"
    assert running.command(shorter, FALLS) == command
    assert running.command(many.one(3)) == "./deploy/bench simulation --seed 3 --trace"


def test_the_command_prints_what_happened_and_ends_1_where_a_seed_falls(unblocked: Any, capsys: Any) -> None:
    outcome = fallen()
    assert bench.main(["simulation", "--seed", "3", "--trace"]) == 0
    assert "calm" in capsys.readouterr().err
    assert bench.main(["simulation", "--seed", str(outcome.seed), "--mutant", FALLS, "--trace"]) == 1
    assert "are acknowledged" in capsys.readouterr().err
    asked = ["simulation", "--first", str(outcome.seed), "--seeds", "1", "--jobs", "1", "--mutant", FALLS]
    assert bench.main(asked) == 1
    assert "./deploy/bench simulation --seed" in capsys.readouterr().err


@pytest.mark.parametrize("hashes", ["1", "2"])
def test_a_replay_does_not_hang_on_the_process(unblocked: Any, hashes: str) -> None:
    """Sets have another order in every process; nothing that happens may hang on it."""
    run = "import django; django.setup(); from tests.simulation import many; print(many.one(12).digest)"
    environment = {**os.environ, "PYTHONHASHSEED": hashes, "DJANGO_SETTINGS_MODULE": "deploy.settings.test"}
    done = subprocess.run([sys.executable, "-c", run], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.stdout.strip() == many.one(12).digest, done.stderr
