"""The app's models, gathered from its aggregates."""

from purchasing.account.models import AccountLine, FinalAccount
from purchasing.additional.models import AdditionalBudgetRequest, OutsideAct
from purchasing.adjustment.models import PlanAdjustment
from purchasing.award.models import Award
from purchasing.bid.models import Bid, BidVersion, KeyHolder, KeyWrap, ProcurementKey
from purchasing.budget.models import BudgetLine, LedgerEntry, Reconciliation
from purchasing.funding.models import BudgetHold
from purchasing.group.models import GroupMatter, GroupMeeting, GroupMember, GroupTask
from purchasing.intention.models import Intention
from purchasing.opening.models import KeyPart, OpenedBid, Opening, UnopenedBid
from purchasing.plan.models import AnnualPlan, ItemFunding, PlanApproval, PlanItem, TaskLine
from purchasing.procurement.models import Appointment, Procurement
from purchasing.publication.models import Publication
from purchasing.purchaser.models import Purchaser
from purchasing.requirement.models import NeedComment, Requirement, ReviewOpinion, SurveyRecord
from purchasing.reserve.models import ReserveRank
from purchasing.review.models import (
    Committee,
    CommitteeMember,
    ConformityResult,
    Expert,
    QualificationResult,
    Ranking,
    Score,
)
from purchasing.rollup.models import PlanRollup, RollupRow
from purchasing.sheet.models import BudgetSheet, SheetRow
from purchasing.splitting.models import SplittingPermit
from purchasing.supplier.models import Supplier
from purchasing.tender.models import Clarification, Criterion, DocumentTaking, PriceItem, TenderDocument
from purchasing.transfer.models import BudgetTransfer
from purchasing.workbook.models import PlanWorkbook

__all__ = [
    "AccountLine",
    "AdditionalBudgetRequest",
    "AnnualPlan",
    "Appointment",
    "Award",
    "Bid",
    "BidVersion",
    "BudgetHold",
    "BudgetLine",
    "BudgetSheet",
    "BudgetTransfer",
    "Clarification",
    "Committee",
    "CommitteeMember",
    "ConformityResult",
    "Criterion",
    "DocumentTaking",
    "Expert",
    "FinalAccount",
    "GroupMatter",
    "GroupMeeting",
    "GroupMember",
    "GroupTask",
    "Intention",
    "ItemFunding",
    "KeyHolder",
    "KeyPart",
    "KeyWrap",
    "LedgerEntry",
    "NeedComment",
    "OpenedBid",
    "Opening",
    "OutsideAct",
    "PlanAdjustment",
    "PlanApproval",
    "PlanItem",
    "PlanRollup",
    "PlanWorkbook",
    "PriceItem",
    "Procurement",
    "ProcurementKey",
    "Publication",
    "Purchaser",
    "QualificationResult",
    "Ranking",
    "Reconciliation",
    "Requirement",
    "ReserveRank",
    "ReviewOpinion",
    "RollupRow",
    "Score",
    "SheetRow",
    "SplittingPermit",
    "Supplier",
    "SurveyRecord",
    "TaskLine",
    "TenderDocument",
    "UnopenedBid",
]
