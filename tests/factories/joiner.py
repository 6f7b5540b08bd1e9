"""A contractor who lists their business, and what a phone of theirs would show."""

import re
from dataclasses import dataclass

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from directory.accounts.actions import digits_of
from directory.accounts.models import Code
from directory.ads.models import Submission
from directory.businesses.models import Business
from directory.businesses.queries import all_ids, by_ids
from directory.foundation.db import db
from directory.foundation.unit import unit
from directory.outbox.models import Message
from directory.review import actions as review
from tests.conftest import MovableClock

AD = """顺风冷暖 ShunFeng HVAC
冷气 暖气 热水炉 安装维修 免费估价
代理 Trane Lennox
零件10年保证 人工1年
服务 马里兰州 维州
持马州执照 有保险
电话：240-555-0131 陈师傅
"""
PHONE = "+12405550131"


@dataclass
class Joiner:
    """A browser that lists a business."""

    client: FlaskClient
    clock: MovableClock
    language: str = "zh-hans"
    listing_id: int = 0

    @property
    def begin_path(self) -> str:
        return f"/{self.language}/list-your-business"

    @property
    def path(self) -> str:
        return f"{self.begin_path}/{self.listing_id}"

    def begin(self, action: str = "paste", *, wait: int = 10, **fields: object) -> TestResponse:
        """Open the page, take some time over it, send it."""
        key = self._key(self.client.get(self.begin_path).text)
        self.clock.move(wait)
        answer = self.client.post(self.begin_path, data={"action": action, "request_key": key, **fields})
        match = re.search(r"/list-your-business/(\d+)$", answer.headers.get("Location", ""))
        self.listing_id = int(match[1]) if match else self.listing_id
        return answer

    def paste(self, text: str = AD, **fields: object) -> TestResponse:
        return self.begin("paste", text=text, **fields)

    def fill(self, **fields: object) -> TestResponse:
        typed = {
            "name_zh": "和风冷暖",
            "phones": "240-555-0132",
            "services": ["air_conditioning"],
            "name_zh_lang": "zh-Hans",
        }
        return self.begin("fill", **(typed | fields))

    def change(self, **fields: object) -> TestResponse:
        """Open the form of the draft and send it back with these fields changed."""
        page = self.client.get(f"{self.path}/change").text
        self.clock.move(10)
        return self.client.post(f"{self.path}/change", data=filled(page) | fields)

    def get(self, query: str = "") -> TestResponse:
        return self.client.get(self.path + query)

    def post(self, action: str, **fields: str) -> TestResponse:
        return self.client.post(self.path, data={"action": action, **fields})

    def send(self, phone: str = PHONE) -> TestResponse:
        return self.post("send", phone=phone)

    def prove(self, phone: str = PHONE) -> TestResponse:
        """Ask for the code, read it from the phone, type it."""
        assert self.send(phone).status_code == 303
        return self.post("code", code=digits())

    @staticmethod
    def _key(page: str) -> str:
        match = re.search(r'name="request_key"[^>]*value="([^"]+)"', page)
        assert match
        return match[1]


def filled(page: str) -> dict[str, object]:
    """What a browser would send of a page's form that nobody touched."""
    form = page.split("<main", 1)[1].split("<form", 1)[1].split("</form>", 1)[0]
    values: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        kind = (re.search(r'type="?(\w+)', tag) or ["", "text"])[1]
        name, value = re.search(r'name="?([\w-]+)', tag), re.search(r'value="([^"]*)"', tag)
        if name and (kind not in ("checkbox", "radio") or " checked" in tag):
            values.setdefault(name[1], []).append(value[1] if value else "y" if kind == "checkbox" else "")
    for name, inner in re.findall(r'<select[^>]*name="([\w-]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', inner)
        values[name] = [chosen[1] if chosen else ""]
    for name, inner in re.findall(r'<textarea[^>]*name="([\w-]+)"[^>]*>(.*?)</textarea>', form, re.S):
        values[name] = [inner.strip()]
    return {
        name: values_of_name if len(values_of_name) > 1 else values_of_name[0]
        for name, values_of_name in values.items()
    }


def digits() -> str:
    """What the phone shows of the newest code."""
    return digits_of(db.session.scalars(select(Code).order_by(Code.id.desc())).first())  # type: ignore[arg-type]


def submissions() -> list[Submission]:
    """Every submission, the oldest first, as the database has them now."""
    db.session.rollback()
    return list(db.session.scalars(select(Submission).order_by(Submission.id)))


def messages(kind: str) -> list[Message]:
    """What was decided to be sent of a kind."""
    db.session.rollback()
    return list(db.session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id)))


def published(joiner: Joiner) -> Business:
    """What a reviewer does."""
    with unit() as session:
        review.publish(session, joiner.listing_id, "operator:1")
    db.session.rollback()
    return by_ids(db.session(), [max(all_ids(db.session()))])[0]
