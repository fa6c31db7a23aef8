"""Made-up publications in any number: seed 7, 400 purchasers, categories after Zipf, Chinese titles, loaded by COPY."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

import psycopg

from portal.demo.cast import code_for

SEED, BUYERS, SUPPLIERS, MARK = 7, 400, 1200, "bench"
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
PLACES = "昌江 珠山 浮梁 乐平 昌南 老城 新区 湖滨 古窑 陶溪 竟成 西郊 吕蒙 鲇鱼山 洪源 寿安 三龙 瑶里 江村 臧湾".split()
BODIES = "民政服务中心 城管服务中心 教育事务中心 卫生服务站 文化馆 环保监测站 养老服务中心 街道办事处 水务所 交通运输中心".split()
THINGS = (
    "日间照料 道路清扫保洁 公厕管护 助餐配送 居家养老 社会工作站驻点 河湖巡查保洁 园林绿地养护 照明设施维护 青少年研学 "
    "职工心理辅导 残疾人康复指导 法律咨询 档案数字化 信息系统运维 会计审计 垃圾分类宣传 食品安全抽检 森林防火巡护 危房鉴定"
).split()
ENDS = "服务采购 运营服务 一体化作业服务 （二期）服务 第三方评估服务 年度服务".split()
RARE = "龑堃喆珺翀镕䶮㙍骉犇"
KINDS = (
    ("intention", "intentions", 0.5),
    ("notice", "notices", 1.0),
    ("contract", "contracts", 0.5),
    ("payment", "payments", 0.5),
)
METHODS = ["open_tender"] * 6 + ["competitive_consultation"] * 2 + ["single_source", "inquiry_quotation"]
REGIONS = ["360200"] * 4 + ["360202", "360203", "360222", "360281"]
GROUPS = [
    "A01",
    "A02",
    "A03",
    "A04",
    "A05",
    "A06",
    "A07",
    "A08",
    "A09",
    "A10",
    "A11",
    "A12",
    "B01",
    "B02",
    "B03",
    "B04",
]
COLUMNS = (
    "kind section subject_label subject_pk version title ocid purchaser_id purchaser_name supplier_id supplier_name catalogue_code"
    " catalogue_group region method fiscal_year amount amount_band closes_at expected_month score band published_at content"
    " sha256 search"
).split()


def zipf(n: int) -> list[float]:
    """Cumulated weights 1, 1/2, 1/3 …"""
    return list(accumulate(1 / rank for rank in range(1, n + 1)))


def organisations(connection: psycopg.Connection) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Purchasers and suppliers as (key, name)."""
    names = [f"{PLACES[n % 20]}{BODIES[n // 20 % 10]}{n:03d}（虚构）" for n in range(BUYERS)]
    names += [f"{PLACES[n % 20]}{n:04d}服务公司（虚构）" for n in range(SUPPLIERS)]
    with connection.cursor() as cursor:
        with cursor.copy(
            "COPY accounts_organization (uscc, name, kind, address, phone, region, version) FROM STDIN"
        ) as copy:
            for n, name in enumerate(names):
                copy.write_row((code_for(f"bench{n}"), name, "other", MARK, "", "360200", 1))
        cursor.execute("SELECT id, name FROM accounts_organization WHERE address = %s ORDER BY id", [MARK])
        found = cursor.fetchall()
    return found[:BUYERS], found[BUYERS:]


