"""The arithmetic of an evaluation, pure and exact: fractions to the end, one rounding half up (handbook §7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

HUNDRED = Fraction(100)


@dataclass(frozen=True)
class Part:
    """One indicator as one party scored it: points given of points at most."""

    given: Fraction
    most: Fraction


def in_proportion(points: Fraction, actual: Fraction, target: Fraction) -> Fraction:
    """points × min(actual / target, 1): what a quantitative indicator earns where more is better."""
    return points * min(actual / target, Fraction(1))


def party(parts: Sequence[Part]) -> Fraction:
    """A party's result of 100: Σ given / Σ most × 100 over what it scores."""
    return sum((p.given for p in parts), Fraction(0)) / sum((p.most for p in parts), Fraction(0)) * HUNDRED


def answer(levels: Mapping[str, int], weights: Mapping[str, Fraction], scale: Mapping[int, Fraction]) -> Fraction:
    """One set of answers: Σ(weight × level) / Σ weight over its questions, of 100."""
    total = sum((weights[q] * scale[levels[q]] for q in weights), Fraction(0))
    return total / sum(weights.values(), Fraction(0))


def mean(answers: Sequence[Fraction]) -> Fraction:
    """The recipients' result: the mean of the valid answers. Raises ValueError without any."""
    if not answers:
        raise ValueError("no valid answers")
    return sum(answers, Fraction(0)) / len(answers)


def final(results: Sequence[tuple[Fraction, Fraction]]) -> Decimal:
    """Σ weight% × party result, rounded half up to 0.01 once. Each pair is (weight in percent, result of 100)."""
    exact = sum((weight * result / HUNDRED for weight, result in results), Fraction(0))
    return rounded(exact)


def rounded(exact: Fraction) -> Decimal:
    """Half up to two places, from the exact fraction."""
    cents = (exact * 100 * 2 + 1) // 2
    return (Decimal(int(cents)) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def band(score: Decimal, floors: Sequence[tuple[str, Decimal]]) -> str:
    """The band whose floor the score reaches; `floors` from the highest down (R-99)."""
    return next(name for name, floor in floors if score >= floor)
