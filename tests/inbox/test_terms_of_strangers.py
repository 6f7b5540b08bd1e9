"""Kinds of texts that were read wrong though any dispatcher understands them: deposits, a busy man's digit, a yes with
an hour, jobs of a place or a kind that are not wanted."""

from datetime import date

from directory.texts.rules.case import Intent
from directory.texts.rules.leads import OpenLead
from directory.texts.rules.reader import read
from tests.support.in_one import in_one

TODAY = date(2026, 12, 1)
NEW = OpenLead(1, 2, "Rockville", "no_heat", "new")
OTHER = OpenLead(3, 4, "Fairfax", "wh", "new")
TAKEN = OpenLead(1, 2, "Rockville", "no_heat", "accepted", "陈女士")


@in_one(
    "body, amount",
    [
        ("定金收了五百 下周一开工", None),
        ("收了订金300 禮拜三裝", None),
        ("做完了 收了尾款2800", None),
        ("she paid 500 deposit, we start monday", None),
        ("签了合同6800，尾款2800下周收", (6800, 6800)),
        ("簽了 六千八 餘款三千完工付", (6800, 6800)),
        ("won it. 7400 total, 1500 deposit", (7400, 7400)),
        ("Sold! $6,200, deposit in hand", (6200, 6200)),
    ],
)
def test_what_is_paid_first_or_last_is_no_price(body: str, amount: tuple[int, int] | None) -> None:
    reading = read(body, [TAKEN], TODAY)
    assert (reading.intent, reading.amount) == (Intent.WON, amount)


@in_one(
    "body, lead",
    [
        ("1 我现在在忙 晚点打给她", 1),
        ("1 在開車 晚點聯繫", 1),
        ("3、正在开会 稍后打给客户", 3),
        ("1. I'm driving, will call her in 20", 1),
    ],
)
def test_a_digit_of_somebody_busy_is_the_digit(body: str, lead: int) -> None:
    reading = read(body, [NEW, OTHER], TODAY)
    assert (reading.intent, reading.lead) == (Intent.ACCEPT, lead)


@in_one("body", ["我在开车，晚点回复您", "1条未读消息 在忙稍后回复", "正在開會 稍後回覆"])
def test_without_one_of_a_customer_it_is_the_phones_own(body: str) -> None:
    assert read(body, [NEW], TODAY).intent is Intent.MACHINE


YES_THEN = (
    "行，明天上午十点左右到",
    "行 下午三點到",
    "OK tomorrow 10am",
    "ok i can be there at 4",
    "好的，周四上午过去",
)


@in_one("body", YES_THEN)
def test_a_yes_that_says_when_is_a_yes(body: str) -> None:
    reading = read(body, [NEW], TODAY)
    assert (reading.intent, reading.lead) == (Intent.ACCEPT, 1)
    assert read(body, [NEW, OTHER], TODAY).intent is Intent.WHICH


@in_one("body", ["ok 4200", "行 三千", "ok after the 15th", "OK who's this?", "可以吗明天十点"])
def test_what_only_begins_like_one_is_none(body: str) -> None:
    assert read(body, [NEW], TODAY).intent is not Intent.ACCEPT


@in_one(
    "body",
    [
        *("不要再给我发马里兰的单子", "别给我发DC的", "以後別派熱水器的單給我", "stop sending me jobs in MD"),
        *("no more water heater jobs please", "don't send me DC jobs"),
    ],
)
def test_jobs_of_a_place_or_a_kind_are_refused_without_refusing_texts(body: str) -> None:
    assert read(body, [NEW], TODAY).intent in (Intent.OPERATOR, Intent.UNCLEAR, Intent.PAUSE)


@in_one(
    "body", ["别再发单子了", "no more texts about DC jobs", "别再发短信给我 也别发单子", "stop texting me about MD"]
)
def test_texts_that_are_refused_beside_them_are(body: str) -> None:
    assert read(body, [NEW], TODAY).intent is Intent.STOP
