"""LibreOffice without a window: converts a file as a clerk's own program would open and save it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
SECONDS = 180


def convert(path: Path, kind: str, folder: Path) -> Path:
    """The file as another kind (pdf, xlsx, docx), made in `folder` with the bundled faces at hand."""
    settings = folder / "fonts.conf"
    settings.write_text(
        f'<?xml version="1.0"?><fontconfig><include>/etc/fonts/fonts.conf</include><dir>{FONTS}</dir></fontconfig>'
    )
    command = ["soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", kind]
    done = subprocess.run(
        [*command, "--outdir", str(folder), str(path)], capture_output=True, text=True, timeout=SECONDS, check=False,
        env={**os.environ, "FONTCONFIG_FILE": str(settings)},
    )  # fmt: skip
    made = folder / f"{path.stem}.{kind.partition(':')[0]}"
    assert made.is_file(), done.stderr
    return made
