"""The floor: a Jinja page of as many bytes as another, through the same app, hooks, headers and logs, with no query."""

from flask import Blueprint, Flask, g, render_template

from directory.foundation.gates import gate

ROW_BYTES = 180


def add_to(app: Flask) -> None:
    """Register `/<lang>/bench-floor`; only a benchmark calls this."""
    floor = Blueprint("floor", __name__, template_folder="templates")

    @floor.get("/<lang:lang>/bench-floor")
    @gate("public")
    def page() -> str:
        return render_template("floor.html", rows=g.floor_rows)

    @app.before_request
    def _size() -> None:
        g.floor_rows = app.config["FLOOR_ROWS"]

    app.config["FLOOR_ROWS"] = []
    app.register_blueprint(floor)


def rows_for(size: int, shell: int) -> list[dict[str, str]]:
    """Rows that make the floor page about `size` bytes where its empty shell has `shell`."""
    count = max(0, (size - shell) // ROW_BYTES)
    return [{"href": f"/x/{n:06d}", "name": "冷暖气维修", "text": "x" * 70} for n in range(count)]
