"""How a firm is reached: phones (never a fax, a license or an ad's number), mail, web, WeChat, the ad's own number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from directory.kernel.phone import EXTENSION
from directory.reading.offsets import Printed, Taken
from directory.reading.online import online

#: Of ten characters so many must be digits; more where no dashes or points show a phone.
_FEWEST_DIGITS, _FEWEST_UNBROKEN = 5, 7
_PARTED = re.compile(r"[-–—.·‧]")
_D = r"[0-9oliszb|]"
_GAP = r"(?:[ .\-–—―‐‑−一ー·‧・･•∙⋅/~_*,']|(?<=[\-–—])\n){0,4}"
_PHONE = re.compile(
    rf"(?<![a-z0-9@#])(?:\+?1[ .\-]{{0,2}})?[(\[〈<|]?[ ]?({_D}[ ]?{_D}[ ]?{_D})[ ]?[)\]〉>|]?"
    rf"{_GAP}({_D}{{3}}){_GAP}({_D}{{2}}[ -]?{_D}{{2}})"
    rf"(?![0-9a-wyz@])((?:[ ]*[/／、][ ]*(?:(?:{_D}{{3}}[ .\-–—])?{_D}{{4}}|\d{{2,3}})(?![0-9%]|[ ]?[-–—.a-z年/]))*)"
)
#: Every digit by itself: 7 0 3－5 5 5－0 1 7 7.
_APART = re.compile(
    r"(?<![\da-z])(\d[ ]\d[ ]\d)[ ]?[-.–—)]?[ ]?(\d[ ]\d[ ]\d)[ ]?[-.–—]?[ ]?(\d[ ]\d[ ]\d[ ]\d)(?![\d])"
)
#: A second number of which only the end is printed: 0111，0112 · 0111 或 0112 · 0111~13. Years are none.
_ALSO = re.compile(
    r"[ ]*(?:[,，&]|或|和|(?<=[ ])(?:or|and)(?=[ ]))[ ]*((?:\d{3}[-.])?\d{4})(?![\d\-年:]|[ ]?年)"
    r"|[ ]*~[ ]*(\d{1,2}|\d{4})(?!\d|[ ]?(?:小时|点|:|h))"
)
_ENDING = 4
#: After a word for a phone ten digits are one, however they were spaced or damaged.
_LABELLED = re.compile(
    rf"(?:te[l1i]|ph[o0]ne|电\s*话?|手\s*机|热\s*线|专\s*线|call|cell|☎|☏)\s*[.:：#]?\s*(?:\+?1[ .\-])?"
    rf"((?:[ ()\[\].\-–—―‐‑−一ー·~_*,'\n]{{0,3}}{_D}){{10}})(?![0-9a-z])"
)
#: A page number glued to the end of a phone.
_GLUED = re.compile(r"(?<![a-z0-9])(\d{3})-(\d{3})-(\d{4})(?=\d{1,3}-?(?:\s|$))")
#: A toll-free number in letters behind a one: 1-800-furnace; without it what is printed in capitals: 800-FURNACE. Of
#: `$6,800 installed` it is a price.
_VANITY = re.compile(
    r"(?<![a-z0-9])(?<![$,.#])(1[ .\-])?(8(?:00|88|77|66|55|44|33))[ .\-]"
    r"((?=[a-z0-9\-]*[a-z])[a-z0-9\-]{7,12})(?![a-z0-9])"
)
#: Of other area codes only what is printed in capitals: (703) HOT-COLD, 703-555-COOL; "Suite 495 heating" is none.
_LETTERED = re.compile(
    r"(?<![a-z0-9])(?:1[ .\-])?(?:\(([2-9]\d\d)\)[ ]?|([2-9]\d\d)-)"
    r"(\d{3}-?[a-z]{4}|[a-z]{3}-?[a-z]{4}|[a-z]{4}-?[a-z]{3})(?![a-z0-9])"
)
_CHINESE_DIGITS = "〇一二三四五六七八九"
_C = f"[{_CHINESE_DIGITS}零○0-9]"
#: Of a phone with Chinese digits so many are: 703五五五0144.
_FEWEST_CHINESE = 3
_SPELLED = re.compile(
    rf"(?<!{_C})[(]?({_C}{{3}})[) .,，、\-–—·‧・]{{0,2}}({_C}{{3}})[ .,，、\-–—·‧・]?({_C}{{4}})(?!{_C})"
)
_LETTERS = ("abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz")
_KEYPAD = {letter: str(key) for key, letters in enumerate(_LETTERS, start=2) for letter in letters}
_DAMAGE = str.maketrans("oli|szb", "0111528")
#: A word of its own: Fairfax ends in none. In brackets right behind a number it is said of that one.
_FAX_BEFORE = re.compile(
    r"(?:(?<![a-z])(?:fax|fx|facsimile)|传真机?|(?<![a-z\d][(（])(?<![a-z])f)\s*[)）]?\s*(?:号码|no\.?|number)?\s*[:：.#]?\s*$"
)
_FAX_AFTER = re.compile(
    r"[（(]\s*(?:fax|fx|传真|f\s*[)）])"
    r"|[ \t]*(?:[（(]\s*(?:fax|fx|传真|f\s*[)）])|(?:fax|fx|传真)\s*(?:\n|$))(?![)）]?\s*[:：]?\s*[(+]?\d{3})"
)
#: One label for both: the number takes calls, too.
_PHONE_AND_FAX = re.compile(
    r"(?:tel|phone|电话|手机|(?<![a-z])[tp])\.?\s*(?:[/／&、+,]|and|及|和|兼|或)?\s*(?:fax|传真|f(?![a-z]))"
    r"|(?:fax|传真)\s*(?:[/／&、+,]|and|及|和|兼|或)?\s*(?:tel|phone|电话|手机)|传真同号"
)
_PRICE_BEFORE = re.compile(r"\$[\d,.]*\Z")
#: A comma of Chinese sentences ends a price: $50，240-555-0141.
_CHINESE_COMMA = "，"
_LICENSE_BEFORE = re.compile(
    r"(?:lic(?:ense|ence|\.)?|执照|牌照|证照|mhic|hvacr|dpor|class\s*[abc]|hvac\s*(?=no|num|#|号)|certificate|cert|注册)\s*(?:no\.?|number|号码|号|编号)?\s*[:：#.]?\s*(?:va|md|dc)?\s*#?\s*$"
)
_SIGN_BEFORE = re.compile(r"(?:#|no\.?|number|号码?|编号|[:：.])\s*$")
#: Behind its label an ad's number may be damaged: 广告编号: 8-O36.
_AD_NUMBER = re.compile(
    r"(?<![\d\-/.])(\d{1,2}-\d{3})(?![\d\-/:.]|\s*(?:年|am|pm))"
    r"|(?:广告|ad)\s*(?:编号|号码|号|no\.?|number)?\s*[:：#]\s*#?(?P<damaged>[0-9oil]{1,2}-[0-9oil]{3})(?![\w\-])"
)


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach a firm, and where it stands."""

    kind: str
    value: str
    start: int
    end: int


