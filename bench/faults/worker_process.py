"""The worker under the harness: `python -m bench.faults.worker_process CONTROLS`."""

import os
import sys
from pathlib import Path

from bench.faults.process import Controls, become, move_clocks
from directory.outbox import deliver
from tests.kill.nursery import watch_steps

if __name__ == "__main__":
    controls = Controls(Path(sys.argv[1]))
    move_clocks(controls)
    controls.sign(os.getpid(), deliver.OWNER)
    watch_steps(lambda step, _message: controls.look(step))
    become("flask", ["--app", "directory", "worker"])
