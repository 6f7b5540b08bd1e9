"""How large the house is, counted: `make stats`."""

import ast
import re

from tests.rules.source import files
from tests.rules.test_floors import check_floors
from tests.rules.test_names import check_variables


def figures() -> dict[str, int]:
    """What is counted of `directory/`, migrations left out: each count by its name."""
    sources = [source for source in files("directory/*.py") if "/migrations/" not in source.path]
    lines = [line for source in sources for line in source.text.splitlines()]
    code = [line for line in lines if line.strip() and not line.strip().startswith("#")]
    named_any = [
        line for line in lines if re.search(r"\bAny\b", line) and not re.match(r"from typing import|import ", line)
    ]
    functions = [n for source in sources for n in source.nodes if isinstance(n, ast.FunctionDef)]
    return {
        "Python files": len(sources),
        "lines": len(lines),
        "lines neither blank nor comment": len(code),
        "functions": len(functions),
        "longest file": max(source.text.count("\n") for source in sources),
        "lines that say Any": len(named_any),
        "imports upward or sideways": len(list(check_floors(sources))),
        "names that say nothing": len(list(check_variables(sources))),
    }


if __name__ == "__main__":
    for name, count in figures().items():
        print(f"{count:>7,}  {name}")
