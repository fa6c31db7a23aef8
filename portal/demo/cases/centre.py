"""The other procurements of the first case's purchaser: one rests at every stage between intention and evaluation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from portal.demo.cases import later, running
from portal.demo.cases.days import ahead, back, hour, on_or_after
from portal.demo.cases.plans import task, usual_days
from portal.demo.cases.running import Running
from portal.demo.stage import Stage, at
from portal.demo.story import budget as budgets
from portal.demo.story import plan as plans
from portal.values import clock
from purchasing.plan.models import AnnualPlan, PlanItem
from purchasing.procurement.models import Procurement

SLACK = Decimal("50000.00")
USUAL = {"s1": "0.93", "s2": "0.95", "s3": "0.96"}
SMALL_WINS = {"s1": "0.97", "s2": "0.90", "s3": "0.96"}
FOUR = {**USUAL, "s4": "0.94"}


def closing_after(notice: date) -> date:
    return on_or_after(notice + timedelta(days=25))


def cases(today: date) -> list[Running]:
    """All of them, those announced longest ago first, so that numbers follow the calendar."""
    return sorted([*preparing(today), *bidding(today), *awarded(today)], key=lambda spec: spec.notice)


def preparing(today: date) -> list[Running]:
    return [
        Running(
            "alleys", "A1151", "背街小巷清扫保洁服务", "老城区背街小巷每日清扫、垃圾清捡和小广告清除。",
            "背街小巷 420,000 平方米，每日清扫不少于两次；小广告当日清除；配备小型电动作业车。",
            "巷子窄，希望清扫车走得慢一点，早上六点以前不要作业。", "",
            (task("背街小巷清扫", "㎡", "420000", "3.20"), task("小广告清除", "处", "6000", "9.00")),
            closing_after(ahead(today, 10)), running.COMMENT, ("2120501-4", "背街小巷保洁"), announced=ahead(today, 10),
        ),
        Running(
            "drains", "A1158", "城区排水管网养护服务", "雨污水管道疏通、检查井清掏和汛期值守。",
            "管道疏通 96,000 米，检查井清掏 5,200 座，汛期二十四小时值守，堵塞两小时内到场。",
            "雨季前能不能先把学校门口的井清一遍？", "已写入：每年四月底前完成学校、医院周边检查井清掏。",
            (task("管道疏通", "米", "96000", "12.50"), task("检查井清掏", "座", "5200", "85.00")),
            closing_after(ahead(today, 4)), running.COUNSEL, ("2120302-1", "排水设施养护"), announced=ahead(today, 4),
        ),
        Running(
            "squares", "A1155", "滨江广场绿地养护服务", "滨江广场绿地、花境和座椅周边环境养护。",
            "绿地 128,000 平方米，四季花境 2,600 平方米，病虫害绿色防治，死株十五日内补植。",
            "请少用除草剂，孩子在草地上玩。", "已写入：人员活动区域禁止使用化学除草剂。",
            (task("绿地养护", "㎡", "128000", "6.20"), task("花境更换", "㎡", "2600", "110.00")),
            closing_after(ahead(today, 3)), running.FILED, ("2120399-1", "广场绿地养护"), announced=ahead(today, 3),
        ),
        Running(
            "patrol", "A1159", "城市管理巡查辅助服务", "按网格巡查市容秩序，发现、上报和回访，不承担执法。",
            "按服务成果购买：巡查网格 64 个，每日上报核实率不低于 95%，回访率 100%。",
            "希望巡查员不要只拍照，能当场劝导。", "已写入：巡查发现的轻微问题当场劝导并记录。",
            (task("网格巡查", "网格·月", "768", "2300.00"), task("问题回访", "件", "12000", "18.00")),
            closing_after(ahead(today, 1)), running.READY, ("2120199-1", "城市管理"), announced=ahead(today, 1),
        ),
    ]  # fmt: skip


def bidding(today: date) -> list[Running]:
    return [
        Running(
            "roads", "A1156", "市政道路日常养护服务", "车行道、人行道和路缘石的巡查、修补和应急抢修。",
            "车行道 1,150,000 平方米、人行道 310,000 平方米，坑槽二十四小时内修补，抢险一小时内到场。",
            "人行道砖松了很久没人管。", "已写入：人行道砖松动、缺失四十八小时内修复。",
            (task("车行道养护", "㎡", "1150000", "2.10"), task("人行道养护", "㎡", "310000", "3.80")),
            ahead(today, 2), running.RECEIVING, ("2120303-2", "道路养护"), {"s1": "0.94", "s3": "0.96"},
        ),
        Running(
            "waste", "A1153", "餐厨垃圾收集转运服务", "餐饮单位餐厨垃圾上门收集、密闭转运和台账管理。",
            "日均收运 62 吨，签约餐饮单位 1,480 家，密闭运输，称重数据实时上传。",
            "收运车经过小区的时间能否避开中午？", "已写入：居住区路段避开十二时至十四时。",
            (task("餐厨垃圾收运", "吨", "22630", "118.00"),),
            back(today), running.CLOSED, ("2120501-5", "垃圾收运"), USUAL,
        ),
        Running(
            "facilities", "A1101", "公共座椅与指示牌管护服务", "公共座椅、指示牌、护栏的清洁、维修和更新。",
            "座椅 3,200 组、指示牌 1,850 块、护栏 46,000 米，每周巡查一次，破损三日内修复。",
            "公交站边上的座椅少，坏的多。", "已写入：公交站周边座椅优先修复。",
            (task("座椅管护", "组", "3200", "160.00"), task("护栏管护", "米", "46000", "16.50")),
            back(today), running.OPENED, ("2120199-2", "公共设施管护"), FOUR,
        ),
        Running(
            "lake", "A1160", "昌江沿岸环境管护服务", "沿江步道、滩地和水面漂浮物的保洁与巡护。",
            "步道 38 公里、滩地 260,000 平方米，每日两次保洁，汛后三日内清理完毕。",
            "步道上的狗粪要有人管。", "已写入：步道保洁含宠物粪便清理，并设置提示牌。",
            (task("步道保洁", "公里", "38", "21000.00"), task("滩地保洁", "㎡", "260000", "2.60")),
            back(today, 2), running.REVIEWING, ("2120501-6", "沿江保洁"), USUAL, sheets=("ex1", "ex2", "pr2"),
        ),
        Running(
            "signs", "A1101", "户外广告设施安全巡查服务", "户外广告和店招设施的安全巡查、检测和隐患台账。",
            "设施 4,600 处，每季度巡查一次，台风预警前加查一次，隐患当日上报。",
            "大风天招牌晃得厉害。", "已写入：大风预警发布后六小时内完成重点路段加查。",
            (task("设施巡查", "处·次", "18400", "32.00"), task("安全检测", "处", "900", "420.00")),
            back(today, 4), running.CONFIRMED, ("2120199-3", "户外设施管理"), USUAL,
        ),
    ]  # fmt: skip


def awarded(today: date) -> list[Running]:
    return [
        Running(
            "toilets26", "A1154", "景区周边公共厕所管护服务", "景区周边公共厕所的保洁、小修和延时开放。",
            "公共厕所 32 座，每日保洁不少于六次，节假日延时开放至二十三时。",
            "节假日排队太久，女厕位不够。", "已写入：节假日增设移动厕位，增加引导人员。",
            (task("公厕管护", "座", "32", "42000.00"), task("移动厕位", "个·日", "900", "120.00")),
            back(today, 10), running.AWARDED, ("2120501-7", "公厕管护"), USUAL,
        ),
        Running(
            "trees", "A1155", "行道树修剪与养护服务", "行道树修剪、支撑加固和危树处置。",
            "行道树 21,000 株，每年修剪一次，台风前加固，危树二十四小时内处置。",
            "树枝挡住了路灯。", "已写入：遮挡路灯、信号灯的枝条随报随修。",
            (task("行道树修剪", "株", "21000", "78.00"), task("危树处置", "株", "240", "900.00")),
            back(today, 18), running.AWARDED, ("2120399-3", "行道树养护"), SMALL_WINS,
        ),
        Running(
            "market", "A1151", "集贸市场周边保洁服务", "集贸市场周边道路的清扫、冲洗和垃圾清运，服务期三个月。",
            "市场周边道路 96,000 平方米，每日清扫四次、冲洗一次，闭市后两小时内清运完毕。",
            "早市收摊后地上太滑。", "已写入：早市收摊后一小时内冲洗。",
            (task("清扫冲洗", "㎡", "96000", "5.40"), task("垃圾清运", "车", "540", "380.00")),
            later.closing_before(later.service_from(today - timedelta(days=8))), running.AWARDED,
            ("2120501-8", "集贸市场保洁"), SMALL_WINS, months=later.PERIODS,
        ),
        Running(
            "festival", "A1151", "重大活动环境卫生保障服务", "活动期间会场周边的清扫保洁和应急保障，服务期三个月。",
            "保障面积 310,000 平方米，活动日十六小时保洁，应急队伍三十分钟内到场。",
            "活动散场后垃圾多，第二天才清。", "已写入：散场后两小时内清理完毕。",
            (task("活动保洁", "㎡", "310000", "2.80"), task("应急保障", "班次", "360", "1500.00")),
            later.closing_before(later.service_from(today - timedelta(days=38))), running.AWARDED,
            ("2120501-9", "活动保障"), USUAL, months=later.PERIODS,
        ),
    ]  # fmt: skip


def play(stage: Stage) -> None:
    """One plan for each budget year that the cases need, then the cases one after the other."""
    today = clock.today()
    rows = cases(today)
    items: dict[str, PlanItem] = {}
    for year in sorted({spec.year for spec in rows}):
        items |= approve_plan(stage, "cityorder", year, [spec for spec in rows if spec.year == year])
    for spec in rows:
        procurement = running.run(stage, spec, items[spec.key])
        if procurement is not None and spec.key in AFTERWARDS:
            AFTERWARDS[spec.key](stage, spec, procurement)


def approve_plan(
    stage: Stage, unit: str, year: int, specs: Sequence[Running], people: plans.People | None = None
) -> dict[str, PlanItem]:
    """The year's plan of a unit with these items, approved, public, and its budget passed down; items by key."""
    cast, days = stage.cast, usual_days(year, supervised=True)
    lines = [budgets.LineSpec(*spec.line, spec.amount + SLACK) for spec in specs]
    with at(days.drafted - timedelta(days=2)):
        budgets.grant_lines(cast, unit, year, lines, document=f"{year} 年部门预算控制数")
    plan: AnnualPlan = plans.run_plan(cast, unit, year, [s.item_spec for s in specs], days, at=at, people=people)
    passed = on_or_after(date(year, 1, 20))
    with at(hour(passed, 11)):
        budgets.pass_down(cast, unit, year, document=f"{year} 年部门预算批复", on=passed)
    return {spec.key: item for spec, item in zip(specs, plan.items.order_by("seq"), strict=True)}


def _sign(stage: Stage, spec: Running, procurement: Procurement) -> None:
    later.sign(stage, spec, procurement, "s2")


def _in_force(stage: Stage, spec: Running, procurement: Procurement) -> None:
    starts = later.service_from(clock.today() - timedelta(days=8))
    contract = later.into_force(stage, spec, procurement, starts, "s2")
    later.keep_in_force(stage, contract, "s2")


def _evaluate(stage: Stage, spec: Running, procurement: Procurement) -> None:
    starts = later.service_from(clock.today() - timedelta(days=38))
    contract = later.into_force(stage, spec, procurement, starts, "s1")
    later.finish_and_evaluate(stage, contract, "s1")


AFTERWARDS: dict[str, Callable[[Stage, Running, Procurement], object]] = {
    "trees": _sign, "market": _in_force, "festival": _evaluate,
}  # fmt: skip
