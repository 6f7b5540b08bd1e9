"""Pages as they are sent: without the indentation of their templates."""

import pytest
from jinja2 import DictLoader, Environment

from directory.foundation.templates import Unindented

WRITTEN = "<ul>\n  {% for a in 'xy' %}\n    <li>{{ a }}  b</li>\n\n  {% endfor %}\n</ul>\n"


@pytest.fixture
def environment() -> Environment:
    loader = DictLoader({"page.html": WRITTEN, "body.txt": WRITTEN, "name.html": "<b>王\u3000氏</b>{{ '  a\n  b' }}"})
    return Environment(loader=loader, trim_blocks=True, lstrip_blocks=True, autoescape=True, extensions=[Unindented])


def test_of_several_spaces_of_a_page_one_is_sent(environment: Environment) -> None:
    page = environment.get_template("page.html").render()
    assert page == "<ul>\n <li>x b</li>\n <li>y b</li>\n</ul>"


def test_a_message_is_sent_as_it_is_written(environment: Environment) -> None:
    body = environment.get_template("body.txt").render()
    assert body == "<ul>\n    <li>x  b</li>\n\n    <li>y  b</li>\n\n</ul>"


def test_what_somebody_typed_keeps_its_spaces(environment: Environment) -> None:
    assert environment.get_template("name.html").render() == "<b>王\u3000氏</b>  a\n  b"
