"""Makes the manual's page of forms from what `make demo` printed: python tools/form_pages.py OUT (needs poppler)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
PAGE = ROOT / "resources" / "manual" / "forms.md"
PICTURES = PAGE.parent / "forms"
HEAD = """# 表单

每一条记录右下角的“打印”里，列着它能打印的表单；在列表里选中多条，用“记录 → 成套打印表单…”一次打印一整套。
先看预览，再打印或存为 PDF。要发出去手填的，在预览里选“空白表”和“编号份数”，每一份都有编号；
收回后在“发出单据”里填收回日期、附上扫描件。没有收回的列在“核对”里。

下面是样例镇打印的每一种表单的第一页。
"""


def main(out: Path) -> None:
    """Draw the first page of each printed form, and write the page that shows them."""
    from app.ledgers import registry
    from app.services.form_catalogue import ALL

    PICTURES.mkdir(parents=True, exist_ok=True)
    parts = [HEAD]
    for form in ALL:
        (printed,) = out.glob(f"表-{form.label}-*.pdf")
        target = PICTURES / form.name
        command = ["pdftoppm", "-r", "45", "-gray", "-png", "-f", "1", "-l", "1", "-singlefile", printed, target]
        subprocess.run(command, check=True)
        ledgers = "、".join(registry.find(name).label for name in form.ledgers)
        parts.append(f"## {form.label}\n\n来自：{ledgers}\n\n![{form.label}](forms/{form.name}.png)\n")
    PAGE.write_text("\n".join(parts), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
