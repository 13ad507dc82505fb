"""The way to the mail server, for readers' sign-in links and editors' notices alike."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from urllib.parse import urlsplit

from newsroom_agents.errors import MailError
from newsroom_agents.settings import MailSettings

_IMPLICIT_TLS = 465
_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail of plain text; one that is sent twice under one `name` is the same mail."""

    to: str
    subject: str
    text: str
    written: datetime
    name: str = ""


class OpenServer:
    """One connection to a mail server; mails go from one sender."""

    def __init__(self, server: smtplib.SMTP, sender: str, domain: str) -> None:
        self._server, self._sender, self._domain = server, sender, domain

    def send(self, mail: Mail) -> None:
        """Hand a mail over.

        Raises:
            MailError: The server did not take it.
        """
        try:
            self._server.send_message(composed(mail, self._sender, self._domain))
        except (OSError, smtplib.SMTPException, ValueError) as error:
            msg = f"the mail server did not take a letter: {_reason(error)}"
            raise MailError(msg) from error

    def close(self) -> None:
        """Take leave, or hang up when the server does not answer."""
        try:
            self._server.quit()
        except (OSError, smtplib.SMTPException):
            self._server.close()


class MailServer:
    """A mail server, as the settings name it; `site` is the address of the publication."""

    def __init__(self, settings: MailSettings, site: str) -> None:
        self._settings = settings
        self._domain = urlsplit(site).hostname or "localhost"

    def open(self) -> OpenServer:
        """Connect, switch to TLS where asked for, and sign in where there is a name.

        Raises:
            MailError: It cannot be reached, or does not let us in.
        """
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
        return OpenServer(server, wanted.sender or f"noreply@{self._domain}", self._domain)

    def _connected(self) -> smtplib.SMTP:
        host, port, name = self._settings.host, self._settings.port, self._domain
        if port == _IMPLICIT_TLS:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, name, timeout=_SECONDS, context=context)
        return smtplib.SMTP(host, port, name, timeout=_SECONDS)


def composed(mail: Mail, sender: str, domain: str) -> EmailMessage:
    """Return a mail as it is sent: plain text, nothing to load."""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = mail.subject
    message["From"] = sender
    message["To"] = mail.to
    message["Date"] = format_datetime(mail.written)
    message["Message-ID"] = f"<{mail.name}@{domain}>" if mail.name else make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="quoted-printable")
    return message


def _reason(error: Exception) -> str:
    """Say what went wrong without repeating what the server says of the person it refused."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"it answered {error.smtp_code}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "it refused the address"
    return type(error).__name__
