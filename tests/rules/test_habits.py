"""What a linter leaves alone has its reason beside it, and what runs before a commit is the project's own."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from tests.rules.source import ROOT, keeps

_RULE = re.compile(r'"([A-Z]+[0-9]*)"')
_SECTIONS = re.compile(r"^\[tool\.ruff\.lint[.\w-]*\]$(.*?)(?=^\[(?!tool\.ruff))", re.MULTILINE | re.DOTALL)


def check_reasons(pyproject: str) -> Iterator[str]:
    """Rules that ruff or djlint is told to leave alone, on a line without a reason."""
    for section in _SECTIONS.findall(pyproject):
        for line in re.sub(r"^select = .*$", "", section, flags=re.MULTILINE).splitlines():
            rules, _, reason = line.partition("#")
            if _RULE.search(rules) and len(reason.split()) < 2:
                yield f"pyproject.toml gives no reason for {', '.join(_RULE.findall(rules))}"
    _, _, djlint = pyproject.partition("[tool.djlint]")
    for rule in "".join(re.findall(r'^ignore = "(.*)"', djlint, re.MULTILINE)).split(","):
        if rule and not re.search(rf"^# {rule}: \w+ \w+", djlint, re.MULTILINE):
            yield f"pyproject.toml gives no reason for {rule}"


def check_hooks(config: dict[str, Any]) -> Iterator[str]:
    """Hooks that come from elsewhere, bring an environment, or name a tool or a file that is not there."""
    for repository in config["repos"]:
        if repository["repo"] != "local":
            yield f"hooks come from {repository['repo']}"
            continue
        for hook in repository["hooks"]:
            tool, *words = hook["entry"].split()
            if hook["language"] != "system":
                yield f"{hook['id']}: {hook['language']} makes an environment of its own"
            if not tool.startswith(".venv/bin/"):
                yield f"{hook['id']}: {tool} is not the project's own"
            yield from (
                f"{hook['id']}: there is no {word}" for word in words if "/" in word and not (ROOT / word).exists()
            )


def test_every_exception_has_its_reason() -> None:
    keeps(check_reasons((ROOT / "pyproject.toml").read_text(encoding="utf-8")))


def test_hooks_are_the_projects_own() -> None:
    keeps(check_hooks(yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))))


def test_an_exception_without_a_reason_is_named() -> None:
    good = '[tool.ruff.lint]\nselect = ["E"]\nignore = [\n    "E501", # lines are long\n]\n'
    good += '[tool.ruff.lint.per-file-ignores]\n"tests/**" = ["S"] # asserts, secrets\n'
    good += '[tool.mypy]\nx = "A1"\n[tool.djlint]\n# H006: no pictures\nignore = "H006"\n'
    assert not list(check_reasons(good))
    for reason in (" # lines are long", " # asserts, secrets", "# H006: no pictures\n"):
        assert len(list(check_reasons(good.replace(reason, "")))) == 1


def test_a_hook_from_elsewhere_is_named() -> None:
    hook = {"id": "x", "entry": ".venv/bin/x tests/rules/source.py", "language": "system"}
    assert not list(check_hooks({"repos": [{"repo": "local", "hooks": [hook]}]}))
    assert list(check_hooks({"repos": [{"repo": "https://example.com/hooks", "hooks": []}]}))
    for change in ({"language": "python"}, {"entry": "ruff check"}, {"entry": ".venv/bin/x tests/gone.py"}):
        assert len(list(check_hooks({"repos": [{"repo": "local", "hooks": [hook | change]}]}))) == 1