def contacts(ad: Printed) -> list[Contact]:
    """Every phone, e-mail, website, WeChat name and ad number of a text, in order, none inside another."""
    return [contact for contact in spoken_for(ad) if contact.kind != "none"]


def spoken_for(ad: Printed) -> list[Contact]:
    """`contacts` with what only looks like one, as kind `none`: fax numbers, licenses, parts of addresses."""
    taken = Taken(len(ad.folded))
    contacts_found: list[Contact] = []
    addresses = (Contact(kind, value, *span) for kind, value, span in online(ad))
    spelled = (read(ad.folded) for read in (_apart, _labelled, _spelled))
    for read in (addresses, _phones(ad), *spelled, _vanity(ad), _capitals(ad), _ad_numbers(ad.folded)):
        for contact in map(partial(_with_extension, ad.folded), read):
            if not taken.meets((contact.start, contact.end)):
                taken.add((contact.start, contact.end))
                contacts_found.append(contact)
    return sorted(contacts_found, key=lambda contact: contact.start)


def _with_extension(text: str, contact: Contact) -> Contact:
    """A phone with its extension, which is no number of its own: `301-555-0142 转 12` is +13015550142x12."""
    extension = EXTENSION.match(text, contact.end) if contact.kind == "phone" else None
    return replace(contact, value=f"{contact.value}x{extension[1]}", end=extension.end()) if extension else contact


