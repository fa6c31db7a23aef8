"""Input of the decision: none; the page shows whom the report ranks first."""

from __future__ import annotations

from typing import Any

from django import forms

from purchasing.procurement.models import Procurement
from purchasing.review.queries import ranking_of


class CandidateForm(forms.Form):
    """Nothing is chosen here: the award follows the ranked list (O87 art. 68), which stands above the button."""

    shows = "purchasing/award/_candidate.html"

    def __init__(self, data: Any = None, files: Any = None, *, subject: Procurement, actor: Any = None) -> None:
        super().__init__(data, files)
        self.ranking = ranking_of(subject)
