"""What a page is built of and how its texts look, whatever they say: what is alike need not be judged twice."""

from playwright.sync_api import Page

#: One line an element: its name, its state, whether it is drawn, whether it has words, what stands in its attributes.
#:
#: Words are left out, but for what axe makes of them: whether there are any (letters, or signs alone), which names are
#: the same as another of the page, and whether a name repeats what stands around it. What only marks a part of a text
#: (a name in another script) counts as text. A language is left out where it is one of the site's, addresses are but
#: for those within the page.
_STRUCTURE = r"""() => {
  const folded = words => (words || "").trim().toLowerCase().replace(/\s+/g, " ");
  const kind = words => /[\p{L}\p{N}]/u.test(words) ? "w" : words.trim() ? "." : "";
  const names = new Map();
  const nth = words => {
    if (!names.has(folded(words))) names.set(folded(words), names.size);
    return kind(words) + names.get(folded(words));
  };
  const named = new Set([...document.querySelectorAll("[aria-labelledby]")]
    .flatMap(one => one.getAttribute("aria-labelledby").split(/\s+/)));
  const worded = /^(alt|title|summary|aria-(label|description|roledescription|valuetext|placeholder))$/;
  const ours = /^(en|zh-Hans|zh-Hant|zh-Latn|x-default)$/;
  const attribute = (element, name, value) => {
    if (worded.test(name)) {
      const around = element.parentElement && element.parentElement.closest("a, button, label, summary, [role]");
      return nth(value) + (around && folded(around.textContent) === folded(value) ? "=" : "");
    }
    if (name === "lang" || name === "hreflang") return ours.test(value) ? "ours" : value;
    if (name.startsWith("data-")) return "";
    if (/^(value|placeholder|d)$/.test(name)) return kind(value);
    if (/^(href|src|srcset|action|formaction)$/.test(name) && !value.startsWith("#") && element.rel !== "stylesheet")
      return kind(value);
    return value;
  };
  // Most of what axe asks does not see such an element; how its text looks is asked apart.
  const marks = element => /^(span|small|b|i|em|strong|bdi|wbr)$/.test(element.localName)
    && [...element.attributes].every(({name, value}) =>
      name === "class" || name === "translate" || name === "lang" && ours.test(value) || name === "data-new-look")
    && !element.querySelector("[role], img, svg, a, button, input, select, textarea");
  const drawn = element => element.checkVisibility();
  const text = element => [...element.childNodes].map(node =>
    node.nodeType === 3 ? node.data
      : node.nodeType === 1 && marks(node) && drawn(node) === drawn(element) ? text(node) : "").join("");
  const lines = (element, depth) => {
    const state = [element.checked, element.disabled, element.open].map(one => one ? 1 : 0).join("");
    const attributes = [...element.attributes].filter(({name}) => name !== "data-new-look")
      .map(({name, value}) => name + "=" + attribute(element, name, value)).sort();
    const whole = named.has(element.id) || /^(caption|title)$/.test(element.localName);
    const says = whole ? nth(element.textContent) : kind(text(element));
    const seen = drawn(element) ? "seen" : "";
    const parts = [...element.children].filter(one => !marks(one)).map(one => lines(one, depth + 1));
    // Where languages are chosen, the one that is read is no link, wherever it stands.
    if ([...element.children].some(one => one.hreflang)) parts.sort();
    return [[depth, element.localName, state, seen, says, ...attributes].join(" "), ...parts].join("\n");
  };
  const head = document.head.querySelectorAll("title, meta[name=viewport], meta[http-equiv], [rel=stylesheet]");
  const root = document.documentElement;
  return [innerWidth, location.hash, attribute(root, "lang", root.lang), ...[...head].map(one => lines(one, 1)),
    lines(document.body, 0)].join("\n");
}"""

#: How each text of the page looks: its element and all around it, with what the stylesheets go by.
_LOOKS = r"""
  const selectors = rules => [...rules].map(one =>
    (one.selectorText || "") + (one.cssRules ? selectors(one.cssRules) : "")).join();
  const named = [...document.styleSheets].map(sheet => selectors(sheet.cssRules)).join();
  const styled = new Set(named.match(/[#.]-?[\w-]+|\[[\w-]+/g));
  const inks = rules => [...rules].some(one => one.cssRules && one.cssRules.length ? inks(one.cssRules)
    : /lang/.test(one.selectorText) && /color|background|opacity|font-size/.test(one.style.cssText));
  const byLanguage = [...document.styleSheets].some(sheet => inks(sheet.cssRules));
  const own = element => element.localName + [...element.attributes].map(({name, value}) =>
    name === "id" ? styled.has("#" + value) ? "#" + value : ""
    : name === "class" ? value.split(/\s+/).filter(one => styled.has("." + one)).map(one => "." + one).join("")
    : name === "lang" && byLanguage ? `:lang(${value})`
    : /^(style|type|open|disabled|hidden|checked)$/.test(name) ? `[${name}=${value}]`
    : /^(role|aria-.*|data-.*)$/.test(name) && styled.has("[" + name)
      ? `[${name}${/^data-|^aria-(label|describe|control)/.test(name) ? "" : "=" + value}]`
    : "").join("");
  const path = element => element ? path(element.parentElement) + ">" + own(element) : "";
  const texts = [...document.body.querySelectorAll("*")]
    .filter(element => [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()) || element.value);
"""
_ALL_LOOKS = f"() => {{{_LOOKS} return [...new Set(texts.map(path))]; }}"
#: Mark what looks so.
_MARK = f"""looks => {{{_LOOKS}
  const all = new Set(looks);
  texts.forEach(element => element.toggleAttribute("data-new-look", all.has(path(element))));
}}"""


def structure(page: Page) -> str:
    """The page in lines, the same for pages that differ in words alone."""
    return str(page.evaluate(_STRUCTURE))


def looks(page: Page) -> set[str]:
    """How the texts of the page look."""
    return set(page.evaluate(_ALL_LOOKS))


def mark(page: Page, new: set[str]) -> str:
    """Mark the texts that look so; the selector that finds them."""
    page.evaluate(_MARK, list(new))
    return "[data-new-look]"
