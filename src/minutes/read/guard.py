"""Foreign bytes are opened in worker processes that can be killed: a hang, a crash or a bomb costs one file.

A worker is `sys.executable` running `minutes.read.worker`, spoken to over pipes (`minutes.read.wire`). It is not a
`multiprocessing` process, so a plain script needs no __main__ guard and a notebook works too; it stays warm
between files (a few milliseconds each) and is replaced after `limits.recycle` files or when it has grown.
"""

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, cast

from minutes.read import wire
from minutes.read.clock import LATE_EXIT, MEMORY_EXIT
from minutes.read.drill import DRILLS
from minutes.read.extract import Extract
from minutes.read.limits import LIMITS, Limits
from minutes.read.reasons import Refusal

_PACKAGE = Path(__file__).resolve().parent.parent
_GRACE = 1.5
_IDLE = 4
_BATCH = 3
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
# The worker imports `minutes.read` only: a bare package stands in for `minutes`, whose own imports it does not need.
_BOOT = (
    "import sys, types; root, *paths = sys.argv[1:]; sys.path[:0] = [p for p in paths if p not in sys.path]; "
    "package = types.ModuleType('minutes'); package.__path__ = [root]; sys.modules['minutes'] = package; "
    "from minutes.read.worker import serve; "
)


def extract(data: bytes, *, name: str, member: tuple[str, ...] = (), limits: Limits = LIMITS, kind: str = "", meanwhile: Callable[[], object] = lambda: None) -> Extract:
    """The text of a document, opened in a worker; Refusal with the reason when it cannot be read or ends the worker.

    `meanwhile` is called here while the worker reads.
    """
    head, body = _POOL.ask(wire.request("read", name, member, limits, kind), data, limits, meanwhile)
    try:
        return wire.unpacked(head, body, limits)
    except wire.Broken as error:
        raise Refusal("crash", str(error)) from None


def members(data: bytes, *, name: str, limits: Limits = LIMITS) -> list[str]:
    """The members of a container, listed in a worker; empty for a single document."""
    head, _ = _POOL.ask(wire.request("list", name, (), limits), data, limits)
    try:
        return wire.names(head, limits)
    except wire.Broken as error:
        raise Refusal("crash", str(error)) from None


def drill(kind: str, limits: Limits = LIMITS) -> str:
    """The reason code that the guard gives when a worker does `kind`, one of `minutes.read.drill.DRILLS`."""
    if kind not in DRILLS:
        raise ValueError(f"{kind}: one of {', '.join(DRILLS)}")
    try:
        _POOL.ask(wire.request("drill", kind, (), limits), b"", limits)
    except Refusal as refusal:
        return refusal.reason
    return "ok"


class _Worker:
    """One process and the pipes to it."""

    def __init__(self, *, reserve: bool = False) -> None:
        paths = [str(_PACKAGE.parent), *(p for p in sys.path if p)]
        self.process = subprocess.Popen(  # noqa: S603  # our own interpreter, no shell
            [sys.executable, "-I", "-B", "-X", "utf8", "-c", _BOOT + ("serve(ahead=True)" if reserve else "serve()"), str(_PACKAGE), *paths],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            bufsize=0,
        )
        self.questions = cast("RawIOBase", self.process.stdin)
        self.answers = BufferedReader(cast("RawIOBase", self.process.stdout), wire.PIPE)
        self.deadline: float | None = None
        self.held = 0
        self._widen()

    def _widen(self) -> None:
        """Pipes that hold a whole document, where the system allows it."""
        with contextlib.suppress(ImportError, AttributeError, OSError):
            import fcntl

            for pipe in (self.questions, self.answers):
                fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, wire.PIPE)

    def ask(self, head: dict[str, object], body: bytes, limits: Limits, meanwhile: Callable[[], object]) -> tuple[dict[str, Any], bytes]:
        """The answer to one question; Refusal when the worker ends before it answers."""
        self.deadline, self.held = time.monotonic() + limits.wall + _GRACE, 0
        try:
            wire.send(self.questions, head, body)
            meanwhile()
            return wire.receive(self.answers, body_limit=limits.text * 4)
        except (wire.Broken, OSError, ValueError) as error:
            raise self._verdict(limits, str(error)) from None
        finally:
            self.deadline = None

    def _verdict(self, limits: Limits, said: str) -> Refusal:
        """Why the worker ended, from the signal that ended it and the most memory it held."""
        late = self.deadline is not None and time.monotonic() > self.deadline
        early = self.deadline is not None and time.monotonic() < self.deadline - _GRACE  # a page ran out of time, not the file
        code, peak = self._reap()
        if late or code in _LATE:
            passed = "cpu" if code == _CPU and not late else "page" if early and limits.page < limits.wall else "wall"
            return Refusal("timeout", f"> {getattr(limits, passed):g} s{' CPU' if passed == 'cpu' else ''}", limit=passed)
        full = 0.4 if code in _ABORTED else 0.6  # of its memory: a library that gets no more aborts, and has seldom filled all that it asked for
        if code in {MEMORY_EXIT, -9} or peak > full * limits.memory or self.held > (full + 0.25) * limits.memory:
            return Refusal("memory_limit", f"> {limits.memory:,} bytes", limit="memory")
        if code == 0 and "frame" in said:
            return Refusal("too_large", f"> {limits.text:,} characters", limit="text")
        return Refusal("crash", signal.Signals(-code).name if code < 0 else f"exit {code}")

    def _reap(self) -> tuple[int, int]:
        """End the process if it has not ended, and give its exit code and its peak memory in bytes (0: not known).

        Linux counts what this process held when it started the worker into the worker's peak: no more than that says nothing.
        """
        if not hasattr(os, "wait4"):
            self.process.kill()
            return self.process.wait(), 0
        for patience in range(40):
            pid, status, usage = os.wait4(self.process.pid, os.WNOHANG)
            if pid:
                self.process.returncode = os.waitstatus_to_exitcode(status)
                return self.process.returncode, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) if usage.ru_maxrss > _own_peak() else 0
            if patience == 20:
                self.process.kill()
            time.sleep(0.005)
        self.end()
        return self.process.wait(), 0

    def look(self) -> None:
        """Note how much address space (what RLIMIT_AS counts) the worker takes, where the system says it: when it dies that can no longer be asked."""
        with contextlib.suppress(OSError, ValueError, IndexError), open(f"/proc/{self.process.pid}/statm", "rb") as table:  # noqa: PTH123  # a hundred times a second
            self.held = max(self.held, int(table.read().split(maxsplit=1)[0]) * _PAGE)

    def end(self) -> None:
        """Kill the worker and whatever it started."""
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()

    def close(self) -> None:
        """End the worker and let go of its pipes."""
        self.end()
        for pipe in (self.questions, self.answers):
            with contextlib.suppress(OSError, ValueError):
                pipe.close()
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            self.process.wait(timeout=1)


