"""What people tell around the work: it empties no page, whatever kind of circumstance it is.

Of the five real listings: H has garage doors, ducts, water heaters and UV lamps; G plumbing, electrical work, exhaust
fans and businesses; D and A state licenses and insurance; F neither.
"""

import pytest

from directory.places.gazetteer import gazetteer
from directory.search.rules.query import Query
from tests.search import listed as finding
from tests.search.listed import Snapshot
from tests.search.test_strangers import DAY

SLUGS = {
    "huafu-lengnuan-kongtiao": "H",
    "fangshi-lengnuan": "F",
    "gaoshi-lengnuan": "G",
    "anju-lengnuan-kongtiao": "A",
    "david-zhang-lengnuan-kongtiao": "D",
}
EVERYBODY = "ADFGH"


def letters_of(snapshot: Snapshot, text: str) -> str:
    """Who is found, a letter each; nobody where the answer is a suggestion only."""
    answer, hits = finding.find(snapshot, Query(text=text), gazetteer(), DAY)
    return "" if answer.is_fallback else "".join(sorted(SLUGS[hit.entry.doc.slug] for hit in hits))


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("记得尾数好像是 8420 还是 8402", "G"),
        ("phone ending 8988 or 8989", "D"),
        ("尾数是7363还是7336", "H"),
        ("方氏冷暖和高氏冷暖哪个好", "FG"),
        ("Huafu vs Infinity Air", "AH"),
        ("Trane versus Carrier", "ADFGH"),
    ],
)
def test_of_two_names_or_numbers_any_is_meant(snapshot: Snapshot, text: str, letters: str) -> None:
    assert letters_of(snapshot, text) == letters


@pytest.mark.parametrize(
    "text",
    [
        "昨天来了一个修屋顶的,顺便看了一眼说空调外机生锈了,要不要换",
        "the duct is leaking in the crawl space, so cold floors",
        "改水管和电线,厨房翻新",
    ],
)
def test_a_comma_ties_no_other_trade_to_the_work(snapshot: Snapshot, text: str) -> None:
    assert letters_of(snapshot, text)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("热水器旁边的暖气炉漏水", EVERYBODY),
        ("the furnace next to the water heater is leaking", EVERYBODY),
        ("the water heater next to the furnace is leaking", "GH"),
        ("洗碗机旁边的地板出风口不出风", EVERYBODY),
        ("冰箱旁边那个出风口没有冷气", EVERYBODY),
        ("冰箱不冷", ""),
        ("my fridge is not cooling", ""),
        ("fridge and AC repair", ""),
    ],
)
def test_a_machine_beside_another_only_says_where(snapshot: Snapshot, text: str, letters: str) -> None:
    assert letters_of(snapshot, text) == letters


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("冷氣暖氣都冇事，淨係車房門壞咗", "H"),
        ("HVAC is fine. We need plumbing and electrical changes", "G"),
        ("stove works but furnace wont light", EVERYBODY),
        ("my dryer is fine but the AC outside unit is buzzing", EVERYBODY),
        ("热水器没问题,是暖气不热", EVERYBODY),
        ("空调刚换过是新的,热水器漏水", "GH"),
        ("AC works but it leaks", EVERYBODY),
    ],
)
def test_nobody_is_asked_for_a_machine_in_order(snapshot: Snapshot, text: str, letters: str) -> None:
    assert letters_of(snapshot, text) == letters


@pytest.mark.parametrize(
    "text",
    [
        "the plumber already checked, it's the AC drain line. Not another plumber please",
        "水管工来看过了说不是水管漏,是空调排水",
        "冷气滴水到楼下天花板,已经找过水电工,他说不是水管",
        "电工说电没问题,是空调电容坏了",
        "water is from the AC not pipes",
        "plumber came and said the water is from the AC not pipes",
    ],
)
def test_another_trade_that_came_before_is_not_asked_for(snapshot: Snapshot, text: str) -> None:
    assert letters_of(snapshot, text) == EVERYBODY


