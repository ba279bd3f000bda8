"""Letters through the mail backend of the settings: SMTP in an office, files where no server is named."""

from __future__ import annotations

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from motcua.services.notifications.ports import CarrierAway, Message, Never, NotNow

log = logging.getLogger("motcua.gateways.mail")


class Mail:
    """One connection for a batch."""

    def __init__(self) -> None:
        self.connection = get_connection(fail_silently=False)

    def open(self) -> None:
        """Connect.

        Raises:
            CarrierAway: no server.
        """
        try:
            self.connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise CarrierAway(f"mail server does not answer: {error}") from error

    def send(self, message: Message) -> str:
        """Hand one letter over; its Message-ID.

        Raises:
            CarrierAway: the line was cut.
            NotNow, Never: refused with a 4xx, a 5xx.
        """
        name = f"<notice.{message.id}@{_domain()}>"
        letter = EmailMessage(
            subject=message.subject,
            body=message.text,
            to=[message.to],
            connection=self.connection,
            headers={"Message-ID": name, "Auto-Submitted": "auto-generated"},
        )
        try:
            letter.send()
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, ValueError) as error:
            raise (Never if _for_ever(error) else NotNow)(str(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise CarrierAway(f"mail server went away: {error}") from error
        return name

    def close(self) -> None:
        """Hang up; a server that did so first is no fault."""
        try:
            self.connection.close()
        except (OSError, smtplib.SMTPException):
            log.info("the mail server closed the door first")


def _for_ever(error: Exception) -> bool:
    """A 5xx answer is for good; a 4xx (mailbox full, come later) is not. A bad address never becomes a good one."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    return True


def _domain() -> str:
    return settings.PUBLIC_URL.split("//", 1)[-1].split("/", 1)[0].split(":", 1)[0]
