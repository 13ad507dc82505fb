"""The letter with a sign-in link, and the hands that carry it.

A mailer is opened before it is known whether there is anybody to write to: so an unknown address
takes as long as a known one, and a mail server that is down is noticed for both.
"""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol

from newsroom_agents.pipeline.mailing import Mail, MailServer, OpenServer, composed
from newsroom_agents.settings import MailSettings


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
        self._server = MailServer(settings, site)

    def open(self) -> Letterbox:
        """Connect, for one letter or none."""
        return _SmtpLetterbox(self._server.open())


class _SmtpLetterbox:
    """One connection to a mail server, for one letter or none."""

    def __init__(self, server: OpenServer) -> None:
        self._server = server

    def send(self, letter: Letter) -> None:
        """Send the letter as plain text."""
        self._server.send(_mail_of(letter))

    def close(self) -> None:
        """Take leave, or hang up when the server does not answer."""
        self._server.close()


def message_of(letter: Letter, sender: str, domain: str) -> EmailMessage:
    """Return the mail with a sign-in link as it is sent."""
    return composed(_mail_of(letter), sender, domain)


def _mail_of(letter: Letter) -> Mail:
    return Mail(
        to=letter.address,
        subject=f"Your sign-in link for {letter.title}",
        text=(
            f"This link signs you in to {letter.title}:\n\n{letter.link}\n\n"
            f"It works once, for {letter.minutes} minutes, in any browser.\n\n"
            "If you did not ask for it, do nothing: without the link nobody can sign in.\n"
        ),
        written=letter.written,
    )
