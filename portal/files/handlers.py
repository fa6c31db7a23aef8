"""Upload handlers: refuse early what is too large, and keep sealed bids out of temporary files."""

from __future__ import annotations

import io
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from portal.files.content import max_upload_bytes
from portal.files.refusals import refused

FORM_SLACK = 2 * 2**20


class UploadTooLarge(RequestDataTooBig):
    """More was sent than one request may hold; `refusals` says so in words (413)."""

    status_code = 413

    def __init__(self, limit: int, code: str = "too_large") -> None:
        self.refusals = refused(code, limit=limit).refusals
        super().__init__(str(self.refusals[0].message))


class LimitedUploadHandler(FileUploadHandler):
    """First in FILE_UPLOAD_HANDLERS: stops a request by its Content-Length, or by what really arrives."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.limit = 2 * max_upload_bytes()
        self.received = 0

    def handle_raw_input(
        self, input_data: Any, meta: dict[str, Any], content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        if content_length > self.limit + FORM_SLACK:
            raise UploadTooLarge(self.limit)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > self.limit:
            raise UploadTooLarge(self.limit)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class InMemoryOnlyUploadHandler(FileUploadHandler):
    """For sealed bids: whole uploads stay in memory and no spool file ever exists; beyond the limit the request stops.

    Install before anything reads the body, in a view that is csrf_exempt outside and csrf_protect inside:
    `request.upload_handlers = [InMemoryOnlyUploadHandler(request, limit=…)]`. `limit` is for all files together, in bytes.
    """

    def __init__(self, request: HttpRequest | None = None, *, limit: int | None = None) -> None:
        super().__init__(request)
        self.limit = limit or max_upload_bytes()
        self.received = 0
        self.buffer = io.BytesIO()

    def handle_raw_input(
        self, input_data: Any, meta: dict[str, Any], content_length: int, boundary: Any, encoding: str | None = None
    ) -> None:
        if content_length > self.limit + FORM_SLACK:
            raise UploadTooLarge(self.limit, "not_in_memory")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.buffer = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.received += len(raw_data)
        if self.received > self.limit:
            raise UploadTooLarge(self.limit, "not_in_memory")
        self.buffer.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.buffer.seek(0)
        return InMemoryUploadedFile(
            file=self.buffer,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
