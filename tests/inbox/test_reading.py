"""What a text means, however it was typed."""

import pytest

from directory.inbox.rules import answer, read

STOP = [
    *("STOP", "stop", "Stop.", "STOPALL", "UNSUBSCRIBE", "cancel", "END", "quit", "REVOKE", "optout", "OPT-OUT"),
    *("T", "t", "Ｔ", "t。", "TD", "退订", "退訂", "停", "停。", "不要", "「停」"),
]


@pytest.mark.parametrize("text", [*STOP, "opt out", " stop \n", "stop all", "Stop!"])
def test_stop_words(text):
    assert read(text).kind == "stop"


@pytest.mark.parametrize("text", ["START", "start", "UNSTOP", "开始", "開始"])
def test_start_words(text):
    assert read(text).kind == "start"


@pytest.mark.parametrize("text", ["HELP", "Info", "帮助", "幫助"])
def test_help_words(text):
    assert read(text).kind == "help"


@pytest.mark.parametrize(
    ("text", "digit"),
    [
        ("1", 1),
        (" 1 ", 1),
        ("1.", 1),
        ("１", 1),
        ("1。", 1),
        ("(1)", 1),
        ("1️⃣", 1),
        ("一", 1),
        ("回1", 1),
        ("回复2", 2),
        ("回覆 2", 2),
        ("reply 1", 1),
        ("2", 2),
        ("3、", 3),
        ("４", 4),
        ("11", 11),
        ("1!", 1),
    ],
)
def test_digits(text, digit):
    meaning = read(text)
    assert (meaning.kind, meaning.digit) == ("digit", digit)


@pytest.mark.parametrize(
    "text",
    [
        "你是谁",
        "多少钱",
        "",
        "   ",
        "1 or 2?",
        "stop by tomorrow",
        "不要紧",
        "停车方便吗",
        "please call me at 1",
        "2026-11-22",
        "t1",
        "👍",
    ],
)
def test_everything_else_is_free_text(text):
    assert read(text).kind == "other"


def test_the_pair_of_digits_belongs_to_one_lead():
    assert [answer(d, 3) for d in (1, 2, 3, 4, 5)] == [None, None, "accept", "decline", None]
