"""The visitor's language, in the way Chinese readers set their phones."""

from directory.kernel import language
from tests.support.in_one import in_one


@in_one(
    "header, url",
    [
        (None, "en"),
        ("", "en"),
        ("zh-TW, en;q=0.5", "zh-hant"),
        ("zh-HK", "zh-hant"),
        ("zh-MO", "zh-hant"),
        ("zh-Hant-US", "zh-hant"),
        ("yue-HK", "zh-hant"),
        ("yue", "zh-hant"),
        ("zh-yue", "zh-hant"),
        ("yue-Hans", "zh-hans"),
        ("yue-CN", "zh-hans"),
        ("nan-TW", "zh-hant"),
        ("cmn-Hans-CN", "zh-hans"),
        ("cmn-Hant", "zh-hant"),
        ("cmn", "zh-hans"),
        ("wuu", "zh-hans"),
        ("zh-Hans-HK", "zh-hans"),
        ("zh-Hans-TW,zh;q=0.9", "zh-hans"),
        ("zh-Hant-CN", "zh-hant"),
        ("zh_TW", "zh-hant"),
        ("zh-CN,zh;q=0.9", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh-SG", "zh-hans"),
        ("en-US,zh;q=0.9", "en"),
        ("fr, de;q=0.9", "en"),
        ("fr, zh-TW;q=0.4, en;q=0.3", "zh-hant"),
        ("zh;q=0, en", "en"),
        ("zh;q=abc", "en"),
        ("," * 10_000, "en"),
    ],
)
def test_negotiate_reads_what_the_phone_says(header: str | None, url: str) -> None:
    assert language.negotiate(header).url == url


def test_a_site_of_fewer_languages_gives_each_reader_the_nearest() -> None:
    english, hans, hant = language.ENGLISH, language.SIMPLIFIED, language.TRADITIONAL
    for offered, given in (
        ((english, hant), (english, hant, hant)),
        ((hans, english), (english, hans, hans)),
        ((hant, hans), (hant, hans, hant)),
        ((english,), (english, english, english)),
    ):
        by_url = {one.url: one for one in offered}
        assert tuple(language.nearest(wanted, by_url) for wanted in (english, hans, hant)) == given


def test_three_spellings_are_one_map() -> None:
    for code, language_row in language.LANGUAGES.items():
        assert language.by_url(code) is language_row
        assert language.by_tag(language_row.bcp47) is language_row