def _phones(ad: Printed) -> Iterator[Contact]:
    text = ad.folded
    for match in (*_PHONE.finditer(text), *_GLUED.finditer(text)):
        digits = "".join(match.group(n) for n in (1, 2, 3)).replace(" ", "").replace("-", "")
        fewest = _FEWEST_DIGITS if len(_PARTED.findall(match[0])) > 1 else _FEWEST_UNBROKEN
        if sum(c.isdigit() for c in digits) < fewest or _is_price(ad, match.start(1)):
            continue
        number = digits.translate(_DAMAGE)
        if not _is_possible(number):
            continue
        is_none = _is_fax(text, *match.span()) or _is_others(text, *match.span())
        if is_none or _is_license(text, match, number):
            yield Contact("none", number, match.start(), match.end())
            continue
        yield Contact("phone", f"+1{number}", match.start(), match.end(3))
        yield from _others(text, match, number)


def _is_price(ad: Printed, start: int) -> bool:
    """Whether digits go on with a price: $2,999-555-0111."""
    is_ended = bool(start) and ad.text[ad.at[start - 1]] == _CHINESE_COMMA
    return not is_ended and bool(_PRICE_BEFORE.search(ad.folded, max(0, start - 8), start))


#: Whose else a number is: a board, a utility, the firm as it was before.
_OTHERS_BEFORE = re.compile(
    r"(?:(?<![a-z])(?:verify|complain(?:ts?)?|dpor|licensing board|utility|washington gas|pepco|dominion|bge)"
    r"|投诉|举报|查证|核实|(?:煤气|燃气|电力|自来水)公司|消防(?![证检系设器工]))(?![^\n。;；]*(?:our|我们))[^\n。;；\d]{0,30}\Z"
    r"|(?:(?<![a-z])(?:old|former|previous) (?:number|phone|tel|cell)|[旧原](?:电话|号码?|手机))"
    r"[号码]{0,2}[ ]?[:：]?[ ]?(?:is |was )?[(]?\Z"
    # To whom one pays, whose work the page or the paper is, and whom the firm only names.
    r"|(?<![a-z])(?:(?:we|i) (?:recommend|suggest)|suppliers?|distributor|(?:printed|designed|hosted|web ?site|site"
    r"|web design) by|bbb|dllr|better business bureau)(?![a-z])[^\n。;；\d]{0,30}\Z"
    r"|(?<![a-z])(?:zelle|venmo|cash ?app|paypal|account|acct|invoice|order|model|serial|s/n|m/n|part|qq)"
    r"[ ]?(?:to|no\.?|number)?[ ]?[:：#]*[ ]?\Z"
    r"|(?:账号|帐号|订单|型号|序列号|厂商客服|厂家客服|原厂客服|厂家热线|厂商热线)[号码]{0,2}[ ]?[:：#]*[ ]?\Z"
    r"|(?<![a-z])(?:formerly|previously|not|don['’]?t (?:call|dial))[ :]*\Z"
    r"|(?:请勿|不要|别|不再)再?[拨打]{1,2}[ :：]*\Z"
    r"|(?<![a-z])(?:suite|ste\.?|apt\.?|unit)[ ]?#?\Z"
)
_GONE_AFTER = re.compile(
    r"[ ,，(（]*(?:(?:is |has been )?(?:no longer|disconnected|out of service)|已?停用|已?作废|已取消|不再使用)"
)


def _is_others(text: str, start: int, end: int) -> bool:
    """Whether a number is somebody else's, or the firm's no longer: 旧电话 703-..., "call DPOR 804-..."."""
    return bool(_OTHERS_BEFORE.search(text, max(0, start - 60), start) or _GONE_AFTER.match(text, end))


def _is_fax(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 18) : start]
    return bool(_FAX_AFTER.match(text, end) or (_FAX_BEFORE.search(before) and not _PHONE_AND_FAX.search(before)))


