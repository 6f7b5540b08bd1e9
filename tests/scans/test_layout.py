"""Which lines of a page are read together, and in which order: frames, gutters, columns, rows, and how a page lies."""

import pytest

from directory.scans.rules.layout import blocks, rows_of
from directory.scans.rules.pages import Box, Line, Page, leveled, received, spaced
from tests.scans.boxes import aslant, column, frame, line

FANG = ["方氏冷暖", "240-651-9115", "空调维修", "价格合理"]
GAO = ["高氏冷暖", "住家商业", "风管改装", "(240)636-8420"]
ANJU = ["安居冷暖", "专业技术", "571-334-9893"]


def _page(*lines: list[Line], rules: list[Box] = [], width: int = 2000, height: int = 2000) -> Page:  # noqa: B006
    return Page(width, height, tuple(one for part in lines for one in part), tuple(rules))


def _texts(page: Page) -> list[str]:
    return [block.text for block in blocks(page)]


def test_what_stands_in_a_frame_is_an_ad() -> None:
    """However near the next frame is: without its line they would be one column."""
    rules = [*frame(80, 80, 500, 300), *frame(80, 310, 500, 580)]
    page = _page(column(FANG, 100, 100), column(GAO, 100, 330), rules=rules)
    assert _texts(page) == ["\n".join(FANG), "\n".join(GAO)]
    assert _texts(_page(column(FANG, 100, 100), column(GAO, 100, 330))) == ["\n".join([*FANG, "", *GAO])]


def test_frames_share_a_line() -> None:
    rules = [*frame(80, 80, 500, 320), Box(500, 80, 900, 84), Box(500, 320, 900, 324), Box(900, 80, 904, 320)]
    page = _page(column(FANG, 100, 100), column(GAO, 520, 100), rules=rules)
    assert _texts(page) == ["\n".join(FANG), "\n".join(GAO)]


def test_a_frame_whose_corners_do_not_meet_is_one() -> None:
    rules = [Box(90, 80, 490, 84), Box(92, 320, 488, 324), Box(80, 90, 84, 312), Box(500, 88, 504, 314)]
    page = _page(column(FANG, 100, 100), column(GAO, 100, 350), rules=rules)
    assert "\n".join(FANG) in _texts(page)


def test_a_box_within_an_ad_belongs_to_it() -> None:
    rules = [*frame(80, 80, 500, 400), *frame(95, 145, 480, 195)]
    page = _page(column(FANG, 100, 100), column(GAO, 700, 100), rules=rules)
    assert _texts(page)[0] == "\n".join(FANG)


def test_a_line_below_the_name_does_not_cut_the_ad() -> None:
    rules = [*frame(80, 80, 500, 320), Box(80, 143, 500, 147)]
    page = _page(column(FANG, 100, 100), rules=rules)
    assert [text.split("\n") for text in _texts(page)] == [FANG]


def test_a_border_around_the_page_is_no_ad() -> None:
    rules = [*frame(10, 10, 1000, 900), *frame(80, 80, 500, 320), *frame(80, 330, 500, 600)]
    page = _page(column(FANG, 100, 100), column(GAO, 100, 350), column(["分类广告"], 100, 30), rules=rules)
    assert sorted(_texts(page)) == sorted(["分类广告", "\n".join(FANG), "\n".join(GAO)])


def test_a_stroke_of_a_letter_is_no_line() -> None:
    rules = [Box(100, 118, 190, 122), *frame(80, 80, 500, 320)]
    assert _texts(_page(column(FANG, 100, 100), rules=rules)) == ["\n".join(FANG)]


def test_columns_without_frames_are_read_one_after_the_other() -> None:
    page = _page(
        [line("冷暖专版 Heating Cooling", 100, 0)], column([*FANG, "", *ANJU], 100, 100), column(GAO, 420, 100)
    )
    heading, *columns = _texts(page)
    assert heading == "冷暖专版 Heating Cooling"
    assert [text.replace("\n\n", "\n").split("\n") for text in columns] == [FANG, ANJU, GAO]


