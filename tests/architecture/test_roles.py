"""Who may do what is said in policies, and whom an event is told to by its subscribers; nothing else asks for a role."""

import re
from pathlib import Path

from tests.architecture.sources import ROOT, lines_with, modules, templates

DOMAIN = ("catalog", "purchasing", "contracts", "evaluation", "disclosure")
ASKS = re.compile(
    r"\b(actor|membership)\.role\b|\bimport\b.*\bRole\b|\bmemberships?__role\b|\bis_superuser\b|\bis_staff\b"
)
MAY = ("policies.py", "subscribers.py")
# Where the components show who is signed in.
SHOWS = ("ui", "demo", "reports")


def _domain() -> list[Path]:
    return [p for p in modules() if p.relative_to(ROOT).parts[0] in DOMAIN and p.name not in MAY]


def test_no_other_module_asks_for_a_role() -> None:
    assert lines_with(ASKS, iter(_domain())) == []


def test_no_page_asks_for_a_role() -> None:
    pages = [p for p in templates() if p.relative_to(ROOT / "templates").parts[0] not in SHOWS]

    assert lines_with(re.compile(r"\{[%{][^}]*(\.role\b|is_staff|is_superuser)"), iter(pages)) == []


def test_the_check_finds_what_it_is_for(tmp_path: Path) -> None:
    bad = tmp_path / "views.py"
    bad.write_text(
        "from portal.accounts.roles import Role\nif actor.role == 'supplier': pass\n"
        "rows.filter(memberships__role='ag')\nif request.user.is_staff: pass\nparty['role'] = 'buyer'\n"
    )

    assert [line.split(":")[1] for line in lines_with(ASKS, iter([bad]))] == ["1", "2", "3", "4"]
