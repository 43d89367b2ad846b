"""节假日: the State Council's arrangement of rest days and make-up work days, a row a day."""

from __future__ import annotations

from app.ledgers import common
from db.declare import Column, Kind, Ledger

LEDGER = Ledger(
    name="holidays",
    label="节假日",
    tab="base",
    prefix="节假",
    matter="name",
    main_date="on_date",
    base=True,
    unique=("on_date",),
    title="节假日安排",
    intro="国务院办公厅每年公布的放假和调休安排，时限顺延按它计算。",
    columns=(
        Column("on_date", "日期", Kind.DATE, complete=True, width=50, primary=True, in_table=True),
        common.matter("name", "名称", "节日", width=80, kind=Kind.TEXT),
        Column("is_off", "放假", Kind.FLAG, width=30, primary=True, in_table=True, help="打勾是放假，不打勾是调休上班"),
        Column("source", "依据", width=40, primary=True, in_table=True, searchable=True),
    ),
)
