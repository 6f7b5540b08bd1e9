"""What a request is for in the few words of a text or heading, and what a warranty may hold for alone. Pure."""

import re
from collections.abc import Mapping
from functools import cache

from directory.kernel.text import fold
from directory.trades import vocabulary
from directory.trades.vocabulary import Answer, Term, terms

#: Faults that say more in a few words than the kind of job does, and the jobs that they say it of.
_TELLING, _TOLD_BY_FAULT = ("noheat", "nocool"), ("repair", "other")


def short_job(service: str, answers: Mapping[str, Answer], language: str) -> str:
    """`no heat`, `furnace replacement`, 换暖气炉: the job in `en`, `zh-hans` or `zh-hant`.

    `service` is the job's code, `answers` the coded answers by question (`symptom`, `system`). The equipment is named
    where the job is about what is there now and the answer says what that is; an unknown code comes back as it is.
    """
    answer = answers.get("system")
    system = vocabulary.term("system", answer) if isinstance(answer, str) else None
    if service in _TOLD_BY_FAULT and (fault := _fault(answers.get("symptom"))):
        return _words_of_fault(fault, system, language)
    job = vocabulary.term("job", service)
    if job and job.named and system and system.noun:
        return job.named.read(language).format(system.noun.read(language))
    return vocabulary.short("job", service, language)


def _fault(symptoms: Answer | None) -> Term | None:
    codes = (symptoms,) if isinstance(symptoms, str) else symptoms or ()
    return next((vocabulary.symptom(code) for code in _TELLING if code in codes), None)


def _words_of_fault(fault: Term, system: Term | None, language: str) -> str:
    """The fault in short; without the equipment its short words name, where the one that is there does not do that."""
    is_its_work = not system or not system.services or set(fault.services) & set(system.services)
    return fault.short.read(language) if language == "en" or is_its_work else fault.label(language)


#: Words after or before which none says how soon: `not urgent`, 不着急.
_NO_HASTE = re.compile(r"(?:\bnot?|n['’]t|\bno|\bnon|不|没|别)[ -]?(?:an?[ ]|是|太|用|算|那么|很)?$")


def urgency_of(text: str) -> str | None:
    """How soon a text wants it, as the code of the form's answer: `no heat tonight` and 今晚没暖气 give `now`.

    None where nothing says so, where a no stands before it (`not urgent`, 不着急), and where two answers are said.
    """
    folded = fold(text)
    codes = {
        code
        for code, expression in _urgencies()
        for at in expression.finditer(folded)
        if not _NO_HASTE.search(folded[: at.start()])
    }
    return codes.pop() if len(codes) == 1 else None


@cache
def _urgencies() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Each wording of how soon, as every search asks for it."""
    return tuple(
        (option.code, re.compile(rf"\b{re.escape(words)}\b(?!['’]s)" if words.isascii() else re.escape(words)))
        for option in terms("urgency")
        for words in map(fold, option.synonyms)
    )


#: What a warranty may hold for alone (冷暖气新机): printed words that we know, and our words for them.
_KIND = "warranty_condition"


def condition(words: str) -> Term | None:
    """The condition that these printed words name; None for any that we have no words for."""
    return _spelled().get(_bare(words))


def spellings(beginning: str = "") -> tuple[str, ...]:
    """Every word for a condition in any language; `beginning`: of those alone whose code begins so."""
    return tuple(words for term in terms(_KIND) if term.code.startswith(beginning) for words in _of(term))


@cache
def _spelled() -> dict[str, Term]:
    return {_bare(words) + s: term for s in ("s", "") for term in terms(_KIND) for words in _of(term)}


def _of(term: Term) -> tuple[str, ...]:
    return (term.labels.en, term.labels.zh_hans, term.labels.zh_hant, *term.synonyms)


def _bare(words: str) -> str:
    return "".join(c for c in fold(words) if c.isalnum())
