"""A change of a rule that waits for approval: results are to be announced a working day sooner from next month on."""

from __future__ import annotations

from datetime import date

from portal.demo.cases.days import back, hour
from portal.demo.stage import Stage, at
from portal.demo.story.rules import propose
from portal.values import clock


def play(stage: Stage) -> None:
    today = clock.today()
    begins = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    with at(hour(back(today), 15)):
        propose(
            stage.cast, "R-31-notice", "1", begins,
            instrument="市财政局关于加快公告采购结果的通知（虚构）", article="第三条",
        )  # fmt: skip
