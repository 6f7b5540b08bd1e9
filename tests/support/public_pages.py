"""Every page that anybody may open, from the list of routes: a page added there is tested like the others."""

import re

from tests.rules.test_routes import LIST

#: Answers that are no pages.
_FILES = re.compile(r"\.[a-z]+$|/suggest$")
_CHOICE = re.compile(r"<any\(([^)]*)\):\w+>")


def public_pages(slug: str) -> list[str]:
    """The addresses without their language, a business's own ones with this slug: `/`, `/find`, `/about/us` ..."""
    lines = [line.rsplit(" ", 2) for line in LIST.read_text("utf-8").splitlines()]
    rules = [
        rule.removeprefix("/<lang:lang>").replace("<slug>", slug)
        for rule, methods, gate in lines
        if gate == "public" and "GET" in methods.split(",") and rule.startswith("/<lang:lang>/")
    ]
    pages = [
        rule.replace(choice[0], name.strip()) if choice else rule
        for rule in rules
        for choice in [_CHOICE.search(rule)]
        for name in (choice[1].split(",") if choice else [""])
    ]
    return [page for page in pages if "<" not in page and not _FILES.search(page)]
