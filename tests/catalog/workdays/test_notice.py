"""The holiday notice: every sentence understood whole or shown, never guessed."""

from datetime import date

import chinese_calendar.constants as packaged
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.workdays.notice import FESTIVALS, read_notice
from catalog.workdays.queries import read_proposal
from catalog.workdays.typed import read_lines
from tests.factories.lawmaking import NOTICE_2027

# The sentences of the State Council's notices for these years.
NOTICES = {
    2026: """国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
国务院办公厅
2025年11月4日""",
    2025: """一、元旦：1月1日（周三）放假1天，不调休。
二、春节：1月28日（农历除夕、周二）至2月4日（农历正月初七、周二）放假调休，共8天。1月26日（周日）、2月8日（周六）上班。
三、清明节：4月4日（周五）至6日（周日）放假，共3天。
四、劳动节：5月1日（周四）至5日（周一）放假调休，共5天。4月27日（周日）上班。
五、端午节：5月31日（周六）至6月2日（周一）放假，共3天。
六、国庆节、中秋节：10月1日（周三）至8日（周三）放假调休，共8天。9月28日（周日）、10月11日（周六）上班。""",
}  # fmt: skip


def off(reading):
    return {day.date for day in reading.days if day.kind == "holiday"}


def worked(reading):
    return {day.date for day in reading.days if day.kind == "makeup_workday"}


@pytest.mark.parametrize("year", sorted(NOTICES))
def test_the_notice_gives_the_days_that_the_package_has(year):
    reading = read_notice(NOTICES[year], year)

    assert off(reading) == {day for day in packaged.holidays if day.year == year}
    assert worked(reading) == {day for day in packaged.workdays if day.year == year}
    assert (reading.faults, reading.festivals) == ([], set(FESTIVALS))


def test_what_speaks_of_no_days_is_left_and_shown():
    reading = read_notice(NOTICES[2026], 2026)

    assert [sentence.text[:4] for sentence in reading.ignored] == [
        "国务院办", "国办发明", "各省、自", "经国务院", "节假日期", "国务院办", "2025",
    ]  # fmt: skip
    assert sum(len(s.days) for s in reading.sentences) == len(reading.days)


@pytest.mark.parametrize(
    "text",
    [
        "元旦：1月1日（周六）放假，共1天。",  # a Friday
        "元旦：1月1日（周五）至3日（周日）放假，共4天。",
        "春节：2月5日至11日放假调休，共7天，其中2月8日上班。",
        "春节：2月8日（周一）上班。",  # a working day anyway
        "春节：2月30日放假。",
        "春节：2月11日至5日放假。",
        "1月28日放假。",  # of which festival?
        "元旦：1月1日放假，鼓励各单位1月4日补休。",
        "重阳节：10月8日起放假2天。",
        "国庆节：10月1日前后放假。",
        "元旦：9999年12月31日放假。",
        "元旦：12月31日至1月2日放假，共3天。",  # of which years?
    ],
)
def test_a_sentence_that_cannot_be_right_or_is_not_understood_is_at_fault_and_gives_no_day(text):
    reading = read_notice(text, 2027)

    assert (len(reading.faults), reading.days) == (1, [])


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("元旦：2026年12月31日至2027年1月2日放假调休，共3天。", ["2026-12-31", "2027-01-01", "2027-01-02"]),
        ("元旦:1月1日(星期五)放假,与周末连休。", ["2027-01-01"]),
        ("（一）元旦：１月１日放假１天。", ["2027-01-01"]),
        ("1. 清明节：4月4日放假，4月5日（周一）补休。", ["2027-04-04", "2027-04-05"]),
        ("国庆节、中秋节：10月1日至3日放假；", ["2027-10-01", "2027-10-02", "2027-10-03"]),
    ],
)
def test_other_wordings_are_understood(text, days):
    reading = read_notice(text, 2027)

    assert sorted(day.isoformat() for day in off(reading)) == days
    assert not reading.faults


def test_a_whole_notice_misses_no_festival_and_part_of_one_says_which():
    assert read_proposal(2027, NOTICE_2027, "").missing == []
    assert read_proposal(2027, "元旦：1月1日放假。", "2027-05-01 放假 劳动节").missing == [
        "春节", "清明节", "端午节", "中秋节", "国庆节",
    ]  # fmt: skip


def test_typed_lines_are_read_or_at_fault():
    reading = read_lines(
        "2027-01-01 放假 元旦\n\n2027年2月5日 至 2027-02-07  放假  春节\n20270214 上班 春节\n明天 放假\n2027-01-01\n2027-02-31 放假"
    )

    assert [(len(s.days), bool(s.fault)) for s in reading.sentences] == [
        (1, False), (3, False), (1, False), (0, True), (0, True), (0, True),
    ]  # fmt: skip
    assert worked(reading) == {date(2027, 2, 14)}


def test_a_day_told_in_two_ways_is_named():
    proposal = read_proposal(2027, "元旦：1月1日放假。", "2027-01-01 上班 元旦")

    assert proposal.doubled == [date(2027, 1, 1)]


@given(st.text(alphabet="0123456789年月日（）周一二三四五六日至、，。：放假上班调休共天元旦春节国庆 \n", max_size=120))
def test_whatever_is_typed_gives_only_days_that_are_written_and_never_breaks(text):
    reading = read_notice(text, 2027)

    assert all(sentence.fault == "" or not sentence.days for sentence in reading.sentences)
    assert all(str(day.date.day) in text for s in reading.sentences for day in (s.days[:1]))
