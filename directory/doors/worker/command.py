"""`flask --app directory worker`."""

import click
from flask import current_app

from directory.doors.worker.loop import Worker, stopped_by_signals
from directory.foundation.logs import log


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@click.option("--drain", is_flag=True, help="Go on until nothing is due, then end.")
def worker_command(once: bool, drain: bool) -> None:
    """Deliver messages and do timed work until stopped; several may run."""
    worker = Worker()
    with stopped_by_signals(worker):
        if once or drain:
            click.echo(f"{worker.once() if once else worker.drain()} done")
            return
        log.info("worker started")
        worker.run(current_app._get_current_object())  # type: ignore[attr-defined]
        log.info("worker stopped")
