"""The sheet that carries the recovery code of an encrypted ledger: printed once, sealed in an envelope, locked away."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.forms.sheet import FormContent, Sheet, baseline, draw_form

if TYPE_CHECKING:
    from datetime import date

    from app.paper.canvas import PageWriter

TITLE = "民情台账恢复码"
_LINES = (
    "忘记口令，或管口令的人不在时，凭此码可以打开台账、重设口令。",
    "一、装入信封，封口签名盖章，交单位负责人锁入保险柜，不要放在电脑旁边。",
    "二、不要拍照，不要存在电脑、手机或网盘里。",
    "三、用法：打开台账时点“忘记口令…”，照上面六组字输入（大小写、空格、横线不论；没有数字0、1和字母O、I、L）。",
    "四、用过一次即作废，程序会给出新码；换发新码后本页作废，应当销毁。",
    "五、口令和恢复码都丢失时，没有任何人能打开台账。",
)


def draw(*, office: str, file: str, code: str, made_on: date) -> bytes:
    """The sheet as a PDF on A4 upright."""
    out = BytesIO()

    def page(content: FormContent, writer: PageWriter) -> None:
        _page(content, writer, file=file, code=code, made_on=made_on)

    draw_form(page, FormContent(office), out, title=TITLE, office=office, made_on=made_on)
    return out.getvalue()


def _page(content: FormContent, writer: PageWriter, *, file: str, code: str, made_on: date) -> None:
    sheet = Sheet(writer, content, TITLE)
    sheet.title(TITLE, after=6 * MM)
    sheet.info(f"单位：{content.office}", f"{made_on.year}年{made_on.month}月{made_on.day}日")
    sheet.info(f"台账文件：{file}")
    sheet.top -= 8 * MM
    pen = sheet.pen(Role.HEI_BOLD, 22.0)
    groups = code.split("-")
    for row in (groups[:3], groups[3:]):
        sheet.writer.centred(pen, writer.width / 2, baseline(pen, sheet.top), "　".join(row))
        sheet.top -= pen.leading + 4 * MM
    sheet.top -= 6 * MM
    body = sheet.pen(Role.FANG, 14.0)
    for line in _LINES:
        sheet.put(body, body.lines(body.tidy(line), sheet.width), 24.0)
        sheet.top -= 1 * MM
    sheet.top -= 12 * MM
    sheet.put(body, ["封存人（签名）：＿＿＿＿＿＿＿　　保管人（签名）：＿＿＿＿＿＿＿"])
    sheet.finish()
