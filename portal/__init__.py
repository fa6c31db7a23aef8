"""The project package: composition root on top, kernel below; it knows no procurement."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
