"""The worker under the harness: `python -m bench.faults.worker_process CONTROLS`."""

import os
import secrets
import sys
from pathlib import Path

from bench.faults.process import Controls, become, move_clocks
from directory.outbox import deliver
from tests.kill.nursery import watch_steps

if __name__ == "__main__":
    controls = Controls(Path(sys.argv[1]))
    move_clocks(controls)
    # It may be forked from a process that has taken a name already.
    deliver.OWNER = secrets.token_hex(8)
    controls.sign(os.getpid(), deliver.OWNER)
    watch_steps(lambda step, _message: controls.look(step))
    become("flask", ["--app", "directory", "worker"])
