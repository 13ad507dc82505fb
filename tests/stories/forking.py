"""Commands without the second in which Python loads the house: that is done once for all of them.

A process that has the house loaded waits here, and each command runs in a fork of it: a process of
its own, with its own arguments, environment, folder, output and exit code, through the function
that `newsroom` calls. What needs a Python that starts from nothing (what a command loads, say)
starts one: see tests/house and tests/reader.
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
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import BinaryIO

_ROOT = Path(__file__).parents[2]
_MOST = 1 << 17
"""The bytes of a request; one message carries it whole."""
_NUMBER = 16
"""The bytes of a number in an answer."""
_END_SECONDS = 30.0
_LOADED = (
    "newsroom_agents.archive.upgrading",
    "newsroom_agents.cli.main",
    "newsroom_agents.newsroom",
    "openai",
)


@dataclass(slots=True)
class Begun:
    """A command under way; the end of a block that it stands for kills it."""

    process: int
    out: BinaryIO
    err: BinaryIO
    _told: BinaryIO
    _code: int | None = None

    def said_in_trouble(self) -> str:
        """Return what it wrote for trouble so far."""
        self.err.seek(0)
        return self.err.read().decode()

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        with suppress(ProcessLookupError):
            os.kill(self.process, number)

    def is_over(self) -> bool:
        """Whether the command has ended."""
        return self._code is not None or _can_be_read(self._told, 0)

    def wait(self, seconds: float) -> int:
        """Wait for its end, and return its exit code.

        Raises:
            subprocess.TimeoutExpired: It takes longer.
        """
        if self._code is None:
            if not _can_be_read(self._told, seconds):
                raise subprocess.TimeoutExpired(str(self.process), seconds)
            self._code = int(self._told.read(_NUMBER))
        return self._code

    def __enter__(self) -> "Begun":
        return self

    def __exit__(self, *_: object) -> None:
        if not self.is_over():
            self.send(signal.SIGKILL)
            self.wait(_END_SECONDS)
        for file in (self._told, self.out, self.err):
            file.close()


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
        out = tempfile.TemporaryFile()  # noqa: SIM115 - closed at the end of the block
        with self._begun(arguments, env, folder, (out, out)) as command:
            code = command.wait(seconds)
            out.seek(0)
            return code, out.read().decode(), command.said_in_trouble()

    def begin(self, arguments: Sequence[str], env: Mapping[str, str], folder: Path) -> Begun:
        """Begin a command, whose output can be read while it is at work."""
        hears, says = os.pipe()
        with os.fdopen(says, "wb", 0) as told:
            return self._begun(arguments, env, folder, (os.fdopen(hears, "rb", 0), told))

    def _begun(
        self,
        arguments: Sequence[str],
        env: Mapping[str, str],
        folder: Path,
        out: tuple[BinaryIO, BinaryIO],
    ) -> Begun:
        """Begin a command with this output: what we read, and what the command writes into."""
        asked = json.dumps({"arguments": arguments, "env": dict(env), "folder": str(folder)})
        hears, says = os.pipe()
        told, err = os.fdopen(hears, "rb", 0), tempfile.TemporaryFile()  # noqa: SIM115
        with os.fdopen(says, "wb", 0):
            files = [out[1].fileno(), err.fileno(), says]
            socket.send_fds(self.asking, [asked.encode()], files)
        return Begun(int(told.read(_NUMBER)), out[0], err, told)

    def close(self) -> None:
        """Let the process end."""
        self.asking.close()
        self.process.wait()


def _can_be_read(file: BinaryIO, seconds: float) -> bool:
    return bool(select.select([file], [], [], seconds)[0])


@cache
def forks() -> Forks:
    """Start the waiting process; there is one for each process that runs tests."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # the language model's own threads
            cwd=_ROOT,
        )
    started = Forks(ours, process)
    atexit.register(started.close)
    return started


def _wait(asked: socket.socket) -> None:
    """Answer requests until nobody can ask any more."""
    _load()
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


def _load() -> None:
    """Load what commands load, and the language model; open and read nothing of a house."""
    from newsroom_agents.text.language import detect

    for name in _LOADED:
        import_module(name)
    detect("The ferry from Port Alba ran aground at noon.")


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
