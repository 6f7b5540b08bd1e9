"""What a request is for, in the few words of a text, a subject or a heading: from codes only. Pure."""

from collections.abc import Collection, Mapping
from typing import Any

from directory.trades import vocabulary
from directory.trades.vocabulary import Term

#: Faults that say more in a few words than the kind of job does, and the jobs that they say it of.
_TELLING, _TOLD_BY_FAULT = ("noheat", "nocool"), ("repair", "other")


def short_job(service: str, answers: Mapping[str, Any], language: str) -> str:
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


def _fault(symptoms: Any) -> Term | None:
    codes: Collection[Any] = symptoms if isinstance(symptoms, list | tuple) else (symptoms,)
    return next((vocabulary.symptom(code) for code in _TELLING if code in codes), None)


def _words_of_fault(fault: Term, system: Term | None, language: str) -> str:
    """The fault in short; without the equipment its short words name, where the one that is there does not do that."""
    is_its_work = not system or not system.services or set(fault.services) & set(system.services)
    return fault.short.read(language) if language == "en" or is_its_work else fault.label(language)