def test_ads_of_a_column_are_apart_where_there_is_room_or_a_line() -> None:
    """A paragraph is no such room, and a name without a phone stays with what follows it."""
    near = [*column(FANG, 100, 100), *column(GAO, 100, 330)]
    assert len(_texts(_page(near))) == 1
    assert _texts(_page(near, rules=[Box(90, 310, 400, 313)])) == ["\n".join(FANG), "\n".join(GAO)]
    wide = [*column(FANG, 100, 100), *column(GAO[:1], 100, 400), *column(GAO[1:], 100, 510)]
    assert _texts(_page(wide)) == ["\n".join(FANG), "\n\n".join([GAO[0], "\n".join(GAO[1:])])]


HAIR = ["顺利冷暖", "专业冷气暖气", "维修安装保养", "服务马州维州", "免费估价", "301-555-0152"]


def test_long_columns_stand_between_narrow_gutters() -> None:
    """The paper between them is no wider than a blank, but as long as both, and the lines begin below each other."""
    page = _page(column([*FANG, *ANJU], 100, 100), column(HAIR, 355, 100))
    assert _texts(page) == ["\n".join([*FANG, *ANJU]), "\n".join(HAIR)]
    scattered = [line(text, 355 + 60 * (number % 3), 100 + 50 * number) for number, text in enumerate(HAIR)]
    assert len(_texts(_page(column([*FANG, *ANJU], 100, 100), scattered))) == 1


def test_words_of_two_columns_that_were_read_as_one_line_are_parted() -> None:
    """At the blank above the gutter, which the lines that begin below each other tell; without a blank nothing is."""
    left, right = [FANG[1], FANG[0], *FANG[2:], "双证齐全", "诚信可靠"], HAIR
    below = [*column(left[1:], 100, 150), *column(right[1:], 355, 150)]
    corners = ((100.0, 100.0), (435.0, 100.0), (435.0, 140.0), (100.0, 140.0))
    for between, parted in ((" ", ["\n".join(left), "\n".join(right)]), ("", None)):
        text = left[0] + between + right[0]
        texts = _texts(_page([Line(text, (1.0,) * len(text), corners)], below))
        assert texts == parted or (parted is None and "\n".join(right) not in texts)


def test_a_heading_across_a_gutter_does_not_close_it() -> None:
    """However wide apart the ads of both columns stand: what is above them is cut off first."""
    silent, room = ["山河冷暖", "维修安装", "价格公道", "随叫随到"], [""] * 6
    left = column([*FANG, *room, *GAO, *room, *ANJU], 100, 200)
    right = column([*GAO, *room, *silent, *room, *FANG], 460, 200)
    heading = "冷暖空调专业广告版 Heating Cooling"
    texts = _texts(_page([line(heading, 100, 90, height=60)], left, right))
    assert texts[0] == heading
    assert texts.count("\n".join(GAO)) == 2
    assert [text for text in texts if "高氏" in text and "山河" in text] == []


def test_an_upright_line_parts_columns_however_short() -> None:
    upright = Box(348, 90, 351, 280)
    page = _page(column(FANG[:2], 100, 100), column(GAO[2:], 355, 100), rules=[upright])
    assert _texts(page) == ["\n".join(FANG[:2]), "\n".join(GAO[2:])]
    assert len(_texts(_page(column(FANG[:2], 100, 100), column(GAO[2:], 355, 100)))) == 1


def test_a_heading_in_the_middle_stands_above_the_columns_below_it() -> None:
    """It reaches across their gutter, which it therefore does not close."""
    lines = column(FANG, 100, 200), column(GAO, 460, 200), [line("冷暖空调专业广告版", 260, 90, height=60)]
    assert sorted(_texts(_page(*lines))) == sorted(["冷暖空调专业广告版", "\n".join(FANG), "\n".join(GAO)])


def test_the_edge_of_the_paper_is_no_frame() -> None:
    """A page on a table has a line around it; what stands in it is many ads, whatever stands beside."""
    many = [*FANG, "", "", "", *GAO, "", "", "", *ANJU, "", "", "", *HAIR]
    texts = _texts(_page(column(many, 100, 100), rules=frame(20, 20, 1900, 1900)))
    assert texts == ["\n".join(ad) for ad in (FANG, GAO, ANJU, HAIR)]


