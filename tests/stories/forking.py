"""Commands without the second in which Python loads the house: that is done once for all of them.

A process that has the house loaded waits here, and each command runs in a fork of it: a process of
its own, with its own arguments, environment, folder, output and exit code, through the function
that `newsroom` calls. What needs a Python that starts from nothing (a kill at a chance moment, what
a command loads) starts one: see `Shop.killed_after` and tests/house.
"""

import atexit
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType

_ROOT = Path(__file__).parents[2]
_MOST = 1 << 17
"""The bytes of a request; one message carries it whole."""
_NUMBER = 16
"""The bytes of a number in an answer."""


@dataclass(frozen=True, slots=True)
class Forks:
    """The waiting process; any number of threads may ask it at once."""

    asking: socket.socket
    process: subprocess.Popen[bytes]

    def run(
        self, arguments: Sequence[str], env: Mapping[str, str], folder: Path, seconds: float
    ) -> tuple[int, str, str]:
        """Run one command to its end, and return its exit code and both outputs.

        Raises:
            subprocess.TimeoutExpired: It took longer than `seconds`, and was killed.
        """
        asked = json.dumps({"arguments": arguments, "env": dict(env), "folder": str(folder)})
        hears, says = os.pipe()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            with os.fdopen(hears, "rb", 0) as told:
                with os.fdopen(says, "wb", 0):
                    files = [out.fileno(), err.fileno(), says]
                    socket.send_fds(self.asking, [asked.encode()], files)
                child = int(told.read(_NUMBER))
                if not select.select([told], [], [], seconds)[0]:
                    os.kill(child, signal.SIGKILL)
                    raise subprocess.TimeoutExpired(list(arguments), seconds)
                code = int(told.read(_NUMBER))
            out.seek(0)
            err.seek(0)
            return code, out.read().decode(), err.read().decode()

    def close(self) -> None:
        """Let the process end."""
        self.asking.close()
        self.process.wait()


@cache
def forks() -> Forks:
    """Start the waiting process; there is one for each process that runs tests."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            cwd=_ROOT,
        )
    started = Forks(ours, process)
    atexit.register(started.close)
    return started


def _wait(asked: socket.socket) -> None:
    """Answer requests until nobody can ask any more."""
    import newsroom_agents.archive.upgrading
    import newsroom_agents.cli.main
    import newsroom_agents.newsroom  # noqa: F401 - loaded before any request

    assert threading.active_count() == 1, "a fork carries one thread on"
    gc.freeze()
    signal.signal(signal.SIGCHLD, _reap)
    while True:
        request, files, _, _ = socket.recv_fds(asked, _MOST, 3)
        if not request:
            return
        if os.fork() == 0:
            asked.close()
            _keep(request, *files)
        for file in files:
            os.close(file)


def _reap(number: int, frame: FrameType | None) -> None:
    del number, frame
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass


def _keep(request: bytes, out: int, err: int, says: int) -> None:
    """Run the command in one more fork, and tell its process and its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        os.close(says)
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.close(out)
        os.close(err)
        _command(**json.loads(request))
    os.write(says, str(child).ljust(_NUMBER).encode())
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.write(says, str(code).ljust(_NUMBER).encode())
    os._exit(0)


def _command(arguments: list[str], env: dict[str, str], folder: str) -> None:
    """Be the command, and end."""
    from newsroom_agents.__main__ import main

    code = 1
    try:
        os.environ.clear()
        os.environ.update(env)
        os.chdir(folder)
        sys.argv = ["newsroom", *arguments]
        main()
        code = 0
    except BaseException:  # noqa: BLE001 - what Python does with it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code)


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as open_socket:
        _wait(open_socket)
