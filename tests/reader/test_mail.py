"""The letter with a sign-in link, and a mail server that is none."""

from dataclasses import replace

import pytest
from pydantic import SecretStr

from newsroom_agents.errors import MailError
from newsroom_agents.reader.mail import Letter, SmtpMailer, message_of
from newsroom_agents.settings import MailSettings

from .builders import NOW, MailServer, free_port, smtp

SITE = "https://courier.example"
LETTER = Letter(
    address="ana@reader.example",
    link="https://courier.example/sign-in/confirm?token=" + "x" * 80,
    minutes=15,
    title="Der Küstenkurier",
    written=NOW,
)


def settings(port: int, **changes: object) -> MailSettings:
    return MailSettings.model_validate({"host": "127.0.0.1", "port": port, **changes})


def test_the_letter_holds_the_whole_link_on_one_line_and_nothing_to_load() -> None:
    message = message_of(LETTER, "desk@courier.example", "courier.example")
    assert message.get_content_type() == "text/plain"
    assert LETTER.link in message.get_content().splitlines()
    assert message["Subject"] == "Your sign-in link for Der Küstenkurier"
    assert str(message["Message-ID"]).endswith("@courier.example>")


def test_a_letter_arrives_as_it_was_written(mails: MailServer) -> None:
    box = smtp(mails.port).open()
    box.send(LETTER)
    box.close()
    assert LETTER.link in mails.letter().get_content().splitlines()
    assert mails.letter()["Subject"] == "Your sign-in link for Der Küstenkurier"


def test_no_header_can_be_smuggled_into_a_letter(mails: MailServer) -> None:
    box = smtp(mails.port).open()
    with pytest.raises(MailError, match="ValueError"):
        box.send(replace(LETTER, title="Courier\r\nBcc: bo@reader.example"))
    box.close()
    assert mails.held == []


def test_a_server_without_the_tls_that_was_asked_for_is_not_used(mails: MailServer) -> None:
    with pytest.raises(MailError, match="cannot be used: SMTPNotSupportedError"):
        SmtpMailer(settings(mails.port), SITE).open()


def test_a_server_that_does_not_let_us_in_is_told_without_the_password(mails: MailServer) -> None:
    wanted = settings(mails.port, starttls=False, user="desk", password=SecretStr("pw-invented"))
    with pytest.raises(MailError) as caught:
        SmtpMailer(wanted, SITE).open()
    assert "pw-invented" not in str(caught.value)


def test_a_server_that_is_away_is_told_by_its_address() -> None:
    port = free_port()
    with pytest.raises(MailError, match=f"127.0.0.1:{port} cannot be used: ConnectionRefused"):
        SmtpMailer(settings(port), SITE).open()