@pytest.mark.parametrize(
    "text",
    [
        "no installation needed, only ac repair",
        "不要安装，只要维修空调",
        "唔使換新機 淨係整冷氣",
        "我不想换新的，只想修暖气",
        "not interested in a garage door, AC does not cool",
        "I am not asking about plumbing, my heat pump is icing",
        "don't need water heater work, just furnace",
        "I don't need a plumber, the AC pan overflows",
        "do not want central air, want window ac",
    ],
)
def test_who_does_what_is_not_wanted_as_well_is_not_left_out(snapshot: Snapshot, text: str) -> None:
    assert letters_of(snapshot, text) == EVERYBODY


@pytest.mark.parametrize(("text", "letters"), [("hvac but not Trane, Lennox", "AGH"), ("空调 不要开利和特灵", "")])
def test_what_a_no_is_tied_to_is_taken_away(snapshot: Snapshot, text: str, letters: str) -> None:
    assert letters_of(snapshot, text) == letters


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("我在纽约上班,爸妈住马里兰,家里暖气坏了", EVERYBODY),
        ("女儿在波士顿读书,家里没人,暖气不热也没人管", EVERYBODY),
        ("儿子在加州上班回不来,我家暖气不热了", EVERYBODY),
        ("I live in Texas now but my mother's house in Silver Spring has no heat", EVERYBODY),
        ("我在纽约,空调坏了", ""),
        ("my parents live in Flushing, Queens and their AC died, I am in Maryland", ""),
        ("费城的房子出租,租客说暖气没了,我人在华府", ""),
        ("姑姑在溫哥華用的是熱泵，我想在 Fairfax 裝一台", EVERYBODY),
        ("my brother in Denver had the same trouble, AC drips, Silver Spring", EVERYBODY),
        ("heater broken, cousin in Dallas fixed his for 200, I'm at 20850", EVERYBODY),
        ("rental in Baltimore, heat out, I'm in New Jersey", EVERYBODY),
        ("杭州老板开的 修空调", EVERYBODY),
        ("heat is out. house in Tampa. I live in Bowie", ""),
        ("my landlord lives in California and the AC in Arlington is broken", EVERYBODY),
        ("the owner is in New York but the AC in Rockville leaks", EVERYBODY),
        ("房东在加州但阿灵顿的空调坏了", EVERYBODY),
        ("my AC (bought in Philadelphia) is leaking, Silver Spring", EVERYBODY),
        ("I'm in Rockville but I need a furnace in Denver", ""),
        ("heat and AC in Denver", ""),
    ],
)
def test_where_somebody_works_or_lives_is_not_where_the_machine_is(snapshot: Snapshot, text: str, letters: str) -> None:
    assert letters_of(snapshot, text) == letters


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("8455 Georgia Ave Silver Spring AC repair", "Silver Spring AC repair"),
        ("no heat at 1420 Rhode Island Avenue NW, Washington DC", "no heat, Washington DC"),
        ("乔治亚大道,暖气坏了", "暖气坏了"),
        ("Washington Blvd Arlington AC", "Arlington AC"),
        ("Rockville Pike AC", "Rockville AC"),
        ("New Haven CT AC", "New Haven AC"),
    ],
)
def test_a_street_called_like_a_place_is_none(snapshot: Snapshot, text: str, like: str) -> None:
    read, plainly = snapshot.read(text), snapshot.read(like)
    assert read.places == plainly.places
    assert (read.outside is None) == (plainly.outside is None)
    assert letters_of(snapshot, text) == letters_of(snapshot, like)


