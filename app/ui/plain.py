"""Words of the clerk shown as they are: a tool tip never takes them for markup."""

from __future__ import annotations

from html import escape


def tip(text: str) -> str:
    """The text of a tool tip: what looks like markup is shown as it was typed; a picture it names is not opened."""
    if "<" not in text:
        return text
    return f"<p style='white-space:pre-wrap'>{escape(text)}</p>"
