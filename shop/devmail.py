"""Mails as files in development: var/mail/<when>.eml, and the console says where."""

import logging
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends import filebased

logger = logging.getLogger(__name__)


class EmailBackend(filebased.EmailBackend):
    _fname: str | None

    def _get_filename(self) -> str:
        if self._fname is None:
            self._fname = str(super()._get_filename()).removesuffix(".log") + ".eml"  # type: ignore[misc]  # no stub
        return self._fname

    def write_message(self, message: EmailMessage) -> None:
        """The bare message, so that any mail program opens the file."""
        self.stream.write(message.message().as_bytes() + b"\n")  # type: ignore[arg-type]  # opened as bytes

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        sent = 0
        for message in email_messages:
            sent += super().send_messages([message]) or 0
            # A warning, so that the worker's quiet log on a developer's machine shows it too.
            logger.warning("mail %r written to %s", message.subject, self._fname)
            self._fname = None  # the next message gets a file of its own
        return sent
