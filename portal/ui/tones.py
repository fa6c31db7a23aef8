"""Which tone a state is shown in; a word and a shape always go with it."""

from __future__ import annotations

from portal.ui.parts import Tone

_OK = """
approved published effective awarded notice_sent in_force completed passed paid finalised applied answered unit_approved
screened reported_to_government reviewed_general reviewed_key frozen conforming qualified contracted released linked signed sent congress_approved
""".split()
_WAIT = """
unit_review submitted finance_review funding_check awaiting_additional_budget suspended finance_check requested
rectifying re_inspecting feedback returned passed_with_deduction under_review need_correction filed accepted
""".split()
_BAD = """
rejected refused failed voided terminated invalid unqualified nonconforming ended_early not_accepted founded_effect
""".split()
_MUTE = (
    "draft drafting planned preparing withdrawn closed archived expired cancelled reserve sealed not_awarded".split()
)

_TONES: dict[str, Tone] = {
    **dict.fromkeys(_OK, "ok"),
    **dict.fromkeys(_WAIT, "wait"),
    **dict.fromkeys(_BAD, "bad"),
    **dict.fromkeys(_MUTE, "mute"),
}


def tone_of(state: str) -> Tone:
    """The tone of a state; states named failed_… are bad, unknown ones neutral."""
    return _TONES.get(state) or ("bad" if state.startswith("failed") else "info")