def rows(number: int, buyers: list[tuple[int, str]], suppliers: list[tuple[int, str]]) -> Iterator[tuple[object, ...]]:
    """`number` notices with intentions, contracts and payments in ratio, oldest first."""
    chance = random.Random(SEED)
    buyer_weights, group_weights = zipf(len(buyers)), zipf(len(GROUPS))
    step = timedelta(days=4 * 365) / number
    for n in range(number):
        buyer = chance.choices(buyers, cum_weights=buyer_weights)[0]
        group = chance.choices(GROUPS, cum_weights=group_weights)[0]
        name = f"{chance.choice(PLACES)}{chance.choice(THINGS)}{chance.choice(ENDS)}"
        if n % 5000 == 0:
            name = f"{chance.choice(RARE)}{chance.choice(RARE)}{name}"
        amount = round(chance.lognormvariate(13.5, 1.2)) + 10_000
        at = NOW - timedelta(days=4 * 365) + step * n
        supplier = chance.choice(suppliers)
        for shift, (kind, section, share) in enumerate(KINDS):
            if chance.random() < share:
                yield _row(n, kind, section, name, buyer, supplier, group, amount, at + timedelta(hours=shift), chance)


def _row(n, kind, section, name, buyer, supplier, group, amount, at, chance):  # type: ignore[no-untyped-def]
    late = kind in {"contract", "payment"}
    ocid = f"ocds-jdzgf1-{at.year}-{n:06d}"
    title = f"{name}{({'intention': '采购意向', 'notice': '招标公告', 'contract': '合同公告', 'payment': '支付公开'})[kind]}"
    content = json.dumps(
        {"purchaser": buyer[1], "budget": f"{amount}.00", "scope": f"{name}，全年不间断，按月考核。" * 4},
        ensure_ascii=False,
    )
    band = next((b for limit, b in ((5e5, "a"), (1e6, "b"), (4e6, "c"), (1e7, "d")) if amount < limit), "e")
    search = " ".join(filter(None, [title, ocid, buyer[1], supplier[1] if late else "", f"{group}01"])).casefold()
    return (
        kind, section, "purchasing.procurement", f"{n}-{kind}", 1, title, ocid, buyer[0], buyer[1], supplier[0] if late else None,
        supplier[1] if late else "", f"{group}01", group, chance.choice(REGIONS), chance.choice(METHODS), at.year, amount, band,
        at + timedelta(days=20) if kind == "notice" else None, at.date().replace(day=1) if kind == "intention" else None, None, "",
        at, content, hashlib.sha256(content.encode()).hexdigest(), search,
    )  # fmt: skip


def load(url: str, number: int) -> dict[str, int]:
    """Fill a migrated, empty database with `number` notices and what goes with them; returns rows by table."""
    with psycopg.connect(url) as connection:
        buyers, suppliers = organisations(connection)
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX disclosure_item_pieces")
            with cursor.copy(f"COPY disclosure_disclosureitem ({', '.join(COLUMNS)}) FROM STDIN") as copy:
                for row in rows(number, buyers, suppliers):
                    copy.write_row(row)
            connection.commit()
            cursor.execute(
                "CREATE INDEX disclosure_item_pieces ON disclosure_disclosureitem USING gin (pieces) WITH (fastupdate=off)"
            )
            inbox = _inbox(cursor, number)
            cursor.execute("SELECT count(*) FROM disclosure_disclosureitem")
            things = cursor.fetchone()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    assert things is not None
    return {"published things": things[0], "inbox rows": inbox}


def _inbox(cursor: psycopg.Cursor, number: int) -> int:
    """What waits in the offices of all purchasers; the person measured works in the first of them."""
    cursor.execute(
        "INSERT INTO workflow_inboxitem (flow, subject_label, subject_pk, transition, title, url, role, organization_id, excluded,"
        " waiting_since, sort_on) SELECT 'plan', 'purchasing.annualplan', n::text, 'submit_for_review', '年度计划', '/desk/plans/' || n || '/',"
        " 'po', o.ids[1 + n %% cardinality(o.ids)], '{}', %s - n * interval '1 minute', %s FROM generate_series(1, %s) AS n,"
        " (SELECT (array_agg(id ORDER BY id))[1:%s] AS ids FROM accounts_organization WHERE address = %s) AS o",
        [NOW, date.max, number, BUYERS, MARK],
    )
    return cursor.rowcount
