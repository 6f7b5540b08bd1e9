"""gunicorn under the harness: `python -m bench.faults.web_process CONTROLS` and gunicorn's own words."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import has_request_context, request
from gunicorn.http.wsgi import Response
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from bench.faults.process import Controls, become, move_clocks


def watch_forms(look: Callable[[str], None]) -> None:
    """Watch the one POST that acknowledges, from its transaction to its answer."""

    def at(point: str) -> Callable[..., None]:
        def watch(*_: object) -> None:
            if has_request_context() and request.method == "POST" and request.path.endswith("/request-a-quote"):
                look(point)

        return watch

    event.listen(Session, "after_begin", at("begun"))
    event.listen(Session, "before_commit", at("flushed"))
    event.listen(Engine, "commit", at("committing"))
    event.listen(Session, "after_commit", at("committed"))
    send, send_headers = Response.write, Response.send_headers

    def write(answer: Any, data: bytes) -> None:
        is_saved = answer.status.startswith("303")
        if is_saved:
            look("answered")
            send_headers(answer)
            look("half")
        send(answer, data)

    Response.write = write


if __name__ == "__main__":
    controls = Controls(Path(sys.argv[1]))
    move_clocks(controls)
    watch_forms(controls.look)
    become("gunicorn", sys.argv[2:])
