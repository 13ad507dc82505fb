"""The letter with a sign-in link, and the hands that carry it.

A mailer is opened before it is known whether there is anybody to write to: so an unknown address
takes as long as a known one, and a mail server that is down is noticed for both.
"""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Protocol
from urllib.parse import urlsplit

from newsroom_agents.errors import MailError
from newsroom_agents.settings import MailSettings

_IMPLICIT_TLS = 465
_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Letter:
    """A sign-in link on its way to a reader."""

    address: str
    link: str
    minutes: int
    title: str
    written: datetime


class Letterbox(Protocol):
    """An open way to the mail server."""

    def send(self, letter: Letter) -> None:
        """Hand a letter over.

        Raises:
            MailError: The server did not take it.
        """

    def close(self) -> None:
        """Close the way; whatever goes wrong with that is of no matter any more."""


class Mailer(Protocol):
    """Whatever can carry a letter."""

    def open(self) -> Letterbox:
        """Open a way to the mail server.

        Raises:
            MailError: It cannot be reached, or does not let us in.
        """


class SmtpMailer:
    """A mail server, as the settings name it; `site` is the address of the publication."""

    def __init__(self, settings: MailSettings, site: str) -> None:
        self._settings = settings
        self._domain = urlsplit(site).hostname or "localhost"

    def open(self) -> Letterbox:
        """Connect, switch to TLS where asked for, and sign in where there is a name."""
        wanted = self._settings
        try:
            server = self._connected()
            try:
                if wanted.starttls and wanted.port != _IMPLICIT_TLS:
                    server.starttls(context=ssl.create_default_context())
                if wanted.user:
                    server.login(wanted.user, wanted.password.get_secret_value())
            except BaseException:
                server.close()
                raise
        except (OSError, smtplib.SMTPException) as error:
            msg = f"the mail server {wanted.host}:{wanted.port} cannot be used: {_reason(error)}"
            raise MailError(msg) from error
        return _SmtpLetterbox(server, wanted.sender or f"noreply@{self._domain}", self._domain)

    def _connected(self) -> smtplib.SMTP:
        host, port, name = self._settings.host, self._settings.port, self._domain
        if port == _IMPLICIT_TLS:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, name, timeout=_SECONDS, context=context)
        return smtplib.SMTP(host, port, name, timeout=_SECONDS)


class _SmtpLetterbox:
    """One connection to a mail server, for one letter or none."""

    def __init__(self, server: smtplib.SMTP, sender: str, domain: str) -> None:
        self._server, self._sender, self._domain = server, sender, domain

    def send(self, letter: Letter) -> None:
        """Send the letter as plain text."""
        try:
            self._server.send_message(message_of(letter, self._sender, self._domain))
        except (OSError, smtplib.SMTPException, ValueError) as error:
            msg = f"the mail server did not take a letter: {_reason(error)}"
            raise MailError(msg) from error

    def close(self) -> None:
        """Take leave, or hang up when the server does not answer."""
        try:
            self._server.quit()
        except (OSError, smtplib.SMTPException):
            self._server.close()


def message_of(letter: Letter, sender: str, domain: str) -> EmailMessage:
    """Return the mail with a sign-in link: plain text, nothing to load."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"Your sign-in link for {letter.title}"
    message["From"] = sender
    message["To"] = letter.address
    message["Date"] = format_datetime(letter.written)
    message["Message-ID"] = make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        f"This link signs you in to {letter.title}:\n\n{letter.link}\n\n"
        f"It works once, for {letter.minutes} minutes, in any browser.\n\n"
        "If you did not ask for it, do nothing: without the link nobody can sign in.\n",
        cte="quoted-printable",
    )
    return message


def _reason(error: Exception) -> str:
    """Say what went wrong without repeating what the server says of the person it refused."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"it answered {error.smtp_code}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "it refused the address"
    return type(error).__name__
