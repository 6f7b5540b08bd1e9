"""The words that masks know, each list in one place. In a list `(?:...)` and `?` mean what they mean in a pattern."""


def any_of(*lists: str) -> str:
    """The words of some lists as the inside of a pattern: `"st str", "ave"` gives `st|str|ave`."""
    return "|".join(word for words in lists for word in words.split())


#: What the name of a street ends with.
STREETS = """
    st str street ave av avenue rd road blvd boulevard ln lane dr drive ct court cir circle ter terr terrace pl pkwy
    parkway hwy highway pike tpke turnpike trl trail mews cres crescent aly alley xing expy expressway
"""
#: Ordinary words too: with a capital letter, or behind a number of three digits, they end a street's name.
WEAK_STREETS = """
    way place run turn row walk path close point pt ridge hill hills square sq bend green view loop cove hollow knoll
    landing gardens? plaza plz commons? overlook chase glen farm manor heights crossing pass gate mill woods? park
    springs? valley vista fields? meadows? estates? bluff branch bridge creek forest grove haven island lake shore
    summit trace cv centers?
"""
#: Words that are in no street's name, so that a number of something else and a street apart from it stay apart.
IN_NO_STREET = """
    about above ac after ago all also am amp amps an and any are around as at attic back basement bath bathroom
    bathrooms baths bed bedroom bedrooms beds before behind below between block blocks both btu but by call came can cfm
    compressor condenser condensers cost day days degree degrees did do does dollars door down during each every feet
    filter floor floors foot for found friends from ft furnace furnaces gas gets go got had handlers has have he heat
    heater heaters her here his hour hours house houses how hp hrs if in inch inches into is it its just kids kw lbs
    left level levels like made make me mile miles min minute minutes month months more my near need needs no not now of
    off on one only or our out outside over people per phase pm pounds psi quotes rooms said seems seer she since so
    some speed sqft stage stages still stories story system systems than that the their them then there these they thing
    things this times to ton tons too two type under unit units until up us used variable vents very volt volts wants
    was watt watts we week weeks went were what when where which who will with work works year years you your zone zones
"""
SPELLED = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand oh zero
"""
#: What stands before the number of a home in a building.
DOORS = "apt apartment unit suite ste rm room flat bldg building lot trailer 公寓 单元 單元 室"
#: Avenues of Washington that people name without their ending.
AVENUES = "Georgia Wisconsin Connecticut Massachusetts Pennsylvania"
#: What 100 W or 1500 S is of, where no street follows.
OF_MACHINES = "Heat Bulb Motor Element Lamp Light Strip Kit Range Series Class Model Type Coast Side Wing Wall Facing"
#: What begins with a capital letter before Apartments, and names none.
NO_BUILDINGS = "The Our My This In At Near Both All Some Many No Any And Is Old New"
BUILDINGS = "Apartments? Apts Condos? Condominiums? Towers Residences Townhomes Lofts Estates"
#: Where the number of a unit is the second of two machines, or of what is no door at all.
MACHINES = r"""
    \bac a/c hvac pump furnace condenser outdoor indoor outside inside split system handler carrier trane goodman
    heating cooling quote estimate reference ref bid ad job zone area floor dimension wire gauge awg size filter screw
    station priority choice question option reason fuse breaker 空调 空調 冷气 冷氣 机 機 错误 錯誤 故障 代码 代碼
"""
#: What a machine does behind its number, and a door does not.
FAULTS = "leak run stop work cool heat blow freez fail trip"
#: What the names of sites end with.
DOMAINS = """
    com net org edu gov info biz us cn tw hk io me co cc tv ly gl app dev site online shop xyz top vip club link page
    icu
"""
NETWORKS = """
    whatsapp telegram instagram insta facebook messenger skype snapchat kakao(?:talk)? viber discord tiktok venmo
    小红书 小紅書 抖音 微博 脸书 臉書
"""
#: Words that say how somebody likes a chat, and name nobody in it.
NO_HANDLES = """
    better best preferred easier easiest faster fastest fine okay good great needed available required enough always
    welcome where which what working usually also only works? possible here there quick(?:er|est)? that this please
    groups? moments messages? video calls? pay accounts? contacts? friends? users? apps? chats?
"""
