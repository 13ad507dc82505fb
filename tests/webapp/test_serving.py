"""Listening for browsers."""

import socket

from newsroom_agents.webapp.serving import listen


def test_a_small_answer_is_sent_at_once_and_not_kept_back_until_its_headers_are_confirmed() -> None:
    with (
        listen("127.0.0.1", 0) as listening,
        socket.create_connection(listening.getsockname()),
    ):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
