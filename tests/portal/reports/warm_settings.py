"""The tests' settings with templates of the tests' own: examples of papers, and bombs."""

from pathlib import Path

from tests.settings import *  # noqa: F403

TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"]  # noqa: F405
