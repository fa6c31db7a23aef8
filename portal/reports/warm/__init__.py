"""A warm parent that forks one limited child for each paper, and the client that talks to it."""

from portal.reports.warm.client import Rendered, RenderingFailed, Warm, renderer

__all__ = ["Rendered", "RenderingFailed", "Warm", "renderer"]
