"""Where ledgers may stand: a file on this computer, or a county's server."""

from __future__ import annotations

SCHEMES = ("postgresql://", "postgres://")
SERVED = frozenset(
    ("new", "county", "operators", "settings", "holiday", "columns", "freeze", "compare", "frozen", "check-text",
     "indicators", "print", "form", "forms", "export", "template", "due", "ledgers", "add", "show", "list", "edit",
     "void", "undo", "do", "link", "attach", "figures", "rows", "check", "chain", "slips", "verify", "anchor", "open",
     "join", "import", "withdraw", "accept", "fill-in", "report", "add-indicator", "drop-indicator", "inspection",
     "archive", "erase", "person-slip", "years", "close-year", "reopen-year", "compare-years", "handover",
     "desk-handover", "package", "packages", "merge", "receipt", "conflicts", "incident")
)  # fmt: skip
"""What is done at a server as at a file, by the names of the commands; the window's menus go by the same names."""
FILE_ONLY = "这一项在本机台账文件上可用，县级服务器上的台账暂不支持；没有改动任何内容。请在本机的台账文件上办理。"


def is_server(place: str) -> bool:
    """Whether what was named is a county's server rather than a file."""
    return place.lower().startswith(SCHEMES)


_OF_THE_COUNTY = {
    **dict.fromkeys(("backup", "backups", "restore"), "县级服务器上的台账由县里的管理员统一备份和恢复，这里不用做。"),
    **dict.fromkeys(("passphrase", "recover"), "登录县级服务器的口令由县里的管理员设定和更换，这里没有别的口令。"),
    "folder": "这份台账在县级服务器上，不在本机的文件夹里。",
    "demo": "示例只在本机的文件里练习，县级服务器上没有；没有改动任何内容。",
}
"""What is done otherwise at a server, or by others, for good."""


def is_served(work: str) -> bool:
    """Whether work, named by its command, can be done at a county's server."""
    return work in SERVED


def why_not(work: str) -> str:
    """Why work, named by its command, is not done at a county's server; empty when it is."""
    return "" if is_served(work) else _OF_THE_COUNTY.get(work, FILE_ONLY)
