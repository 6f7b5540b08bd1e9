"""Edits and searches in turn over two processes: `python -m bench.edits [--pairs 10000] [--engine postgresql]`.

Each search has to show what the edit before it wrote, whichever process wrote it; what it shows is held against an
evaluator that looks at every listing. Prints how many were wrong; exits with 1 where any was.
"""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from flask_migrate import upgrade

from directory.ads import actions as ads
from directory.ads.rules import read_seed
from directory.foundation.db import db
from directory.foundation.unit import unit
from tests.search.pairs import wrong_answers
from tests.support import databases


def main() -> int:
    """Count the wrong answers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=10_000, help="edits, each with a search after it")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seed", type=int, default=13)
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=databases.memory())))
        url = stack.enter_context(databases.Databases(folder, stack).empty(given.engine))
        app = databases.application(url, folder)
        with app.app_context():
            upgrade()
            with unit() as session:
                ads.seed(session, read_seed())
            db.session.remove()
        wrong = wrong_answers(app, url, given.pairs, given.seed)
        with app.app_context():
            db.engine.dispose()
    print(f"{given.engine}: {given.pairs} edits with a search after each, over two processes: {len(wrong)} wrong")
    for arguments, shown, right in wrong[:3]:
        print(f"{arguments}\n  shown {shown}\n  right {right}")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
