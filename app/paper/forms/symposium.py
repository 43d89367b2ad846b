"""座谈会记录: where and with whom, each voice with its point in its own box, and what is promised in answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.grid import Label, Lines, Opinion, Row, Text, draw_grid
from app.paper.forms.rows import draw_rows
from app.paper.forms.sheet import FormContent, Sheet
from app.paper.tree import Align

if TYPE_CHECKING:
    from app.paper.canvas import PageWriter

TITLE = "座谈会记录"
LEAST_VOICES = 6
VOICE = 19
FOOT = 76 * MM
MIDDLE = Align.CENTER


@dataclass(frozen=True, slots=True)
class Symposium(FormContent):
    """The meeting; a voice is (name, what he is, his unit, what he said)."""

    topic: str = ""
    method: str = ""
    held_on: str = ""
    venue: str = ""
    host: str = ""
    recorder: str = ""
    invited: str = ""
    persons: str = ""
    opinions: str = ""
    voices: tuple[tuple[str, str, str, str], ...] = ()
    course: str = ""
    feedback: str = ""


def draw(content: Symposium, writer: PageWriter) -> None:
    """Draw the head, the voices, what was said in general, the answer that is planned, and the signatures."""
    sheet = Sheet(writer, content, TITLE)
    name = TITLE if content.method in ("", "座谈会") else f"{content.method}记录"
    sheet.title(f"{content.office}{name}", after=2 * MM)
    sheet.info(f"编号：{content.number}", f"记录人：{content.recorder or '　　　　　　'}")
    draw_grid(sheet, _head(content), keep=sheet.room / 2, fills=False)
    sheet.top -= 3 * MM
    head = Row(10, (Label("序号", 9), Label("发言人", 20), Label("身份、单位", 38), Label("问题和建议（照原话记）")))
    draw_rows(sheet, head, _voices(content), keep=FOOT)
    sheet.top -= 3 * MM
    draw_grid(sheet, _foot(content), fills=False)
    sheet.finish()


def _head(content: Symposium) -> list[Row]:
    counts = f"参加{content.persons or '____'}人次　收集意见{content.opinions or '____'}条"
    return [
        Row(11, (Label("主题", 20), Text(content.topic)), grows=True),
        Row(
            10.5,
            (
                Label("时间", 20), Text(content.held_on, 48, MIDDLE), Label("地点", 14), Text(content.venue, 43),
                Label("主持人", 16), Text(content.host, align=MIDDLE),
            ),
        ),
        Row(10.5, (Label("邀请范围", 20), Text(content.invited, 62), Label("人数条数", 20), Text(counts))),
    ]  # fmt: skip


def _voices(content: Symposium) -> list[Row]:
    voices = [*content.voices, *(("",) * 4,) * max(LEAST_VOICES - len(content.voices), 0)]
    return [
        Row(
            VOICE,
            (
                Text(str(place), 9, MIDDLE), Text(name, 20, MIDDLE, name="发言人"),
                Text("\n".join(filter(None, (what, unit))), 38, name="身份、单位"), Text(said, name=f"{name}的发言"),
            ),
            grows=True,
        )
        for place, (name, what, unit, said) in enumerate(voices, start=1)
    ]  # fmt: skip


def _foot(content: Symposium) -> list[Row]:
    return [
        Row(19, (Label("座谈情况", 20), Lines(content.course)), grows=True),
        Row(19, (Label("反馈计划", 20), Lines(content.feedback)), grows=True),
        Row(27, (Label("主持人", 20), Opinion("签字：", width=62.5), Label("记录人", 20), Opinion("签字："))),
    ]