@pytest.mark.parametrize(
    "text", ["hvac alexandria egypt", "furnace in Arlington, Texas", "ac repair columbia sc", "heating vienna, austria"]
)
def test_a_namesake_elsewhere_is_none_of_ours(snapshot: Snapshot, text: str) -> None:
    assert letters_of(snapshot, text) == ""


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("nail salon in Annandale needs licensed HVAC", "AD"),
        ("我开餐馆的,要找有执照的修冷气", "AD"),
        ("餐馆空调坏了", "G"),
        ("licensed and insured commercial hvac", ""),
        ("church rooftop hvac not cooling", "G"),
        ("超市的屋顶机不制冷", "G"),
        ("rooftop unit service", ""),
        ("餐馆厨房排风扇坏了", "G"),
        ("kitchen exhaust fan motor replacement in my restaurant", "G"),
        ("抽油烟机坏了", ""),
        ("洗衣店冷气", "G"),
    ],
)
def test_a_building_says_whose_machine_it_is(snapshot: Snapshot, text: str, letters: str) -> None:
    assert letters_of(snapshot, text) == letters


@pytest.mark.parametrize(
    "text",
    [
        "ac is out of warranty and stopped",
        "insurance adjuster says the AC unit was struck by lightning, I need an estimate for the claim",
        "We are selling 我媽的房子 in Bowie, the furnace is past its useful life",
        "冷氣用咗十八年,間鬼佬公司話要成套換,太貴喇",
        "报价一万一太贵了,有没有便宜点的,换空调",
        "就是有声音,不想换新机,先请人看看是不是空调缺氟",
        "heat pump is frozen and my dad keeps pouring hot water on it",
        "we had a flood and the furnace got wet, insurance will pay, need quote",
        "PEPCO says I should get a tune up",
    ],
)
def test_papers_money_and_age_of_a_story_ask_for_nothing(snapshot: Snapshot, text: str) -> None:
    assert letters_of(snapshot, text) == EVERYBODY


@pytest.mark.parametrize(
    "text",
    [
        "车上的空调不冷",
        "我的车空调不冷了,加了氟利昂还是不行",
        "van AC recharge",
        "boat air conditioner",
        "丰田空调维修",
    ],
)
def test_a_car_by_any_name_is_none_of_ours(snapshot: Snapshot, text: str) -> None:
    assert letters_of(snapshot, text) == ""


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("redoing the bathroom, pipes have to move over by the window", "G"),
        ("pipe burst under the floor", "G"),
        ("wires behind the drywall of the deck", "G"),
        ("花園旁邊的水管要改", "G"),
        ("floor and pipes", ""),
        ("new floor, cabinets and sink", ""),
    ],
)
def test_what_pipes_and_wires_run_along_is_not_asked_for(snapshot: Snapshot, text: str, letters: str) -> None:
    assert letters_of(snapshot, text) == letters


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("range hood motor is dead in my takeout", "G"),
        ("餐馆抽油烟机的马达烧了", "G"),
        ("油煙機馬達壞了", "G"),
        ("a lamp that kills germs, sterilizing lamp for the furnace", "H"),
        ("空調裡裝除菌燈", "H"),
        ("clean out the vents", ""),
        ("风管清灰", ""),
        ("blow the dust out of our ducts", ""),
    ],
)
def test_a_speciality_is_known_by_its_other_names(snapshot: Snapshot, text: str, letters: str) -> None:
    assert letters_of(snapshot, text) == letters


@pytest.mark.parametrize("text", ["马桶堵了", "厕所塞了", "kitchen sink is clogged", "Home Depot", "walmart"])
def test_what_no_ad_offers_alone_is_said_to_be_offered_by_none(snapshot: Snapshot, text: str) -> None:
    assert letters_of(snapshot, text) == ""


def test_a_fault_of_another_machine_is_asked_for_beside_named_work(snapshot: Snapshot) -> None:
    assert letters_of(snapshot, "need the ducts extended and the garage door wont close") == "H"


