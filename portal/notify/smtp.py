"""One message to an SMTP server, step by step, so that the moment before its text goes out can be committed."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Refused(Exception):
    """The server answered no: for good (5xx) or for now (4xx)."""

    code: int
    answer: str
    for_good: bool

    def __str__(self) -> str:
        return f"{self.code} {self.answer}"


class Unanswered(Exception):
    """The whole text went out and no answer came: the message may have been accepted."""


def hand_over(
    server: smtplib.SMTP, sender: str, recipient: str, message: bytes, *, before_text: Callable[[], None], wait: float
) -> None:
    """Send one message; `before_text` is called when the server has agreed to take it, `wait` is in seconds.

    Raises Refused, Unanswered, and OSError (smtplib's among them) where the message was certainly not accepted.
    """
    server.ehlo_or_helo_if_needed()
    _expect(server.mail(sender), 250, fatal=False)
    _expect(server.rcpt(recipient), 250)
    _expect(server.docmd("DATA"), 354)
    before_text()
    server.send(_quoted(message) + b".\r\n")
    try:
        answer = _answer(server, wait)
    except OSError as error:
        raise Unanswered(f"{type(error).__name__}: {error}") from error
    _expect(answer, 250)


def _answer(server: smtplib.SMTP, wait: float) -> tuple[int, bytes]:
    """The server's answer to the text, waited for longer than for others."""
    assert server.sock is not None
    usual = server.sock.gettimeout()
    server.sock.settimeout(wait)
    answer = server.getreply()
    server.sock.settimeout(usual)
    return answer


def _expect(answer: tuple[int, bytes], code: int, *, fatal: bool = True) -> None:
    """A 5xx to the sender's address is about us, not about this message, and so not for good."""
    got, text = answer
    if got == code or (code == 250 and got == 251):
        return
    raise Refused(got, text.decode("utf-8", "replace"), for_good=fatal and 500 <= got < 600)


def _quoted(message: bytes) -> bytes:
    """Line ends as CRLF, lines that begin with a dot doubled (RFC 5321 §4.5.2)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", message)
    lines = re.sub(rb"(?m)^\.", b"..", lines)
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"
