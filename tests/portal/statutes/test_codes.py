"""Every rule that the code names stands in the rule files: a misspelt code is found here, not on the day it is asked for."""

import re
from functools import cache
from pathlib import Path

from portal.statutes.sync import RULES, read

PACKAGES = ("portal", "catalog", "purchasing", "contracts", "evaluation", "disclosure")
NAMED = re.compile(r"""["']((?:[RD]|NL)-[0-9a-z][0-9A-Za-z-]*)["']""")


def named(text):
    return set(NAMED.findall(text))


@cache
def known():
    """The codes of the files; the bare number of a rule with several values (R-31) names them all."""
    codes = {version.code for version in read(RULES.glob("*.toml"))}
    return codes | {re.match(r"(?:[RD]|NL)-[^-]+", code).group() for code in codes}


def unknown(codes):
    return sorted(codes - known())


def test_every_rule_the_code_names_is_known():
    sources = [path for package in PACKAGES for path in Path(package).rglob("*.py")]

    strangers = {str(path): unknown(named(path.read_text(encoding="utf-8"))) for path in sources}

    assert {path: codes for path, codes in strangers.items() if codes} == {}


def test_every_rule_a_template_names_is_known():
    sources = Path("templates").rglob("*.html")

    strangers = {str(path): unknown(named(path.read_text(encoding="utf-8"))) for path in sources}

    assert {path: codes for path, codes in strangers.items() if codes} == {}


def test_the_check_finds_a_misspelt_code():
    assert unknown(named('act.rule("R-31-notise", day); Refusal(rule="R-31"); statutes.on("D-nothing", day)')) == [
        "D-nothing",
        "R-31-notise",
    ]