@pytest.mark.parametrize(
    "text",
    [
        "air condishuner not werking",
        "my furnis is broke",
        "heeter wont turn on",
        "termostat is blank",
        "AC compreser loud",
    ],
)
def test_a_word_written_as_it_sounds_is_read(snapshot: Snapshot, text: str) -> None:
    assert letters_of(snapshot, text) == EVERYBODY


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("huafoo hvac", "H"),
        ("hwafoo heating", "H"),
        ("rockvile md air conditoning", EVERYBODY),
        ("furnave repair", EVERYBODY),
        ("heatimg stopped", EVERYBODY),
        ("who carries insurance and does ac", "AD"),
        ("my husband snores with the window open, AC is dead", EVERYBODY),
        ("jonson air conditoning", ""),
    ],
)
def test_only_a_likely_slip_is_put_right(snapshot: Snapshot, text: str, letters: str) -> None:
    assert letters_of(snapshot, text) == letters


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("週六才在家，要修冷氣", "weekend"),
        ("can you come on a Sunday, furnace is out", "weekend"),
        ("禮拜日先得閒 修暖氣", "weekend"),
        ("咁夜仲有人修冷氣嗎", "tonight"),
        ("heat is out, does anybody come this late", "tonight"),
        ("老人优惠 修空调", "discount"),
        ("military discount on a furnace", "discount"),
        ("装暖炉，有没有折扣", "discount"),
    ],
)
def test_hours_and_offers_that_no_ad_states_are_marked_on_who_does_the_work(
    snapshot: Snapshot, text: str, code: str
) -> None:
    answer, hits = finding.find(snapshot, Query(text=text), gazetteer(), DAY)
    assert (len(hits), answer.is_fallback) == (5, False)
    assert [one.concepts[0].code for one in answer.conditions if one.is_unsaid] == [code]


@pytest.mark.parametrize("text", ["AC died saturday night", "no heat since sunday", "周六晚上暖气停了", "半夜空调停了"])
def test_when_something_broke_asks_for_no_hours(snapshot: Snapshot, text: str) -> None:
    answer, _ = finding.find(snapshot, Query(text=text), gazetteer(), DAY)
    assert not any(condition.is_unsaid for condition in answer.conditions)


@pytest.mark.parametrize("text", ["报一万一太贵", "人家开价九千五,换冷气"])
def test_a_price_is_no_place(snapshot: Snapshot, text: str) -> None:
    answer, _ = finding.find(snapshot, Query(text=text), gazetteer(), DAY)
    assert (answer.reading.places, answer.corrected) == ((), None)


@pytest.mark.parametrize("text", ["清洗空调", "洗冷氣", "ac coil cleaning", "clean my furnace"])
def test_who_puts_right_cleans(snapshot: Snapshot, text: str) -> None:
    assert letters_of(snapshot, text) == EVERYBODY


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("姓高的师傅", "G"),
        ("姓张的那个师傅还做吗", "D"),
        ("Goodman systems with ten years warranty", "GH"),
        ("風管改一下", "GH"),
    ],
)
def test_who_is_meant_is_found(snapshot: Snapshot, text: str, letters: str) -> None:
    assert letters_of(snapshot, text) == letters


@pytest.mark.parametrize(
    "text",
    [
        "I work at a restaurant but this is for my house, AC is dead",
        "my office is at home, AC not cooling",
        "我在餐馆打工没空,空调不冷",
        "我是开餐馆的,家里的暖气坏了",
        "my car is in the shop so I need you to bring parts, heat not working",
        "just had new windows and roof, still too cold in the bedrooms, want furnace checked",
        "热水器上个月刚换,这次是暖气不热",
        "師傅幾錢上門 修冷氣",
    ],
)
def test_where_one_works_and_what_was_done_before_ask_for_nothing(snapshot: Snapshot, text: str) -> None:
    assert letters_of(snapshot, text) == EVERYBODY


@pytest.mark.parametrize("text", ["hvac technician jobs in Maryland", "HVAC school", "冷气培训班", "抓漏"])
def test_who_looks_for_work_or_lessons_is_sent_to_nobody(snapshot: Snapshot, text: str) -> None:
    assert letters_of(snapshot, text) == ""
