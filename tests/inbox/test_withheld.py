"""What of a text no homeowner may be shown: a phone's reaction, a refusal, a link of ours."""

import base64
import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.foundation import tokens
from directory.inbox.rules import holds_secret, quotes
from directory.kernel import links
from directory.texts.rules.case import Intent
from directory.texts.rules.reactions import is_reaction
from directory.texts.rules.reader import read
from tests.support.in_one import in_one

OURS = "【冷暖专版】高氏冷暖您好：Rockville有客户看了您登报的广告，没暖气，想今天修，讲普通话。要客户电话回1，没空回2"
REACTIONS = [
    *("Liked “{ours}”", "Loved “{ours}”", "Disliked “{ours}”", "Laughed at “{ours}”", "Emphasized “{ours}”"),
    *("Questioned “{ours}”", 'Liked "{ours}"', "Reacted 👍 to “{ours}”", "Removed a like from “{ours}”"),
    *("Removed 👍 from “{ours}”", "👍 to “{ours}”", "❤️ to “{ours}”", "Liked an image", "Loved a message"),
    *("赞了“{ours}”", "爱了“{ours}”", "喜欢了“{ours}”", "大笑“{ours}”", "对“{ours}”大笑", "强调了“{ours}”"),
    *("反对了“{ours}”", "质疑了“{ours}”", "踩了“{ours}”", "取消了对“{ours}”的赞", "用👍回应了“{ours}”"),
    *("讚了「{ours}」", "愛了「{ours}」", "喜歡了「{ours}」", "說「{ours}」讚", "按「{ours}」讚", "對「{ours}」按讚"),
    *("對「{ours}」有疑問", "強調了「{ours}」", "不喜歡「{ours}」", "收回了對「{ours}」的讚", "喜歡了一則訊息"),
]
#: What a contractor writes to a customer, though a word in it looks like something else.
WORDS = [
    "see https://example.com/part/XR14 for the part",
    "mail me at shop@lengnuan.test",
    "lengnuan.test.example.com",
    "notlengnuan.test",
    "model MSZ-FS12NA, serial 4415A12345678901234567890",
    "MitsubishiElectricHeat",
    "upstairs-and-Downstairs",
    "I liked your house, can come at 5",
    "“不制冷”是什么意思？外机转吗",
    "can you stop by tomorrow?",
    "I can't stop the leak, call me",
    "停电了吗？",
    "不要发票可以便宜一点",
]
LINKS = [
    *("{base}/leads/{secret}", "https://{host}/leads/{secret}", "{host}/leads/{secret}", "www.{host}/requests/x"),
    *("HTTPS://{upper}/LEADS/abc", "看{host}/zh-hans/requests/{secret}", "{host}/warranty/1", "m.{host}/u/{secret}"),
    *("{host}", "{secret}", "/leads/{secret}", "链接{secret}。", "ｈｔｔｐｓ：//{host}/invitations/x", "{host}?x=1"),
    "https://{host}…",
]


def written(link: str, secret: str) -> str:
    """One of `LINKS` with a secret of ours in it."""
    host = "lengnuan.test"
    return link.format(base=f"https://{host}", host=host, upper=host.upper(), secret=secret)


@in_one("ours", [OURS + " https://lengnuan.test/leads/", "好的", "x" * 300])
@in_one("reaction", REACTIONS)
def test_a_reaction_is_known_whatever_it_quotes(reaction, ours):
    assert is_reaction(reaction.replace("{ours}", ours))


@pytest.mark.parametrize("words", WORDS)
def test_words_are_no_reaction_and_no_refusal(words):
    assert not is_reaction(words)
    assert read(words, (), date(2027, 1, 12)).intent is not Intent.STOP


@pytest.mark.parametrize("link", LINKS)
def test_a_link_of_ours_is_known_however_it_is_written(link):
    words = f"这是什么 {written(link, 'aB3_dE6-hI9kLm2nOp5qR8')} 你们收钱吗"
    assert links.carries_link(words, "https://lengnuan.test")
    covered = links.without_links(words, "https://lengnuan.test")
    assert covered.startswith("这是什么 ")
    assert covered.endswith("你们收钱吗")
    assert "lengnuan" not in covered.lower()
    assert "aB3_dE6" not in covered
    assert not links.carries_link(covered, "https://lengnuan.test")


@given(st.text(), st.integers(), st.text())
def test_no_secret_of_an_address_survives(before, number, after):
    secret = base64.urlsafe_b64encode(hashlib.sha256(str(number).encode()).digest()).decode()[: tokens.LENGTH]
    words = f"{before} {secret} {after}"
    assert links.carries_link(words, "https://lengnuan.test")
    assert secret not in links.without_links(words, "https://lengnuan.test")


@pytest.mark.parametrize("words", WORDS)
def test_words_of_the_trade_are_no_link_of_ours(words):
    assert not links.carries_link(words, "https://lengnuan.test")
    assert links.without_links(words, "https://lengnuan.test") == words


@pytest.mark.parametrize(
    "body",
    [
        *("1\nhttps://lengnuan.tes\nt/leads/aB3_dE6-hI\n9kLm2nOp5qR8", "2 AB3_DE6-HI9KLM2", "看 /le\nads/ 是什么"),
        *("1 aB3_dE6 -hI9 kLm2nOp5", "leads/aB3_dE6-hI9kLm…"),
    ],
)
def test_what_is_left_of_a_link_is_known_however_it_is_broken(body):
    sent = "要电话回1 https://lengnuan.test/leads/aB3_dE6-hI9kLm2nOp5qR8 退订回T"
    assert holds_secret(body, [sent])
    for words in WORDS:
        assert not holds_secret(words, [sent])


def test_a_stretch_of_ours_is_a_quotation_and_a_word_of_ours_is_none():
    assert quotes(f"> {OURS[5:60]}\nwhat is this", [OURS])
    assert quotes("Le gustó “" + OURS.replace("，", " ， ") + "”", ["another", OURS])
    assert not quotes("高氏冷暖您好：明天去看", [OURS])
    assert not quotes("好的", ["好的"])
    assert not quotes(OURS, [])
