"""Pages as they are sent: without the indentation of their templates."""

import pytest
from jinja2 import DictLoader, Environment

from directory.foundation.templates import Joined, Unindented

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


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ('{{ _("One.") }}\n  {{ _("Two?") }} {{ _("3!") }}', "One.|Two?|3!"),
        ('{{ _("One %(a)s.", a="x,") -}}\n{% if 1 %}\n  {{ _("Two.") }}\n{% endif %}', "One.|Two.|"),
        ('{{ _("One " "and more.", a=_("x")) }} <a href="">two</a>', 'One and more.|<a href="">two</a>'),
        ('<b>{{ _("One.") }}</b>\n  {{ _("Two.") }}', "<b>One.</b>|Two."),
        # What is no sentence, or no space, stays.
        ('{{ _("One") }} {{ _("two.") }} <button>', "One two. <button>"),
        ('{{ "One." }} {{ _("two, ") }} {{ _("three.") }}<a href="">', 'One. two,  three.<a href="">'),
        ('{{ _("Call: ") }} <a class="btn">', 'Call:  <a class="btn">'),
        ('{{ _("Call:") }} <a class="btn">', 'Call: <a class="btn">'),
        ('{{ _("Call:") }} <a class="no">', 'Call:|<a class="no">'),
    ],
)
def test_between_two_sentences_stands_what_their_language_has_there(written: str, sent: str) -> None:
    environment = Environment(
        loader=DictLoader({"page.html": written}), trim_blocks=True, lstrip_blocks=True, extensions=[Unindented, Joined]
    )
    environment.globals.update(_=lambda words, **_values: words.replace(" %(a)s", ""), gap=lambda: "|")
    assert environment.get_template("page.html").render() == sent


def test_what_somebody_typed_keeps_its_spaces(environment: Environment) -> None:
    assert environment.get_template("name.html").render() == "<b>王\u3000氏</b>  a\n  b"
