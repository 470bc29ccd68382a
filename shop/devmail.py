"""Mails as files in development: var/mail/<when>.eml, and the console says where."""

import logging
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends import filebased

logger = logging.getLogger(__name__)


class EmailBackend(filebased.EmailBackend):
    def _get_filename(self) -> str:
        return str(super()._get_filename()).removesuffix(".log") + ".eml"  # type: ignore[misc]  # Django's, not in the stubs

    def write_message(self, message: EmailMessage) -> None:
        """The bare message, so that any mail program opens the file."""
        self.stream.write(message.message().as_bytes() + b"\n")  # type: ignore[arg-type]  # opened as bytes

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        sent = 0
        for message in messages:
            sent += super().send_messages([message]) or 0
            logger.info("mail %r written to %s", message.subject, self._fname)
            self._fname: str | None = None  # the next message gets a file of its own
        return sent
