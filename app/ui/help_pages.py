"""Which page of the manual speaks of what is in sight: F1 opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services import manual
from app.ui.tab_page import TabPage

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from app.ui.main_window import MainWindow

PAGE_OF: dict[str, str] = {
    "ArchiveDialog": "archive",
    "AttachmentsPanel": "attachments",
    "BackupSettings": "backup",
    "BatchDialog": "tables",
    "BatchesDialog": "import",
    "BinPage": "undo",
    "BreakdownDialog": "reports",
    "BugReport": "self_check",
    "CarryDialog": "year-end",
    "ChangesDialog": "tables",
    "ChartsPage": "reports",
    "ChecksPage": "checks",
    "CleanDialog": "tables",
    "ClassesDialog": "archive",
    "ColumnChooser": "tables",
    "ColumnsDialog": "columns",
    "CountyDialog": "county-server",
    "DeskHandoverDialog": "year-end",
    "DestroyDialog": "archive",
    "DossierDialog": "dossier",
    "DraftsDialog": "undo",
    "ErasureDialog": "erasing",
    "ErasuresDialog": "erasing",
    "ExportDialog": "export",
    "FillInDialog": "fill-in",
    "FilterBar": "finding",
    "FilterDialog": "tables",
    "FindAnything": "finding",
    "FreezeDialog": "reports",
    "FrozenPage": "reports",
    "FrozenPreview": "reports",
    "HandoverDialog": "supervision",
    "HolidayDialog": "settings",
    "HomePage": "tab_home",
    "ImportWizard": "import",
    "ItemDialog": "archive",
    "IncidentPreview": "incident",
    "IncidentsDialog": "incident",
    "InspectionDialog": "inspection",
    "InspectionPreview": "inspection",
    "FilesDialog": "inspection",
    "JoiningDialog": "dossier",
    "LinkDialog": "attachments",
    "LinksPanel": "attachments",
    "MatchDialog": "fill-in",
    "MergeDialog": "package",
    "MovesDialog": "settings",
    "NewLedgerWizard": manual.FIRST,
    "NewIncidentDialog": "incident",
    "OperatorsDialog": "operators",
    "OwnColumnDialog": "columns",
    "OwnIndicatorsDialog": "reports",
    "PackDialog": "package",
    "PackagesDialog": "package",
    "PaperDialog": "printing",
    "PassphraseDialog": "operators",
    "PersonSlipDialog": "erasing",
    "PictureDialog": "attachments",
    "PrinterDialog": "printing",
    "RawDialog": "entry",
    "ReasonDialog": "entry",
    "ReceiptPaper": "package",
    "ReceptionDialog": "supervision",
    "RecheckDialog": "supervision",
    "RecordForm": "entry",
    "RecoverDialog": "operators",
    "RecoveryDialog": "operators",
    "ReportPage": "written-reports",
    "ReportsPage": "reports",
    "ReportsTab": "tab_reports",
    "RestoreDialog": "backup",
    "RowsDialog": "reports",
    "RulesDialog": "settings",
    "SelfCheckDialog": "self_check",
    "SelfCheckPaper": "self_check",
    "SerialDialog": "settings",
    "SecondSaver": "county-server",
    "ServerDialog": "county-server",
    "SignInDialog": "operators",
    "SlipsPage": "supervision",
    "StartPage": manual.FIRST,
    "StepDialog": "closing",
    "TaskPanel": "learning",
    "TemplateDialog": "import",
    "TextCheckPage": "reports",
    "UnderWay": "printing",
    "VersionsDialog": "undo",
    "ViewDialog": "tables",
    "WordsDialog": "written-reports",
    "WorkDialog": "backup",
    "ToFile": "county-server",
    "ToServer": "county-server",
    "YearCompareDialog": "year-end",
    "YearsDialog": "year-end",
    "_FormPaper": "forms",
}
"""The page of a part of the program, by its class; what is not named is spoken of by the page of what it lies in."""
OF_LEDGER = {"petitions": "petition", "rectifications": "closing"}
"""The page of a form, where its ledger has one of its own."""


def page_for(window: MainWindow | None, part: QObject | None) -> str:
    """The page that speaks of a part of the program: of itself, of what it lies in, or of the tab in sight."""
    while part is not None:
        for kind in type(part).__mro__:
            if kind.__name__ == "RecordForm":
                return OF_LEDGER.get(part.ledger.name, "entry")  # type: ignore[attr-defined]
            if kind.__name__ in PAGE_OF:
                return PAGE_OF[kind.__name__]
        if isinstance(part, TabPage):
            break
        part = part.parent()
    return tab_page(window) if window is not None else manual.FIRST


def tab_page(window: MainWindow) -> str:
    """The page of the tab in sight."""
    page = window.page
    if page is not None and page.ledger.base:
        return manual.BASE
    here = window.tabs.currentWidget()
    return next((f"tab_{name}" for name, tab in window.tab_pages.items() if tab is here), "tab_home")
