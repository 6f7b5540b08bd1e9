"""The stages that read one ad: each alone, as its docstring says, and none by way of another."""

import ast
import inspect
from typing import Any

import pytest
from msgspec import to_builtins

from directory.ads.rules import stages
from directory.ads.rules.marks import marks
from directory.ads.rules.stages import STAGES, Ad, Reading, Stage
from directory.reading.contacts import contacts
from directory.reading.offsets import printed

_NAMES = {stage.__name__ for stage in STAGES}
#: What each stage states of an ad that says all of this: (text, fields).
_EXAMPLES: dict[Stage, tuple[str, dict[str, Any]]] = {
    stages.read_names: ("华府冷暖 Capital HVAC", {"names": {"zh": "华府冷暖", "en": "Capital HVAC"}}),
    stages.read_contacts: ("电话 240-555-0123，微信 hvac88", {"phones": ["+12405550123"], "wechat": "hvac88"}),
    stages.read_work: (
        "安装空调，不修热水炉",
        {"services": ["air_conditioning"], "work_types": ["install"], "services_excluded": ["water_heater"]},
    ),
    stages.read_papers: (
        "MHIC #12345，有保险",
        {"licensed": True, "licenses": [{"type": "mhic", "number": "12345", "state": "MD"}], "insured": True},
    ),
    stages.read_warranties: (
        "零件10年，人工1年",
        {"warranties": [{"scope": "parts", "years": 10}, {"scope": "labor", "years": 1}]},
    ),
    stages.read_area: ("服务 Rockville, Fairfax County", {"service_places": ["MD:rockville", "51059"]}),
    stages.read_features: ("24/7，免费估价", {"features": ["free_estimate", "open_24h"]}),
    stages.read_languages: ("通国、粤、英语", {"languages": ["cmn", "yue", "en"]}),
    stages.read_hours: (
        "周一至周五 8:00-18:00",
        {"hours": {day: ["08:00", "18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}},
    ),
}


def _ad(text: str) -> Ad:
    page = printed(text)
    return Ad(page, marks(page), contacts(page))


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_a_stage_reads_its_example(stage: Stage) -> None:
    text, fields = _EXAMPLES[stage]
    assert f'"{text}"' in inspect.getdoc(stage)  # type: ignore[operator]
    reading = Reading().with_more(stage(_ad(text), Reading()))
    assert {name: to_builtins(s.value) for name, s in reading.statements.items()} == fields


def test_no_stage_calls_another() -> None:
    for stage in STAGES:
        called = {node.id for node in ast.walk(ast.parse(inspect.getsource(stage))) if isinstance(node, ast.Name)}
        assert not called & _NAMES, stage.__name__


def test_words_that_a_stage_took_are_not_read_again() -> None:
    text = "Rockville HVAC\n空调\n服务 Fairfax\n"
    ad, named = _ad(text), Reading().with_more(stages.read_names(_ad(text), Reading()))
    alone, after = (Reading().with_more(stages.read_area(ad, before)) for before in (Reading(), named))
    assert named.statements["names"].value.en == "Rockville HVAC"
    assert list(after.statements["service_places"].value) == ["VA:fairfax"], alone.statements
