"""Three equal languages: both catalogues are complete, fresh, and written as their readers write."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from babel.messages import Catalog
from jinja2 import Environment

from directory.kernel.site import WORDING
from tests.rules.catalogues import CATALOGUES, Said, calls_in_python, calls_in_template, extracted, read
from tests.rules.source import Source, files, keeps

_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
_TAG = re.compile(r"</?\w+|&\w+;")
_HAN = r"[\u3400-\u9fff\uf900-\ufaff]"
_HALF_WIDTH = re.compile(rf"{_HAN}[,;:!?()]|[,;!?(]{_HAN}|\){_HAN}|{_HAN}\.(?!\w)|\.\.\.")
_ENGLISH_QUOTES = re.compile(rf"“{_HAN}|{_HAN}”")
_CODECS = {"zh_Hans": "gb2312", "zh_Hant": "cp950"}
#: Words that contractors here read as a platform's sales talk, then words of the other side of the strait. The word of
#: the desk for a claim (认领) is kept from contractors by the tests of their pages, and by docs/words.md.
FORBIDDEN = {
    "zh_Hans": "平台 抢单 接单 入驻 线索 点击链接",
    "zh_Hant": "平台 搶單 接單 入駐 線索 點擊連結 點擊鏈接 短信 信息 搜索 提交 鏈接 郵編 保修 煤氣 質量 "
    "普通話 默認 網絡 視頻 軟件 周一 周二 周三 周四 周五 周六 周日 打印 屏幕",
}


def check_fresh(messages: dict[str, Said], catalogue: Catalog) -> Iterator[str]:
    """What the code says and the catalogue does not answer, and what nobody says any more."""
    known = {_english(m.id): m.id for m in catalogue if m.id}
    name = catalogue.locale_identifier
    for english in sorted(messages.keys() - known.keys()):
        yield f"{name}: not there: {english!r}"
    for english in sorted(known.keys() - messages.keys()):
        yield f"{name}: nobody says {english!r}"
    for english in sorted(known.keys() & messages.keys()):
        if isinstance(messages[english], tuple) and tuple(known[english]) != messages[english]:
            yield f"{name}: {english!r} has a plural that differs"


def check_words(catalogue: Catalog) -> Iterator[str]:
    """Translations that are empty, fuzzy, lose a value or a tag, or are not written as their readers write."""
    name = str(catalogue.locale_identifier)
    if catalogue.fuzzy:
        yield f"{name}: its head is marked fuzzy, so that nothing of it would be compiled"
    for message in catalogue:
        if not message.id:
            continue
        english = message.id if isinstance(message.id, str) else message.id[-1]
        for chinese in (message.string,) if isinstance(message.string, str) else message.string:
            at = f"{name}: {english!r} -> {chinese!r}"
            if not chinese:
                yield f"{at}: empty"
            if "fuzzy" in message.flags:
                yield f"{at}: fuzzy"
            if _values(english) != _values(chinese or ""):
                yield f"{at}: other values"
            if Counter(_TAG.findall(english)) != Counter(_TAG.findall(chinese or "")):
                yield f"{at}: other tags"
            yield from (f"{at}: {fault}" for fault in _faults(name, chinese or ""))


def _values(text: str) -> set[str]:
    """What a sentence has to be given. What site.toml fills in is needed in one language and not in another."""
    return {value for value in _PLACEHOLDER.findall(text) if value[2:-2] not in WORDING}


def _faults(name: str, chinese: str) -> Iterator[str]:
    yield from (f"says {word}" for word in FORBIDDEN[name].split() if word in chinese)
    plain = _PLACEHOLDER.sub("x", chinese)
    yield from (f"half-width punctuation {sign!r}" for sign in _HALF_WIDTH.findall(plain))
    if name == "zh_Hant" and _ENGLISH_QUOTES.search(chinese):
        yield "quotes Chinese with “”, not 「」"
    strange = [c for c in re.findall(_HAN, chinese) if not _fits(c, _CODECS[name])]
    if strange:
        yield f"{''.join(strange)} is of the other script"


def _fits(character: str, codec: str) -> bool:
    try:
        return bool(character.encode(codec))
    except UnicodeEncodeError:
        return False


def check_calls(sources: list[Source]) -> Iterator[str]:
    """Strings that cannot be found in advance, and values that a string wants and is not given."""
    environment = Environment(autoescape=True)
    for source in sources:
        calls: list[tuple[int, list[str], set[str] | None]] = []
        if source.path.endswith(".py"):
            for line, arguments, given in calls_in_python(source):
                values = [getattr(a, "value", None) for a in arguments]
                if any(type(a).__name__ in {"JoinedStr", "BinOp"} for a in arguments):
                    yield f"{source.path}:{line} says words put together, which no catalogue knows"
                calls.append((line, [v for v in values if isinstance(v, str)], given))
        else:
            calls.extend(calls_in_template(environment, source))
        for line, words, given in calls:
            wanted = {p[2:-2] for text in words for p in _PLACEHOLDER.findall(text)}
            lacking = wanted - (given or set()) - WORDING - ({"num"} if len(words) == 2 else set())
            if given and given & WORDING:
                yield f"{source.path}:{line} gives {', '.join(sorted(given & WORDING))}, which site.toml fills"
            if given is not None and lacking:
                yield f"{source.path}:{line} says {words[0]!r} without {', '.join(sorted(lacking))}"


def _english(message_id: Said) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


@pytest.mark.parametrize("name", CATALOGUES)
def test_catalogue_is_fresh(name: str) -> None:
    keeps(check_fresh(extracted(), read(name)))


@pytest.mark.parametrize("name", CATALOGUES)
def test_catalogue_is_well_written(name: str) -> None:
    keeps(check_words(read(name)))


def test_every_string_can_be_found_and_has_its_values() -> None:
    keeps(check_calls([*files("directory/*.py"), *files("templates/*.html"), *files("templates/*.txt")]))


def _catalogue(name: str, english: Said, chinese: str, *, fuzzy: bool = False) -> Catalog:
    catalogue = Catalog(locale=name, fuzzy=fuzzy)
    catalogue.add(english, (chinese,) if isinstance(english, tuple) else chinese)
    return catalogue


@pytest.mark.parametrize(
    ("name", "english", "chinese", "complaint"),
    [
        ("zh_Hans", "Send", "", "empty"),
        ("zh_Hans", "Hello %(name)s", "您好", "other values"),
        ("zh_Hans", ("%(num)s year", "%(num)s years"), "年", "other values"),
        ("zh_Hans", "<b>Hello</b>", "您好", "other tags"),
        ("zh_Hans", "Leads", "线索", "says 线索"),
        ("zh_Hans", "Yes, please", "好,谢谢", "half-width"),
        ("zh_Hans", "Send", "發送", "of the other script"),
        ("zh_Hant", "Send", "发送", "of the other script"),
        ("zh_Hant", "Warranty", "保修", "says 保修"),
        ("zh_Hant", "Press Send", "請按“送出”", "not 「」"),
        ("zh_Hant", "Done.", "完成了.", "half-width"),
    ],
)
def test_a_poor_translation_is_named(name: str, english: Said, chinese: str, complaint: str) -> None:
    assert any(complaint in line for line in check_words(_catalogue(name, english, chinese)))


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Call %(phone)s (today)", "今天就打 %(phone)s（今天）"),
        ("Version 1.5", "1.5版"),
        ("%(a)s: %(b)s", "%(a)s：%(b)s"),
    ],
)
def test_a_good_translation_passes(english: str, chinese: str) -> None:
    keeps(check_words(_catalogue("zh_Hans", english, chinese)))


def test_a_fuzzy_catalogue_is_named() -> None:
    assert list(check_words(_catalogue("zh_Hans", "Old", "旧", fuzzy=True)))


def test_a_stale_catalogue_is_named() -> None:
    catalogue = _catalogue("zh_Hans", "Old", "旧")
    assert len(list(check_fresh({"New": "New"}, catalogue))) == 2
    assert list(check_fresh({"Old": ("Old", "Olds")}, catalogue))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", '_(f"Hello {name}")'),
        ("a.py", '_("Hello " + name)'),
        ("a.py", '_("Hello %(name)s")'),
        ("a.html", '{{ _("Hello %(name)s", nam=1) }}'),
        ("a.html", '{{ _("From %(site)s", site=1) }}'),
        ("a.html", '{{ ngettext("%(num)s %(x)s", "%(num)s %(x)s", 2) }}'),
    ],
)
def test_a_string_without_its_values_is_named(path: str, text: str) -> None:
    assert list(check_calls([Source(path, text)]))


def test_a_string_with_its_values_passes() -> None:
    text = (
        '_("Hello %(name)s", name=name)\nngettext("%(num)s year", "%(num)s years", 2)\n'
        '_l("x")\n_("%(a)s", **all)\n_("%(site)s")'
    )
    keeps(check_calls([Source("a.py", text)]))
