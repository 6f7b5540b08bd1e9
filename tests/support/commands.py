"""The site's commands in processes of their own, forked from one that has loaded it: that is most of a start's work."""

import atexit
import multiprocessing
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
_FORKED = multiprocessing.get_context("forkserver")
_FORKED.set_forkserver_preload(
    ["pytest", "flask_migrate", "directory.wiring", "directory.entrypoints.worker", __name__]
)


class Started:
    """A process that runs, asked as `subprocess.Popen` is."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        """How it ended; None: it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """How it ended. Raises subprocess.TimeoutExpired where it runs on."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired(self._process.name, timeout or 0)
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """As from a shell."""
        if self.pid is not None and self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Told to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """At once."""
        self.send_signal(signal.SIGKILL)


#: A process of the site, however it was started.
Running = Started | subprocess.Popen[bytes]


def start(*words: str, environment: Mapping[str, str], out: Path, err: Path | None = None) -> Running:
    """`python -m WORDS` with what it writes at the end of files.

    A new Python starts the web server, whose counters are made for several processes while it is loaded, and what has
    another directory than the one that was loaded (SEED).
    """
    if words[0] == "gunicorn" or environment.get("SEED"):
        with out.open("ab") as first, (err or out).open("ab") as second:
            command = [sys.executable, "-m", *words]
            return subprocess.Popen(command, env=dict(environment), cwd=ROOT, stdout=first, stderr=second)
    # Daemon: it does not outlive whoever started it.
    process = _FORKED.Process(target=_run, args=(words, dict(environment), out, err or out), daemon=True)
    process.start()
    return Started(process)


def flask(
    *words: str, environment: Mapping[str, str], timeout: float | None = None
) -> subprocess.CompletedProcess[str]:
    """`flask --app directory WORDS` to its end. Raises subprocess.TimeoutExpired after so many seconds."""
    command = ("flask", "--app", "directory", *words)
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = start(*command, environment=environment, out=out, err=err)
        try:
            code = process.wait(timeout)
        finally:
            process.kill()
        return subprocess.CompletedProcess(command, code, out.read_text(), err.read_text())


def _run(words: Sequence[str], environment: dict[str, str], out: Path, err: Path) -> None:
    """In the new process: what a shell would set for it, then the program."""
    for number, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND), number)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    sys.argv = list(words)
    try:
        runpy.run_module(words[0], run_name="__main__", alter_sys=True)
    finally:
        atexit._run_exitfuncs()
