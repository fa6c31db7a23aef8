"""What is wrong with the rows of a catalogue file, judged on the whole file and on what is in force."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from catalog.catalogue.actions import level_of
from catalog.catalogue.models import CODE_PATTERN, LONGEST_NAME, LONGEST_NAME_EN, LONGEST_STANDARD, CatalogueItem
from catalog.catalogue.queries import parent_code
from portal.values.text import is_blank

_LONGEST = {"name_zh": LONGEST_NAME, "name_en": LONGEST_NAME_EN, "service_standard": LONGEST_STANDARD}
_FORMULA_STARTS = ("=", "+", "-", "@")


def faults(rows: Sequence[dict[str, Any]]) -> dict[int, list[str]]:
    """The faults of each row by its number in the file, which stands under "row"."""
    times = Counter(row["code"] for row in rows)
    first = {row["code"]: row["row"] for row in sorted(rows, key=lambda row: -row["row"])}
    known = set(times) | set(CatalogueItem.objects.filter(effective_to__isnull=True).values_list("code", flat=True))
    found = {row["row"]: _faults_of(row, known) for row in rows}
    for row in rows:
        if row["code"] and times[row["code"]] > 1 and first[row["code"]] != row["row"]:
            found[row["row"]].append(
                _("编码 %(code)s 重复，首次出现在第 %(row)s 行。") % {"code": row["code"], "row": first[row["code"]]}
            )
    return found


def _faults_of(row: dict[str, Any], known: set[str]) -> list[str]:
    code, above = row["code"], row["parent_code"]
    if not re.fullmatch(CODE_PATTERN, code):
        return [_("编码“%(code)s”不对：应为 A、A01 或 A0101 的形式。") % {"code": code}, *_faults_of_texts(row)]
    faults = []
    if above != parent_code(code):
        faults.append(
            _("编码 %(code)s 的上级应为“%(expected)s”，文件中是“%(found)s”。")
            % {"code": code, "expected": parent_code(code), "found": above}
        )
    if above and above not in known:
        faults.append(_("上级编码“%(code)s”在文件和现行目录中都不存在。") % {"code": above})
    if row["level"] != str(int(level_of(code))):
        faults.append(
            _("编码 %(code)s 应为 %(expected)s 级，文件中是“%(found)s”。")
            % {"code": code, "expected": int(level_of(code)), "found": row["level"]}
        )
    return faults + _faults_of_texts(row)


def _faults_of_texts(row: dict[str, Any]) -> list[str]:
    faults = []
    if is_blank(row["name_zh"]):
        faults.append(_("名称不能为空。"))
    for name, limit in _LONGEST.items():
        if len(row.get(name) or "") > limit:
            faults.append(_("“%(column)s”超过 %(limit)s 个字。") % {"column": name, "limit": limit})
    if any((row.get(name) or "").startswith(_FORMULA_STARTS) for name in ("name_zh", "name_en")):
        faults.append(_("名称不能以 = + - @ 开头（公式）。"))
    if row.get("default_targets") and not _is_object(row["default_targets"]):
        faults.append(_("默认绩效目标应为 JSON 对象。"))
    return faults


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
