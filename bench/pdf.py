"""P15: a one-page paper through the portal's limited process against bare WeasyPrint on the same HTML."""

from __future__ import annotations

from django.template.loader import render_to_string
from weasyprint import HTML

from bench.harness import alternate
from portal.reports.pdf import SCHEME, PackagedFetcher
from portal.reports.warm.client import Warm

TEMPLATE = "reports/base_notice.html"
CONTEXT = {
    "title": "老城区公厕管护服务公开招标公告", "number": "", "issuer": "昌南城管服务中心（虚构）", "code": "ABCDEFGH2345",
    "address": "http://testserver/verify/ABCDEFGH2345/", "paragraphs": ["面向社会公开招标，全年不间断，按月考核。" * 6] * 5,
}  # fmt: skip


def measure(rounds: int = 9) -> dict[str, float]:
    """Medians in milliseconds."""
    html = render_to_string(TEMPLATE, CONTEXT)
    warm = Warm()

    def bare() -> None:
        HTML(string=html, base_url=SCHEME, url_fetcher=PackagedFetcher()).write_pdf(pdf_tags=True)

    return alternate({"bare": bare, "ours": lambda: warm.render(TEMPLATE, CONTEXT)}, rounds)
