"""Tables of small cases in one test: to begin and report a test takes longer than to ask one of them."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from inspect import signature
from typing import Any

Test = Callable[..., None]


def in_one(names: str, cases: Iterable[Any]) -> Callable[[Test], Test]:
    """As `pytest.mark.parametrize`, for cases that share nothing: the test is called with each, whatever others do.

    `names`: of its arguments, with a comma between. Raises ExceptionGroup of all that failed, each with its case, and
    says how they failed: `2 of 4 cases (AssertionError)`; ValueError where there is no case.
    """
    arguments, table = names.split(", "), list(cases)
    if not table:
        raise ValueError("a table without a case")

    def whole(test: Test) -> Test:
        @wraps(test)
        def over_the_table(**fixtures: Any) -> None:
            failures = []
            for case in table:
                values = dict(zip(arguments, case if len(arguments) > 1 else (case,), strict=True))
                try:
                    test(**values, **fixtures)
                except Exception as failure:
                    failure.add_note(f"The case: {values}")
                    failures.append(failure)
            if failures:
                kinds = ", ".join(sorted({type(failure).__name__ for failure in _single(failures)}))
                raise ExceptionGroup(f"{len(failures)} of {len(table)} cases ({kinds})", failures)

        known = signature(test)
        left = [known.parameters[name] for name in known.parameters if name not in arguments]
        over_the_table.__signature__ = known.replace(parameters=left)  # type: ignore[attr-defined]
        return over_the_table

    return whole


def _single(failures: Iterable[Exception]) -> Iterator[Exception]:
    """The failures themselves, where a table stands over a table."""
    for failure in failures:
        if isinstance(failure, ExceptionGroup):
            yield from _single(failure.exceptions)
        else:
            yield failure
