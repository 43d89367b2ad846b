"""What is measured on: rows of a township's opinions as text and as ledger files, the same at every run."""

from __future__ import annotations

import hashlib
import uuid as uuids
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as dbapi

from app.ledgers import registry
from app.services.desk import new_desk
from db.ask import Ask
from db.unit import STAMPS, NewRow, NumberTaken, kept_stamps, kept_values
from db.values import FuzzyDate, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.desk import Desk
    from db.unit import UnitOfWork
    from db.values import Value

ROOT = Path(__file__).parents[1]
LEDGER = "opinions"
FIRST_DAY = date(2013, 7, 1)
DAYS = 500
BATCH = 2_000
SEEDED = 10_000
"""Rows written through the store; a larger file repeats them."""
SEARCHED = 100_000
"""Up to so many rows all can be searched for."""
RARE_WORD = "筒车"
COMMON = "户"
"""A character that every opinion holds."""
RARE_NAME, RARE_INITIALS = "欧阳倩茜", "oyqq"
RARE_EVERY = 5_000
"""One row of so many has the rare word and the rare name."""

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = ("建国", "秀英", "志强", "桂兰", "海燕", "文斌", "春梅", "永福", "晓东", "玉珍", "德胜", "红霞")
VILLAGES = ("清一村", "清二村", "石桥村", "柳林村", "上河村", "下河村", "南坪村", "北坪村", "大塘村", "小塘村")
PLACES = ("村口到小学的路", "二组机耕道", "村西排水沟", "文化广场", "老街两侧", "三组蓄水池", "卫生室门前", "河堤东段")
TROUBLES = (
    "路灯不亮，晚上出行不方便",
    "雨天积水，车辆和行人都难通过",
    "破损严重，去年报过还没有修",
    "垃圾堆放多日，没有人清运",
    "水管老化漏水，旱季供水不足",
    "两边杂草丛生，没有人管护",
    "施工后没有恢复，影响春耕",
)
WISHES = (
    "希望镇里尽快安排人员现场查看，给群众一个答复",
    "建议列入今年的惠民实事，按时完成",
    "请有关站所说明原因和办理时限",
    "盼望在农忙之前解决，不要再拖",
    "建议公开费用和进度，接受群众监督",
)
ORGANISATIONS = ("农业服务中心", "社会事务办", "规划建设环保所", "水利站", "党政办", "财政所", "民政办")
METHODS = ("座谈会", "入户走访", "意见箱", "问卷", "接待来访", "网络征求")
CATEGORIES = ("形式主义", "官僚主义", "享乐主义", "奢靡之风", "其他")
ANSWERS = ("已派人现场核实，", "已列入本月计划，", "已与村委会商定办法，", "正在筹集资金，")
HEADS = ("序号", "编号", "日期", "方式", "村组", "姓名", "意见", "梳理后意见", "类别", "承办单位", "办理结果", "备注")
WIDTHS = (10, 24, 20, 16, 16, 16, 46, 32, 16, 22, 34, 16)
"""Of the printed columns, in millimetres."""


def speaker(index: int) -> str:
    """The name of the villager of a row."""
    if index % RARE_EVERY == RARE_EVERY - 1:
        return RARE_NAME
    return SURNAMES[index * 7 % len(SURNAMES)] + GIVEN[index * 11 % len(GIVEN)]