def _own_peak() -> int:
    """The most memory that this process itself has held, in the system's unit of ru_maxrss (which on Linux holds its parent's too)."""
    import resource

    with contextlib.suppress(OSError, ValueError, IndexError), open("/proc/self/status", "rb") as status:  # noqa: PTH123
        return int(status.read().partition(b"VmHWM:")[2].split(maxsplit=1)[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


class _Pool:
    """Workers that wait for work; each thread that asks takes one, and a forked child starts its own."""

    def __init__(self) -> None:
        self.idle: list[_Worker] = []
        self.busy: list[_Worker] = []
        self.owner = self.asked = 0

    def ask(self, head: dict[str, object], body: bytes, limits: Limits, meanwhile: Callable[[], object] = lambda: None) -> tuple[dict[str, Any], bytes]:
        """The answer of a worker to one question; Refusal when it refuses or dies of it."""
        worker = self._take()
        self.busy.append(worker)
        try:
            answer, text = worker.ask(head, body, limits, meanwhile)
        except BaseException:
            worker.close()
            self._warm()
            raise
        finally:
            self.busy.remove(worker)
        self.asked += 1
        if self.asked >= _BATCH or answer.get("last"):
            self._warm()
        if answer.get("last") or len(self.idle) >= _IDLE:
            worker.close()
        else:
            self.idle.append(worker)
        if answer.get("ok") is True:
            return answer, text
        try:
            raise wire.verdict(answer)
        except wire.Broken as error:
            raise Refusal("crash", str(error)) from None

    def _take(self) -> _Worker:
        if self.owner != os.getpid():  # the first question, or the first in a forked child: the pipes are its parent's
            self.idle, self.busy, self.owner, self.asked = [], [], os.getpid(), 0
            threading.Thread(target=self._watch, daemon=True).start()
        while self.idle:
            worker = self.idle.pop()
            if worker.process.poll() is None:
                return worker
            worker.close()
        try:
            return _Worker()
        except (OSError, TypeError) as error:
            raise Refusal("io_error", f"{sys.executable}: {error}") from None

    def _watch(self) -> None:
        """End the workers that did not end themselves in time (a worker carries its own alarm; this is the second), and note their memory."""
        while self.owner == os.getpid():
            time.sleep(0.01 if self.busy else 0.25)
            now = time.monotonic()
            for worker in tuple(self.busy):
                worker.look()
                if worker.deadline is not None and now > worker.deadline:
                    worker.end()

    def _warm(self) -> None:
        """Keep one worker in reserve, so that no file waits for a start: after a loss, and in a batch."""
        if not self.idle:
            with contextlib.suppress(OSError, TypeError):
                self.idle.append(_Worker(reserve=True))

    def close(self) -> None:
        """End the workers that wait."""
        if self.owner == os.getpid():
            while self.idle:
                self.idle.pop().close()


_LATE = {LATE_EXIT, -getattr(signal, "SIGALRM", 1000), -getattr(signal, "SIGXCPU", 1000)}
_CPU = -getattr(signal, "SIGXCPU", 1000)
_ABORTED = {-getattr(signal, name, 1000) for name in ("SIGABRT", "SIGTRAP", "SIGILL")}
_POOL = _Pool()
atexit.register(_POOL.close)
