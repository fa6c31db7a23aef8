"""The fonts of official papers: where they are, and the fontconfig file that names them."""

from __future__ import annotations

import ctypes.util
from pathlib import Path
from typing import Final

import pylopdf_fonts_zh_cn

_CONFIG: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{folder}</dir>
</fontconfig>
"""


def font_files() -> tuple[Path, Path]:
    """Serif and sans of the packaged fonts."""
    return pylopdf_fonts_zh_cn.serif_path(), pylopdf_fonts_zh_cn.sans_path()


def write_config(folder: Path) -> Path:
    """Write a fontconfig file into a private folder: the system's fonts plus the packaged ones."""
    target = folder / "fonts.conf"
    target.write_text(_CONFIG.format(folder=font_files()[0].parent), encoding="utf-8")
    return target


def has_subsetter() -> bool:
    """Without harfbuzz-subset every PDF takes seconds instead of a tenth of one."""
    return ctypes.util.find_library("harfbuzz-subset") is not None
