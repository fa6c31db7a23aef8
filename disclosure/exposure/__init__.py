"""What the public sees, field by field: from which event, under which rule, and what is masked."""

from disclosure.exposure import delivery, preparation, tendering
from disclosure.exposure.registry import (
    REGISTRY,
    Column,
    Exposure,
    Field,
    Masked,
    Summary,
    content_for,
    exposure_of,
)

__all__ = [
    "REGISTRY",
    "Column",
    "Exposure",
    "Field",
    "Masked",
    "Summary",
    "content_for",
    "delivery",
    "exposure_of",
    "preparation",
    "tendering",
]
