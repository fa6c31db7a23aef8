"""Components: every one renders, escapes what it is given, and says its state in words."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from portal.ui.components import filters
from portal.ui.components.status import due, meter
from portal.ui.pages.gallery import gallery
from portal.ui.tones import tone_of
from portal.values.refusal import Refusal

TODAY = date(2025, 3, 12)
SHANGHAI = ZoneInfo("Asia/Shanghai")


class OneField(forms.Form):
    title = forms.CharField(label="名称", help_text="不超过 60 字", max_length=3)


def drawn(text: str, **values: object) -> str:
    return Template("{% load ui %}" + text).render(Context(values))


@pytest.mark.parametrize("frame", ["public", "desk"])
def test_the_gallery_draws_every_component(db, rf: RequestFactory, frame: str) -> None:
    request = rf.get("/ui/gallery/", {"frame": frame})
    request.user, request.actor = AnonymousUser(), None

    page = gallery(request).content.decode()

    for mark in ("badge wait", 'class="life"', 'class="stage"', 'class="doc"', 'class="meter"', "data-countdown",
                 'class="timeline"', 'class="refusals"', 'class="error-summary"', 'class="compare"', 'class="empty"'):  # fmt: skip
        assert mark in page, mark
    assert " style=" not in page
    assert "<script>" not in page


def test_a_component_escapes_what_it_is_given() -> None:
    evil = "<script>alert(1)</script>"

    page = drawn(
        "{% card title=x %}{{ x }}{% endcard %}{% badge 'ok' x %}{% fact x x %}{% empty text=x %}{% doc '#' x %}",
        x=evil,
    )

    assert "<script>" not in page


def test_a_refusal_names_what_it_concerns_one_by_one() -> None:
    refusal = Refusal("x", "还有 2 项没有评分：", items=("立项依据充分性", "<b>目标合理性"))

    page = drawn("{% refusal_list rows %}", rows=[refusal])

    assert '<ul class="items"><li>立项依据充分性</li><li>&lt;b&gt;目标合理性</li></ul>' in page


def test_a_wrong_argument_fails_when_the_template_is_read() -> None:
    with pytest.raises(TemplateSyntaxError):
        drawn("{% badge 'ok' 'x' colour='red' %}")


@pytest.mark.parametrize(
    ("day", "met_on", "kind", "text"),
    [
        (date(2025, 3, 12), None, "wait", "今天到期"),
        (date(2025, 3, 15), None, "wait", "剩 3 日"),
        (date(2025, 3, 16), None, "info", "剩 4 日"),
        (date(2025, 3, 11), None, "bad", "逾期 1 日"),
        (date(2025, 3, 20), date(2025, 3, 5), "ok", "提前 15 日"),
        (date(2025, 3, 20), date(2025, 3, 20), "ok", "当日办结"),
        (date(2025, 3, 20), date(2025, 3, 22), "bad", "迟办 2 日"),
    ],
)
def test_a_limit_says_how_it_stands(day: date, met_on: date | None, kind: str, text: str) -> None:
    shown = due(day, TODAY, met_on)

    assert f'class="badge {kind}"' in shown
    assert f">{text}<" in shown


def test_amounts_are_written_with_thousands_and_two_places() -> None:
    assert filters.yuan(Decimal("1234567.8")) == "1,234,567.80"
    assert filters.wan(Decimal("1234550.00")) == "123.46"
    assert filters.yuan(None) == "—"
    assert filters.percent(Decimal("0.0729")) == "7.29 %"


def test_days_and_times_are_those_of_beijing() -> None:
    before_midnight_utc = datetime(2025, 3, 11, 23, 30, 1, 999000, tzinfo=ZoneInfo("UTC"))

    assert filters.localday(before_midnight_utc) == "2025-03-12"
    assert filters.localtime(before_midnight_utc) == "2025-03-12 07:30"
    assert filters.exact_time(before_midnight_utc) == "2025-03-12 07:30:01.999"
    assert filters.monthday(TODAY) == "03-12"


def test_a_meter_never_leaves_its_frame() -> None:
    bar = meter("占用", Decimal(80), Decimal(100), Decimal(50))

    assert 'width="80.0%"' in bar
    assert 'width="20.0%"' in bar


def test_a_meter_over_an_empty_total_is_empty() -> None:
    assert 'width="0%"' in meter("占用", Decimal(5), Decimal(0))


def test_a_field_names_its_help_and_error_for_readers() -> None:
    form = OneField({"title": "太长的名称"})

    page = drawn("{% error_summary form %}{% field form.title %}", form=form)

    assert 'href="#id_title"' in page
    assert 'aria-describedby="id_title_helptext id_title_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'id="id_title_helptext"' in page
    assert 'id="id_title_error"' in page


def test_one_box_says_what_is_wrong_in_all_parts_and_in_which_rows() -> None:
    rows = forms.formset_factory(OneField)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-1-title": "太长的名称"}
    )
    rows.heading = "工作量"

    page = drawn("{% error_summary parts %}", parts=(OneField({"title": "太长的名称"}), rows))

    assert page.count("<ul") == 1
    assert 'href="#id_title"' in page
    assert "工作量 第 2 行" in page


def test_no_summary_stands_over_a_form_not_yet_sent() -> None:
    assert drawn("{% error_summary form %}", form=OneField()) == ""


@pytest.mark.parametrize(
    ("state", "tone"),
    [("approved", "ok"), ("submitted", "wait"), ("failed_insufficient", "bad"), ("draft", "mute"), ("x", "info")],
)
def test_a_state_has_a_tone(state: str, tone: str) -> None:
    assert tone_of(state) == tone


@pytest.mark.django_db
def test_a_limit_in_a_year_without_a_calendar_is_marked_provisional_until_it_is_met():
    ahead, known = date(2031, 1, 8), date(2026, 12, 8)

    assert "暂定" in due(ahead, TODAY)
    assert "暂定" not in due(known, TODAY)
    assert "暂定" not in due(ahead, TODAY, met_on=TODAY)
    assert "暂定" in due(known, TODAY, provisional=True)