def opinion(index: int) -> str:
    """What the villager of a row said."""
    rare = f"，{RARE_WORD}也坏了" if index % RARE_EVERY == RARE_EVERY - 1 else ""
    place, trouble = PLACES[index % len(PLACES)], TROUBLES[index // 3 % len(TROUBLES)]
    return f"{place}{trouble}{rare}；涉及{index % 97 + 3}户{index % 389 + 11}人，{WISHES[index // 5 % len(WISHES)]}。"


def day(index: int) -> date:
    """The day of a row."""
    return FIRST_DAY + timedelta(days=index * 13 % DAYS)


def result(index: int) -> str:
    """What was done about a row."""
    done = day(index) + timedelta(days=20)
    return f"{ANSWERS[index % len(ANSWERS)]}{done.month}月{done.day}日由{ORGANISATIONS[index % 7]}办理并回复本人。"


def rows(count: int) -> Iterator[tuple[str, ...]]:
    """So many rows of twelve cells."""
    for index in range(count):
        when, place = day(index), PLACES[index % len(PLACES)]
        yield (
            str(index + 1),
            f"意见〔{when.year}〕{index + 1}号",
            FuzzyDate(when).text(),
            METHODS[index % len(METHODS)],
            VILLAGES[index % len(VILLAGES)],
            speaker(index),
            opinion(index),
            f"{place}需要整治，共{index % 97 + 3}户，请{ORGANISATIONS[index % 7]}牵头。",
            CATEGORIES[index % len(CATEGORIES)],
            ORGANISATIONS[index % 7],
            result(index),
            "" if index % 3 else f"见第{index % 61 + 1}卷",
        )


def values(index: int) -> dict[str, Value]:
    """The same row as values of the ledger."""
    return {
        "raised_on": FuzzyDate(day(index)),
        "method": METHODS[index % len(METHODS)],
        "place": Reference(VILLAGES[index % len(VILLAGES)]),
        "speaker_kind": "群众",
        "speaker": speaker(index),
        "verbatim_text": opinion(index),
        "topic": "道路" if index % 2 else "水利",
        "handling_stage": "登记",
        "responsible_org": Reference(ORGANISATIONS[index % 7]),
        "due_on": day(index) + timedelta(days=30),
        "due_on_rolled": day(index) + timedelta(days=30),
        "adoption": "采纳",
        "result": result(index),
        "finished_on": None if index % 10 == 0 else day(index) + timedelta(days=20),
    }


SHEET_HEADS = (
    "日期", "方式", "村组", "对象类别", "姓名", "联系电话", "意见内容", "梳理后意见", "主题", "承办单位",
    "办理结果", "备注",
)  # fmt: skip


def sheet_row(index: int) -> list[str | date | None]:
    """The same row as it stands in a workbook that is imported; each says something that no other does."""
    return [
        day(index),
        METHODS[index % len(METHODS)],
        VILLAGES[index % len(VILLAGES)],
        "群众",
        speaker(index),
        f"139{index:08d}",
        f"{opinion(index)}（{index + 1}）",
        f"{PLACES[index % len(PLACES)]}需要整治，共{index % 97 + 3}户",
        "道路" if index % 2 else "水利",
        ORGANISATIONS[index % 7],
        result(index),
        None if index % 3 else f"见第{index % 61 + 1}卷",
    ]


def sheet_file(count: int) -> Path:
    """A workbook of so many rows as Excel writes one, with shared texts and real days, made at the first call."""
    import xlsxwriter

    path = folder() / f"sheet-{count}-{recipe()}.xlsx"
    if not path.exists():
        for old in folder().glob(f"*sheet-{count}-*"):
            old.unlink()
        part = path.with_name(f"part-{path.name}")
        with xlsxwriter.Workbook(part) as book:
            page, day_format = book.add_worksheet("意见"), book.add_format({"num_format": "yyyy-mm-dd"})
            page.write_row(0, 0, SHEET_HEADS)
            for index in range(count):
                when, *rest = sheet_row(index)
                page.write_datetime(index + 1, 0, when, day_format)
                page.write_row(index + 1, 1, rest)
        part.rename(path)
    return path


def folder() -> Path:
    """Where files are kept from run to run: on the disk of the project, not in memory."""
    found = ROOT / ".setup" / "bench"
    found.mkdir(parents=True, exist_ok=True)
    return found


def font_configuration() -> Path:
    """A configuration by which other programs find the faces we bring along."""
    path = folder() / "fonts.conf"
    faces = ROOT / "resources" / "fonts"
    text = f"<fontconfig><dir>{faces}</dir><cachedir>{folder() / 'cache'}</cachedir></fontconfig>"
    if not path.exists() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")
    return path


def ledger_file(count: int) -> Path:
    """A ledger file with so many opinions, made at the first call; in a very long one only the first are indexed."""
    path = folder() / f"{LEDGER}-{count}-{recipe()}.minqing"
    if not path.exists():
        for old in folder().glob(f"*{LEDGER}-{count}-*"):
            old.unlink()
        part = path.with_name(f"part-{path.name}")
        _fill(part, count)
        part.rename(path)
    return path


def recipe() -> str:
    """Names a file by the schema and the rows it was made of, so that an old one is not measured."""
    made_of = hashlib.sha256(Path(__file__).read_bytes())
    for script in sorted((ROOT / "db" / "migrations" / "versions").iterdir()):
        made_of.update(script.read_bytes() if script.is_file() else b"")
    return made_of.hexdigest()[:8]


def _fill(path: Path, count: int) -> None:
    with closing(new_desk(path, office_name="清河镇人民政府")) as desk:
        written = count if count <= SEARCHED else SEEDED
        for start in range(0, written, BATCH):
            desk.write(partial(write_rows, desk=desk, start=start, stop=min(start + BATCH, written)))
    _repeat(path, written, count)


def write_rows(unit: UnitOfWork, *, desk: Desk, start: int, stop: int) -> None:
    """Enter the rows from `start` to before `stop`."""
    ledger = registry.find(LEDGER)
    many: list[NewRow] = []
    for index in range(start, stop):
        year, number = day(index).year, index + 1
        taken = NumberTaken(f"意见〔{year}〕{number}号", year, number)
        many.append(NewRow(uuids.uuid4().hex, taken, values(index)))
    unit.insert_many(ledger, many, operator=desk.actor.name)


def _repeat(path: Path, written: int, count: int) -> None:
    """Write the first rows again and again, each with its own number, until there are enough."""
    with closing(dbapi.connect(str(path), isolation_level=None)) as connection:
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({LEDGER})")]
        own = {"id": "id + :after", "uuid": "lower(hex(randomblob(16)))", "serial": "serial + :after"}
        own["number"] = "'意见〔' || year || '〕' || (serial + :after) || '号'"
        cells = ", ".join(own.get(name, name) for name in names)
        connection.execute("BEGIN IMMEDIATE")
        for after in range(written, count, SEEDED):
            connection.execute(
                f"INSERT INTO {LEDGER} ({', '.join(names)}) SELECT {cells} FROM {LEDGER} WHERE id <= :until",
                {"after": after, "until": min(written, count - after)},
            )
        connection.execute(f"INSERT INTO numbers SELECT '{LEDGER}', year, max(serial) + 1 FROM {LEDGER} GROUP BY year")
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


HISTORY_RECORDS = 40_000
CHANGES_EACH = 5


def history_file() -> Path:
    """A ledger of 40,000 opinions, each with five rows in the history, made at the first call."""
    path = folder() / f"history-{HISTORY_RECORDS}-{recipe()}.minqing"
    if not path.exists():
        for old in folder().glob("*history-*"):
            old.unlink()
        part = path.with_name(f"part-{path.name}")
        with closing(new_desk(part, office_name="清河镇人民政府")) as desk:
            for start in range(0, HISTORY_RECORDS, BATCH):
                desk.write(partial(write_rows, desk=desk, start=start, stop=start + BATCH))
            desk.write(partial(_write_history, operator=desk.actor.name))
        part.rename(path)
    return path


def _write_history(unit: UnitOfWork, *, operator: str) -> None:
    """What the services would have written of the rows, and of four changes of each that ended as they began."""
    ledger = registry.find(LEDGER)
    ids = unit.reading.ids(Ask(LEDGER, sort=(("number", False),)))
    for start in range(0, len(ids), BATCH):
        for row in unit.reading.records(ledger, ids[start : start + BATCH]).values():
            new = {**kept_values(ledger, row), STAMPS: kept_stamps(row)}
            for change in range(CHANGES_EACH):
                unit.audit(
                    operator=operator,
                    action="edit" if change else "add",
                    description=f"修改 {row.number}",
                    ledger=LEDGER,
                    uuid=row.uuid,
                    old=new if change else None,
                    new=new,
                )
