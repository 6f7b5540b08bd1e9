"""Typed words are guessed at: the phrases that they may mean are offered, and none where nothing of the book fits."""

from directory.quotes.rules.picking import likely

#: Who writes what, and the phrase that has to be among those that are offered.
FREE = (
    ("homeowner", "我想改到明天下午", "move_visit"),
    ("homeowner", "能不能换个时间？周三我不在家", "move_visit"),
    ("homeowner", "不好意思，明天我临时有事，时间可以改一下吗", "move_visit"),
    ("homeowner", "Can we reschedule to Friday morning?", "move_visit"),
    ("homeowner", "I need to change our appointment, something came up", "move_visit"),
    ("homeowner", "請問可以改約週四嗎？", "move_visit"),
    ("homeowner", "我不需要了，取消吧", "cancel_visit"),
    ("homeowner", "Please cancel tomorrow's visit", "cancel_visit"),
    ("homeowner", "師傅您好，請問最快什麼時候可以過來？", "how_soon"),
    ("homeowner", "how fast can you get here", "how_soon"),
    ("homeowner", "包不包括施工许可？", "ask_permit"),
    ("homeowner", "does that price cover the permit", "ask_permit"),
    ("homeowner", "旧的空调你们会拉走吗", "ask_disposal"),
    ("homeowner", "Will you take the old furnace away?", "ask_disposal"),
    ("homeowner", "價格可以再便宜一點嗎？", "ask_discount"),
    ("homeowner", "Any chance you could come down on the price?", "ask_discount"),
    ("homeowner", "人工保修多久", "ask_labor_warranty"),
    ("homeowner", "How many years warranty on the labor do I get?", "ask_labor_warranty"),
    ("homeowner", "訂金要付多少？", "ask_deposit"),
    ("homeowner", "how much down payment do you need", "ask_deposit"),
    ("homeowner", "到了之前先给我打个电话好吗", "call_before"),
    ("homeowner", "Please ring me before coming over", "call_before"),
    ("homeowner", "可以刷卡吗，怎么付款", "how_to_pay"),
    ("homeowner", "Do you take credit cards? How do I pay", "how_to_pay"),
    ("homeowner", "修好了，很好用，谢谢师傅", "works_again"),
    ("homeowner", "still not working, it's cold again", "still_broken"),
    ("homeowner", "你们有执照吗？执照号是多少", "ask_license"),
    ("homeowner", "上門檢查要錢嗎", "ask_visit_fee"),
    ("homeowner", "is there a charge just to come look at it", "ask_visit_fee"),
    ("homeowner", "需要几天时间完工", "ask_days"),
    ("business", "我马上到，还有十分钟", "on_my_way_minutes"),
    ("business", "I'm stuck in traffic, will be 20 minutes late", "late_minutes"),
    ("business", "堵车了，大概晚半小时", "late_minutes"),
    ("business", "麻烦拍张铭牌的照片发我", "photo_nameplate"),
    ("business", "can you send me a pic of the label on the unit", "photo_nameplate"),
    ("business", "上门费80，做了就免", "visit_fee_credited"),
    ("business", "要先看現場才能報價", "need_look"),
    ("business", "配件已经到货了，什么时候方便过去装", "part_arrived"),
    ("business", "您什麼時候在家？", "when_home"),
    ("business", "permit is not included in my price", "permit_not_included"),
    ("homeowner", "我家狗会咬人，进门小心", None),
    ("homeowner", "The gate code is 4471", None),
    ("homeowner", "门口可以停车", None),
    ("business", "下周我儿子结婚，休息三天", None),
    ("homeowner", "My neighbor recommended you", None),
)


def test_what_people_write_is_offered_as_a_phrase() -> None:
    missed = [(words, code) for side, words, code in FREE if code and code not in [p.code for p in likely(words, side)]]
    assert missed == []


def test_what_is_in_no_phrase_is_offered_as_none() -> None:
    assert [words for side, words, code in FREE if code is None and likely(words, side)] == []
