"""The first case from the plan to the closing of bids."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from portal.demo.cast import Cast
from portal.demo.story import intention as intentions
from portal.demo.story import plan as plans
from portal.demo.story import requirement as requirements
from portal.demo.story import tender as tenders
from portal.demo.story.budget import SC01_LINES
from portal.demo.story.intention import beijing
from portal.workflow.deadlines import sweep
from purchasing.budget.models import BudgetLine
from purchasing.plan.models import AnnualPlan, PlanItem
from purchasing.procurement.models import Procurement
from purchasing.publication.models import Publication
from purchasing.requirement.models import Requirement
from purchasing.tender.models import Clarification
from tests.journeys.browser import Desk, People, at

ITEM, DAYS = plans.SC01_ITEM, plans.SC01_DAYS


def plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def check_secrecy(people: People, kind: str, *, second: str = "po2") -> None:
    """The second person opens what is up for the check and passes it."""
    publication = Publication.objects.get(kind=kind, state="drafted")
    people[second].do(publication, "check", flow="publication")


def plan_and_approve(cast: Cast, people: People) -> PlanItem:
    purchaser = cast.purchasers["cityorder"]
    with at(DAYS.drafted - timedelta(days=10)):
        for line in SC01_LINES:
            people["fo1"].go("/desk/budget/grant/")
            people["fo1"].send({
                "purchaser": purchaser.pk, "fiscal_year": 2025, "code": line.code, "name": line.name,
                "amount": line.amount, "document": "2025 年部门预算控制数",
            })  # fmt: skip
    with at(DAYS.drafted):
        plan = draft_plan(people["po1"])
        people["po1"].do(plan, "submit_for_review", flow="plan")
    for when, login, name in (
        (DAYS.reviewed, "ph1", "approve_in_unit"), (DAYS.consented, "pb1", "consent"), (DAYS.submitted, "ph1", "submit"),
        (DAYS.taken, "fo1", "take"),
    ):  # fmt: skip
        with at(when):
            people[login].do(plan, name, flow="plan")
    item = plans.only_item(plan)
    with at(DAYS.recommended):
        opinion = {"opinion": "现有预算可以统筹，各预算项目余额充足，同意安排。", f"proposed_{item.pk}": "approve"}
        people["fo1"].do(plan, "recommend", opinion, flow="plan")
    with at(DAYS.approved):
        people["fa1"].do(plan, "approve", flow="plan")
    with at(DAYS.checked):
        check_secrecy(people, "plan")
    with at(DAYS.published):
        sweep()
    plan.refresh_from_db()
    assert plan.state == "published"
    item.refresh_from_db()
    return item


def draft_plan(desk: Desk) -> AnnualPlan:
    desk.go("/desk/plans/new/")
    desk.send({"fiscal_year": 2025})
    plan = AnnualPlan.objects.get()
    desk.go(f"/desk/plans/{plan.pk}/items/new/")
    for prefix in ("tasks", "funding", "targets"):
        wanted = {"tasks": len(ITEM.tasks), "funding": len(ITEM.funding), "targets": 5}[prefix]
        add_rows(desk, prefix, wanted)
    lines = dict(BudgetLine.objects.values_list("code", "pk"))
    rows = {}
    for n, task in enumerate(ITEM.tasks):
        rows |= {
            f"tasks-{n}-name": task.name, f"tasks-{n}-unit": task.unit, f"tasks-{n}-quantity": plain(task.quantity),
            f"tasks-{n}-unit_price": plain(task.unit_price),
        }  # fmt: skip
    for n, (code, amount) in enumerate(ITEM.funding.items()):
        rows |= {f"funding-{n}-line": lines[code], f"funding-{n}-amount": plain(amount)}
    for n, target in enumerate(ITEM.values["targets"]):
        rows |= {f"targets-{n}-{key}": value for key, value in target.items()}
    desk.send({
        "catalogue_item": ITEM.code, "title": ITEM.title, "summary": ITEM.values["summary"],
        "amount": plain(ITEM.amount), "category": "F1", "method": "open_tender", "expected_month": "2025-01",
        "to_public": True, "pilot": True, "is_public_duty": True, "is_marketable": True, "is_affordable": True,
        "reservation": "none", "reservation_reason": ITEM.values["reservation_reason"],
        "supplier_conditions": plans.DECLARED["supplier_conditions"], **rows,
    })  # fmt: skip
    return plan


def add_rows(desk: Desk, prefix: str, wanted: int) -> None:
    """Press "add a row" until the sheet has as many as are wanted."""
    sheet = desk.page.locator(f'[data-rows="{prefix}"]')
    while int(sheet.locator(f'[name="{prefix}-TOTAL_FORMS"]').input_value()) < wanted:
        sheet.locator("[data-row-add]").click()


def specify(cast: Cast, people: People, item: PlanItem) -> Procurement:
    """Intention, requirement with survey, comments, reviews and counsel, and the implementation plan."""
    days = intentions.SC01_DAYS
    with at(days.drafted):
        people["po1"].press("/desk/intentions/", f"/desk/intentions/start/{item.pk}/")
    with at(days.checked):
        check_secrecy(people, "intention")
    with at(days.released):
        people["ph1"].do(item.intention, "release", flow="intention")
    requirement = write_requirement(people, item)
    with at(beijing(2025, 1, 17, 11)):
        people["fo1"].go("/desk/budget/record/")
        document = {"document": "景财预〔2025〕3号", "on": "2025-01-17"}
        people["fo1"].send({"purchaser": cast.purchasers["cityorder"].pk, "fiscal_year": 2025, **document})
    with at(beijing(2025, 1, 17, 16)):
        people["fa1"].go("/desk/budget/confirm/")
        people["fa1"].send({"purchaser": cast.purchasers["cityorder"].pk, "fiscal_year": 2025})
    with at(requirements.SC01_DAYS.frozen):
        people["ph1"].do(requirement, "freeze", flow="requirement")
    with at(beijing(2025, 1, 20, 10)):
        one = {
            "operator": "po1",
            "opening_officer": "po3",
            "contract_reviewer": "po2",
            "acceptance_organiser": "po2",
            "unit_finance": "pf1",
        }
        several = {"representatives": ("pr1", "pr2"), "acceptance_members": ("pv1", "pv2")}
        people["ph1"].do(item, "release", {
            "agency": cast.organisations["agent"].pk,
            **{duty: cast.user(login).pk for duty, login in one.items()},
            **{duty: [cast.user(login).pk for login in logins] for duty, logins in several.items()},
        }, flow="plan_item")  # fmt: skip
    return Procurement.objects.get(ocid=item.ocid)


def write_requirement(people: People, item: PlanItem) -> Requirement:
    spec, days = requirements.SC01, requirements.SC01_DAYS
    with at(days.drafted):
        people["po1"].press("/desk/requirements/", f"/desk/requirements/start/{item.pk}/")
    requirement = Requirement.objects.get(plan_item=item)
    with at(days.surveyed):
        desk = people["po1"]
        surveyed(desk, requirement, spec.survey[:3])
        surveyed(desk, requirement, spec.survey)
        desk.do(requirement, "finish_survey", flow="requirement")
    with at(days.checked):
        check_secrecy(people, "needs")
    with at(days.opened):
        people["po1"].do(requirement, "open_comment", {"comment_until": "2025-01-13"}, flow="requirement")
    for said in spec.comments:
        with at(said.at):
            say(people, requirement, said.name, said.text)
    with at(days.answered):
        for row, said in zip(requirement.comments.order_by("pk"), spec.comments, strict=True):
            people["po1"].go(requirement.get_absolute_url())
            form = people["po1"].page.locator(f'form[action$="/comments/{row.pk}/"]')
            form.locator("textarea").fill(said.answer)
            people["po1"].click(form.locator("button").first)
    with at(days.reviewed):
        people["po2"].do(requirement, "pass_general_review", flow="requirement")
        for login, section, text in spec.panel:
            people[login].go(requirement.get_absolute_url())
            people[login].send({"section": section, "passed": "yes", "text": text})
        people["po2"].do(requirement, "pass_key_review", flow="requirement")
    with at(days.counsel):
        people["lc1"].do(requirement, "check_contract_text", flow="requirement")
    return requirement


def surveyed(desk: Desk, requirement: Requirement, survey: tuple[tuple[str, str], ...]) -> None:
    """Three empty rows stand on the page at a time; saving brings three more."""
    desk.go(f"/desk/requirements/{requirement.pk}/edit/")
    rows = {}
    for n, (subject, findings) in enumerate(survey):
        rows |= {f"survey-{n}-subject": subject, f"survey-{n}-asked_on": "2025-01-03", f"survey-{n}-findings": findings}
    desk.send({**requirements.SC01.texts, **rows})


def say(people: People, requirement: Requirement, name: str, text: str) -> None:
    """Anybody, without a log-in, comments on the published needs."""
    from disclosure.item.models import DisclosureItem

    public = DisclosureItem.objects.get(kind="needs", subject_pk=str(requirement.pk))
    context = people.open_context()
    page = context.new_page()
    page.goto(f"/notices/{public.pk}/comment/")
    page.fill("[name=text]", text)
    page.fill("[name=name]", name)
    page.locator("main form[method=post] button[type=submit]").click()
    page.wait_for_load_state()
    assert "YJ2025" in page.content()
    context.close()


def tender(cast: Cast, people: People, procurement: Procurement) -> None:
    """Document, notice, takers and one clarification."""
    base = procurement.get_absolute_url()
    days = tenders.SC01_DAYS
    with at(days.drafted):
        desk = people["ag1"]
        desk.press(base, "/document/start/")
        write_document(desk, f"{base}document/edit/", tenders.CRITERIA[:3])
        write_document(desk, f"{base}document/edit/", tenders.CRITERIA)
    with at(days.prepared):
        people["ag1"].do(procurement, "prepare_document", flow="procurement", key=procurement.ocid)
    with at(days.checked):
        check_secrecy(people, "notice")
    with at(days.announced):
        people["ph1"].do(procurement, "announce", flow="procurement", key=procurement.ocid)
    with at(beijing(2025, 1, 23, 14)):
        for login in ("s1", "s2", "s3", "s4"):
            people[login].press(f"/desk/opportunities/{procurement.ocid}/", "/take/")
    with at(tenders.SC01_CLARIFIED - timedelta(hours=1)):
        people["ag1"].go(f"{base}clarifications/new/")
        people["ag1"].send({"text": tenders.SC01_CLARIFICATION, "affects_bids": True})
        check_secrecy(people, "clarification")
    with at(tenders.SC01_CLARIFIED):
        people["ph1"].do(Clarification.objects.get(), "release", flow="clarification")
    tenders.take_documents(cast, procurement, tenders.SC01_TAKERS[4:], beijing(2025, 1, 31, 10), at=at)


def enrol(people: People) -> dict[str, str]:
    """Each key holder registers a key; the passphrase is read off the page that shows it once."""
    passphrases = {}
    with at(beijing(2025, 1, 20, 15)):
        for login in ("po3", "ag2", "su1"):
            people[login].go("/desk/key/")
            people[login].send()
            passphrases[login] = people[login].page.locator("main .code").inner_text().strip()
    return passphrases


def write_document(desk: Desk, address: str, criteria: tuple[tuple[str, str, bool, str], ...]) -> None:
    desk.go(address)
    rows = {}
    for n, (name, points, objective, standard) in enumerate(criteria):
        rows |= {
            f"criteria-{n}-name": name, f"criteria-{n}-points": points, f"criteria-{n}-objective": objective,
            f"criteria-{n}-standard": standard,
        }  # fmt: skip
    desk.send({
        "ceiling": "9600000", "closes_at": "2025-02-18T09:30", "price_weight": 20, "opening_place": "市公共资源交易中心三号开标室",
        "checks": ["R-70", "R-71", "R-72"], "submission": "投标函、报价表、服务方案、资格证明文件、业绩证明文件、声明函。", **rows,
    })  # fmt: skip