def test_a_narrower_box_at_the_foot_of_a_frame_belongs_to_it() -> None:
    """Its upper line, drawn a little longer, cuts the frame in two."""
    rules = [*frame(80, 80, 500, 400), *frame(96, 310, 484, 384)]
    page = _page(column(["方氏冷暖", "空调维修", "价格合理"], 100, 100), [line("240-651-9115", 120, 330)], rules=rules)
    assert [text.split() for text in _texts(page)] == [["方氏冷暖", "空调维修", "价格合理", "240-651-9115"]]


def test_two_words_in_a_row_are_no_columns() -> None:
    """A list with its second half beside is one ad: only one side has a phone."""
    page = _page(
        column([*FANG, "热水炉"], 100, 100), column(["冷气机", "中央空调", "风管", "消毒灯", "车库门"], 420, 100)
    )
    assert _texts(page) == ["方氏冷暖 冷气机\n240-651-9115 中央空调\n空调维修 风管\n价格合理 消毒灯\n热水炉 车库门"]


def test_a_row_is_read_from_the_left() -> None:
    rows = rows_of([line("热水炉", 300, 103), line("维修", 100, 150), line("冷暖气机", 100, 100)])
    assert [[part.text for part in level] for level in rows] == [["冷暖气机", "热水炉"], ["维修"]]


def test_room_between_lines_is_a_blank_line() -> None:
    assert _texts(_page(column(["方氏冷暖", "", "空调维修"], 100, 100))) == ["方氏冷暖\n\n空调维修"]


@pytest.mark.parametrize("degrees", [-4.0, 1.0, 5.0])
def test_a_page_that_lies_aslant_is_leveled(degrees: float) -> None:
    """Long rows of two columns far apart would meet the wrong lines beside them."""
    left = ["专业冷暖空调维修安装保养" for _number in range(8)]
    right = [f"{number}号门市营业时间上午九点" for number in range(8)]
    page = _page(column([*left[:7], "240-651-9115"], 100, 100), column([*right[:7], "571-334-9893"], 800, 100))
    turned = aslant(page, degrees)
    assert _texts(turned) == _texts(page)
    assert abs(leveled(turned).lines[0].slope) < 0.003


@pytest.mark.parametrize(
    ("text", "gaps", "printed"),
    [
        ("冷暖气机热水炉", (0.1, 0.1, 0.1, 0.38, 0.1, 0.1, 0.0), "冷暖气机 热水炉"),
        ("机器10年1年", (0.1, 0.1, 0.1, 0.1, 0.4, 0.1, 0.0), "机器10年 1年"),
        ("两年Labor", (0.1, 0.4, 0.1, 0.1, 0.1, 0.1, 0.0), "两年 Labor"),
        ("维修，安装", (0.1, 0.2, 0.6, 0.1, 0.0), "维修，安装"),  # behind punctuation there is always room
        ("高氏冷暖", (0.45, 0.41, 0.44, 0.0), "高氏冷暖"),  # set wide as a whole
        ("HVAC", (0.5, 0.1, 0.1, 0.0), "HVAC"),  # blanks between Latin words are read as they are
        ("0132Fax", (0.1, 0.1, 0.2, 1.1, 0.1, 0.1, 0.0), "0132 Fax"),  # but for wide ones
        ("HVAC", (0.9, 0.8, 0.9, 0.0), "HVAC"),  # set wide as a whole
    ],
)
def test_blanks_of_ink_are_printed_blanks(text: str, gaps: tuple[float, ...], printed: str) -> None:
    corners = ((0.0, 0.0), (100.0, 0.0), (100.0, 40.0), (0.0, 40.0))
    read = spaced(text, (0.9,) * len(text), gaps, corners)
    assert (read.text, len(read.sure)) == (printed, len(printed))


