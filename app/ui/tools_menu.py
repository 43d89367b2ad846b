"""工具: the dialogs of the office's less frequent work, each made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui import offering, sheet_menus
from db.declare import REGISTER_OF

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from app.ui.archive_dialog import ArchiveDialog
    from app.ui.desk_handover_dialog import DeskHandoverDialog
    from app.ui.erasures_dialog import ErasuresDialog
    from app.ui.incidents_dialog import IncidentsDialog
    from app.ui.main_window import MainWindow
    from app.ui.years_dialog import YearsDialog


def fill(window: MainWindow, menu: QMenu) -> None:
    """Add the dialogs to a menu of the window."""
    house = "搬回本机文件…" if window.operation.desk.store.is_server else "搬到县级服务器…"
    menu.addSeparator()
    if window.operation.desk.reads_for_county:
        menu.addAction("各单位汇总…", lambda: _county(window))
    for words, run in (
        ("这个人、户、村的一页…", show_dossier),
        ("个人信息查询告知单…", show_person_slip),
        ("合并两条…", join_two),
        ("归档…", _archive),
        ("删除个人信息…", erase),
        ("删除申请…", _erasures),
        ("数据安全事件…", _incidents),
        ("包案移交…", _hand_over),
        ("回头抽查…", _recheck),
        ("接访排班…", _plan_receptions),
        ("节假日调整…", _change_holiday),
        ("年度结转…", _years),
        ("台账工作交接…", _hand_over_desk),
        ("备份设置…", _backup_settings),
        ("修改口令…", _change_passphrase),
        ("重印恢复码…", _renew_code),
        ("办理规则…", _set_rules),
        ("列设置…", _arrange_columns),
        ("操作人…", _operators),
        (house, lambda window: window.move_wanted.emit()),
    ):
        action = menu.addAction(words, lambda run=run: run(window))
        if words in offering.TOOLS:
            offering.hold_one(action, offering.TOOLS[words], window.operation.desk.actor)
    sheet_menus.fill_tools(window, menu)
    menu.setToolTipsVisible(True)


def show_dossier(window: MainWindow) -> None:
    """Everything the ledgers hold about the person, household or village of the record in hand."""
    from app.services import dossier

    page = window.page
    record_id = page.table.current_id() if page is not None else None
    kind = dossier.page_of(page.ledger) if page is not None else ""
    if page is None or record_id is None or not kind:
        window.message.say("请先在信访、户、人员、村组这样的台账里选中一条，再看这个人、户、村的一页。")
        return
    from app.ui.dossier_dialog import DossierDialog

    dialog = DossierDialog(window.operation, kind, page.ledger.name, record_id, window)
    dialog.open_record.connect(window.open_record)
    dialog.open()


def join_two(window: MainWindow) -> None:
    """Two selected entries of a register that are one: 合并."""
    page = window.page
    ids = page.table.selected_ids() if page is not None else []
    if page is None or page.ledger.name not in REGISTER_OF.values() or len(ids) != 2:
        window.message.say("请先在人员、户、村组、单位的名册里选中两条（按住 Ctrl 再点第二条），再合并。")
        return
    from app.ui.joining_dialog import JoiningDialog

    JoiningDialog(window.operation, page.ledger, ids, window).open()


def _chosen(window: MainWindow, doing: str) -> tuple[str, int] | None:
    """The record in hand as (ledger, id); None, said in the window's line, when there is none."""
    page = window.page
    record_id = page.table.current_id() if page is not None else None
    if page is None or record_id is None:
        window.message.say(f"请先在台账里选中一条，再{doing}。")
        return None
    return page.ledger.name, record_id


def show_person_slip(window: MainWindow) -> None:
    """What the ledgers hold of the person of the record in hand."""
    from app.services import dossier

    chosen = _chosen(window, "看个人信息查询告知单")
    if chosen is None:
        return
    page = window.page
    if page is None or dossier.page_of(page.ledger) not in (dossier.PERSON, dossier.PAGES["households"]):
        window.message.say("这本台账的记录不是一个人的。请在信访、意见、人员、走访这样的台账里选中一条。")
        return
    from app.ui.person_slip_dialog import PersonSlipDialog

    dialog = PersonSlipDialog(window.operation, *chosen, window)
    dialog.open_record.connect(window.open_record)
    dialog.open()


def erase(window: MainWindow) -> None:
    """Words of the record in hand that go for good: 删除个人信息."""
    chosen = _chosen(window, "删除个人信息")
    if chosen is not None:
        from app.ui.erasure_dialog import ErasureDialog

        ErasureDialog(window.operation, *chosen, window).open()


def _open_with_records(
    window: MainWindow, dialog: ArchiveDialog | DeskHandoverDialog | ErasuresDialog | IncidentsDialog | YearsDialog
) -> None:
    """Open a dialog from whose lines the window opens records."""
    dialog.open_record.connect(window.open_record)
    dialog.open()


def _county(window: MainWindow) -> None:
    from app.ui.county_dialog import CountyDialog

    dialog = CountyDialog(window.operation, window)
    dialog.office_wanted.connect(window.office_wanted)
    dialog.open()


def _erasures(window: MainWindow) -> None:
    from app.ui.erasures_dialog import ErasuresDialog

    _open_with_records(window, ErasuresDialog(window.operation, window))


def _incidents(window: MainWindow) -> None:
    from app.ui.incidents_dialog import IncidentsDialog

    _open_with_records(window, IncidentsDialog(window.operation, window))


def _archive(window: MainWindow) -> None:
    from app.ui.archive_dialog import ArchiveDialog

    _open_with_records(window, ArchiveDialog(window.operation, window))


def _hand_over(window: MainWindow) -> None:
    from app.ui.handover_dialog import HandoverDialog

    HandoverDialog(window.operation, window).open()


def _years(window: MainWindow) -> None:
    from app.ui.years_dialog import YearsDialog

    _open_with_records(window, YearsDialog(window.operation, window))


def _hand_over_desk(window: MainWindow) -> None:
    from app.ui.desk_handover_dialog import DeskHandoverDialog

    _open_with_records(window, DeskHandoverDialog(window.operation, window))


def _operators(window: MainWindow) -> None:
    from app.ui import operators_dialog

    operators_dialog.open_for(window.operation, window)


def _recheck(window: MainWindow) -> None:
    from app.ui.recheck_dialog import RecheckDialog

    dialog = RecheckDialog(window.operation, window)
    dialog.open_record.connect(window.open_record)
    dialog.open()


def _plan_receptions(window: MainWindow) -> None:
    from app.ui.reception_dialog import ReceptionDialog

    ReceptionDialog(window.operation, window).open()


def _change_holiday(window: MainWindow) -> None:
    from app.ui.holiday_dialog import HolidayDialog

    HolidayDialog(window.operation, window).open()


def _backup_settings(window: MainWindow) -> None:
    from app.ui.backup_settings import BackupSettings

    BackupSettings(window).open()


def _change_passphrase(window: MainWindow) -> None:
    from app.ui import passphrase_dialog

    passphrase_dialog.change(window)


def _renew_code(window: MainWindow) -> None:
    from app.ui import passphrase_dialog

    passphrase_dialog.renew_code(window)


def _arrange_columns(window: MainWindow) -> None:
    ledger = window.page.ledger if window.page is not None else sheet_menus.chosen_ledger(window, "列设置")
    if ledger is not None:
        from app.ui import columns_dialog

        columns_dialog.open_for(window.operation, ledger.name, window)


def _set_rules(window: MainWindow) -> None:
    from app.ui.rules_dialog import RulesDialog

    RulesDialog(window.operation, window).open()