def _others(text: str, match: re.Match[str], number: str) -> Iterator[Contact]:
    """The second numbers after a phone of which only the end is printed."""
    slashed = match.group(4) if match.re is _PHONE else ""
    for other in re.finditer(rf"(?:({_D}{{3}})[ .\-–—])?({_D}{{4}})|(\d{{2,3}})", slashed):
        start = match.start(4)
        last = (other[3] or f"{other[1] or number[3:6]}{other[2]}").translate(_DAMAGE)
        value = f"+1{number[: -len(last)]}{last}"
        yield Contact("phone", value, start + other.start(), start + other.end())
    at = match.end()
    while also := _ALSO.match(text, at):
        last, which = (re.sub(r"\D", "", also[1]), 1) if also[1] else (also[2], 2)
        # After a comma or "or" a year might stand: the numbers of one firm begin alike.
        if which == 1 and last[-_ENDING:][:2] != number[6:8]:
            return
        yield Contact("phone", f"+1{number[: -len(last)]}{last}", also.start(which), also.end(which))
        at = also.end()


def _apart(text: str) -> Iterator[Contact]:
    for match in _APART.finditer(text):
        number = re.sub(r"\D", "", "".join(match.groups()))
        if _is_possible(number):
            yield Contact("none" if _is_fax(text, *match.span()) else "phone", f"+1{number}", *match.span())


def _labelled(text: str) -> Iterator[Contact]:
    for match in _LABELLED.finditer(text):
        number = re.sub(rf"(?!{_D})(?:.|\n)", "", match[1]).translate(_DAMAGE)
        if sum(c.isdigit() for c in match[1]) >= _FEWEST_DIGITS and _is_possible(number):
            start = match.start(1) + len(match[1]) - len(match[1].lstrip(" .-\n"))
            yield Contact("phone", f"+1{number}", start, match.end(1))


def _is_license(text: str, match: re.Match[str], number: str) -> bool:
    """Virginia's numbers look like phones of area code 270; any unbroken number after a word for a license is one."""
    before = text[max(0, match.start(1) - 24) : match.start(1)].rpartition("\n")[2]
    unbroken = match.group(0).translate(_DAMAGE).strip().isdigit()
    is_virginian = number.startswith(("2705", "2701", "2710"))
    # "合法执照 301-555-0142": what is written as phones are is one, but behind a sign for a number.
    is_parted = not unbroken and before.endswith(" ") and not _SIGN_BEFORE.search(before)
    is_named = bool(_LICENSE_BEFORE.search(before))
    return (is_named and (is_virginian or not is_parted)) or (unbroken and is_virginian)


def _is_possible(number: str) -> bool:
    return number[0] in "23456789" and number[3] in "23456789" and number[1:3] != "11"


def _vanity(ad: Printed) -> Iterator[Contact]:
    for match in _VANITY.finditer(ad.folded):
        letters = match[3].replace("-", "")
        number = match[2] + "".join(_KEYPAD.get(c, c) for c in letters)[:7]
        is_dialed = bool(match[1]) or ad.words(match.span(3)).isupper()
        if is_dialed and 7 <= len(letters) <= 10 and len(number) == 10 and _is_possible(number):
            yield Contact("phone", f"+1{number}", match.start(), match.end())


def _capitals(ad: Printed) -> Iterator[Contact]:
    for match in _LETTERED.finditer(ad.folded):
        letters = match[3].replace("-", "")
        number = (match[1] or match[2]) + "".join(_KEYPAD.get(c, c) for c in letters)
        if _is_possible(number) and ad.words(match.span(3)).isupper():
            yield Contact("phone", f"+1{number}", match.start(), match.end())


def _spelled(text: str) -> Iterator[Contact]:
    for match in _SPELLED.finditer(text):
        written = re.sub("[零○]", "〇", "".join(match.groups()))
        number = "".join(c if c.isdigit() and c.isascii() else str(_CHINESE_DIGITS.index(c)) for c in written)
        is_chinese = sum(not c.isascii() for c in written) >= _FEWEST_CHINESE
        if is_chinese and _is_possible(number):
            yield Contact("phone", f"+1{number}", match.start(), match.end())


def _ad_numbers(text: str) -> Iterator[Contact]:
    for match in _AD_NUMBER.finditer(text):
        which = match.lastgroup or 1
        yield Contact("ad_number", match[which].translate(_DAMAGE), *match.span(which))