@pytest.mark.parametrize(
    ("rows", "joint"),
    [
        (["营业时间：周一至周五上午九点到下午六点半整，节假日、周六", "九点到两点"], ""),
        (["we clean ducts and repair all", "furnaces"], " "),
        (["Carrier, Bryant and, Payne,", "Goodman"], " "),
        # There was room, or what follows begins as a line does, or follows a phone.
        (["we clean ducts and mend", "ac"], "\n"),
        (["Carrier, Bryant, Payne, and", "Goodman"], "\n"),
        (["24 hours a day, 240-651-9115", "call us"], "\n"),
        (["we clean ducts", "refrigerators-and-freezers"], "\n"),
    ],
)
def test_a_line_that_the_paper_ended_goes_on(rows: list[str], joint: str) -> None:
    """28 characters have room, and another ad is as wide: no line of this one made the paper so."""
    rules = [*frame(80, 80, 680, 320), *frame(80, 400, 680, 640)]
    page = _page(column(rows, 100, 100), column(["十" * 28, *ANJU], 100, 420), rules=rules)
    assert _texts(page)[0] == joint.join(rows)
    assert _texts(_page(column(rows, 100, 100)))[0] == "\n".join(rows)


def test_a_row_between_lines_across_the_page_is_an_ad() -> None:
    """Name, work and phone stand beside each other in as many lines as each needs, the gutters are narrow, and a number
    is cut; two ads beside each other stay two."""
    names, works, phones = ["方氏冷暖", "高氏"], ["空调维修 价格合理", "专业安装", "风管改装"], ["240-651-", "9115"]
    lines: list[Line] = []
    for at in range(3):
        top = 100 + 200 * at
        lines += [*column(names, 100, top + 25), *column(works, 200, top), *column(phones, 400, top + 25)]
    beside = [line("安居冷暖 571-334-9893", 100, 720), line("顺利冷暖 301-555-0152", 480, 720)]
    rules = [Box(90, 270 + 200 * at, 900, 274 + 200 * at) for at in range(4)]
    *rows, last = _texts(_page(lines, beside, rules=rules))
    assert rows == ["方氏冷暖\n高氏\n空调维修 价格合理\n专业安装\n风管改装\n240-651-9115"] * 3
    assert "571-334-9893" in last
    # A single line across the page is a fold.
    assert len(_texts(_page(lines, rules=rules[:1]))) < 3


def test_every_character_has_its_place_and_its_confidence() -> None:
    page = _page([line("方氏冷暖", 100, 100), line("240-651-9115", 100, 150, sure=0.5)])
    (block,) = blocks(page)
    assert len(block.text) == len(block.places) == len(block.sure)
    assert block.box() == Box(100, 100, 340, 190)
    assert block.box(0, 4) == Box(100, 100, 180, 140)
    assert block.doubtful() == tuple(5 + at for at, one in enumerate("240-651-9115") if one.isdigit())


def test_a_page_arrives_as_the_recognizer_sends_it() -> None:
    sent = (
        b'{"width": 10, "height": 20, "pages": 3, "rules": [[1, 2, 3, 4]], "lines": [{"text": "ab", "sure": [1, 0.5],'
        b' "gaps": [0, 0], "corners": [[0, 0], [5, 0], [5, 2], [0, 2]]}]}'
    )
    page, count = received(sent)
    assert (page.width, page.height, count, page.rules) == (10, 20, 3, (Box(1, 2, 3, 4),))
    assert (page.lines[0].text, page.lines[0].sure) == ("ab", (1.0, 0.5))


def test_nothing_on_a_page_is_no_ad() -> None:
    assert blocks(Page(100, 100)) == []


def test_words_have_a_box_in_each_line_they_stand_in() -> None:
    (block,) = blocks(_page([line("高氏 ABC", 100, 100), line("240-636-8420", 100, 150)]))
    # A Chinese character takes the room of two letters: 高氏 is four of eight.
    assert block.boxes(0, 2) == [Box(100, 100, 160, 140)]
    assert block.boxes(3, 9) == [Box(175, 100, 220, 140), Box(100, 150, 140, 190)]
    assert block.boxes(6, 7) == []
