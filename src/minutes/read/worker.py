"""The process in which foreign bytes are opened: it answers one question at a time and can be killed at any moment."""

import contextlib
import os
import signal
import sys
import threading
import time
from importlib import import_module
from typing import Any, BinaryIO

from minutes.read import documents, wire
from minutes.read.drill import drill
from minutes.read.limits import Limits
from minutes.read.reasons import Refusal

MEMORY_EXIT = 77
_LIBRARIES = ("minutes.read.html", "selectolax.lexbor", "minutes.read.docx", "minutes.read.pdf", "pypdfium2", "minutes.read.feeds")
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "os.kill",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.mkdir",
    "os.link",
    "os.symlink",
    "shutil.",
    "urllib.",
    "ftplib.",
    "smtplib.",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class _Fence:
    """An audit hook: the readers open no socket, start no program and write no file; .doc converters are let through."""

    def __init__(self) -> None:
        self.converting = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            forbidden = isinstance(arguments[2], int) and bool(arguments[2] & _WRITING) and arguments[0] != os.devnull and not isinstance(arguments[0], int)
        else:
            forbidden = event.startswith(_FORBIDDEN)
        if forbidden and not self.converting:
            raise PermissionError(event)


def serve(*, ahead: bool = False) -> None:
    """Answer questions from standard input until it ends; nothing that a library prints reaches the answers.

    A worker in reserve (`ahead`) loads the readers and their libraries before it is asked anything.
    """
    questions, answers = _own_streams()
    for name in _LIBRARIES if ahead else ():
        with contextlib.suppress(ImportError):
            import_module(name)
    sys.dont_write_bytecode = True
    sys.setrecursionlimit(2_000)
    fence = _Fence()
    sys.addaudithook(fence)
    clock = _Clock()
    threading.Thread(target=clock.watch, daemon=True).start()
    served = 0
    while True:
        try:
            head, body = wire.receive(questions, body_limit=1 << 40)
        except (wire.Broken, OSError):
            return
        limits = Limits(**head["limits"])
        clock.begin(limits)
        served += 1
        answer, text = _answer(head, body, limits, clock, fence)
        clock.end()
        tired = served >= limits.recycle or clock.resident() > limits.recycle_memory * limits.memory or answer.get("reason") == "memory_limit"
        wire.send(answers, {**answer, "last": tired}, text)
        if tired:
            return
        del body, text, answer


def _own_streams() -> tuple[BinaryIO, BinaryIO]:
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    return questions, answers


def _answer(head: dict[str, Any], body: bytes, limits: Limits, clock: "_Clock", fence: _Fence) -> tuple[dict[str, object], bytes]:
    """The extract, the members or the refusal; every error of a library becomes a refusal."""
    try:
        name, member = head["name"], tuple(head["member"])
        if head["op"] == "drill":
            drill(name)
        if head["op"] == "list":
            return {"ok": True, "members": documents.list_members(body, name=name, limits=limits)}, b""
        fence.converting = documents.kind_of(body) == "ole"
        try:
            return wire.packed(documents.read_document(body, name=name, member=member, limits=limits, tick=clock.tick))
        finally:
            fence.converting = False
    except Refusal as refusal:
        return _refused(refusal.reason, refusal.detail)
    except MemoryError:
        return _refused("memory_limit", f"> {limits.memory:,} bytes")
    except RecursionError:
        return _refused("nesting", "")
    except Exception as error:  # noqa: BLE001  # whatever a library raises costs this file only
        full = clock.resident() > 0.8 * limits.memory
        return _refused("memory_limit" if full else "parse_error", f"> {limits.memory:,} bytes" if full else type(error).__name__)


def _refused(reason: str, detail: str) -> tuple[dict[str, object], bytes]:
    return {"ok": False, "reason": reason, "detail": detail}, b""


class _Clock:
    """Sets the limits that the operating system enforces, and watches what it does not."""

    def __init__(self) -> None:
        self.limits = Limits()
        self.started = time.monotonic()
        self.parent = os.getppid()

    def begin(self, limits: Limits) -> None:
        """Start the clocks of one file: wall clock by alarm, processor and memory by rlimit, where the system has them."""
        self.limits, self.started = limits, time.monotonic()
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, signal.SIG_DFL)  # the default ends the process, even inside a library
            signal.setitimer(signal.ITIMER_REAL, limits.wall)
        with contextlib.suppress(ImportError, ValueError, OSError):
            import resource

            used = resource.getrusage(resource.RUSAGE_SELF)
            for kind, value in ((resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + limits.cpu) + 1), (resource.RLIMIT_AS, limits.memory), (resource.RLIMIT_CORE, 0)):
                with contextlib.suppress(ValueError, OSError):
                    resource.setrlimit(kind, (value, resource.getrlimit(kind)[1]))

    def tick(self) -> None:
        """A new page begins: it may take `limits.page` seconds, and never more than the file has left."""
        if hasattr(signal, "setitimer"):
            left = self.limits.wall - (time.monotonic() - self.started)
            signal.setitimer(signal.ITIMER_REAL, max(0.01, min(self.limits.page, left)))

    def end(self) -> None:
        """The file is done: stop the alarm."""
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)

    def resident(self) -> int:
        """The most memory that this process has held, in bytes; 0 where the system does not say.

        Linux counts what the parent held before it started this process into ru_maxrss, so its own table is read.
        """
        with contextlib.suppress(OSError, ValueError), open("/proc/self/status", "rb") as status:  # noqa: PTH123  # asked after every file
            return int(status.read().partition(b"VmHWM:")[2].split(maxsplit=1)[0]) * 1024
        try:
            import resource
        except ImportError:
            return 0
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024

    def watch(self) -> None:
        """Leave when the parent is gone, or when memory passes the limit on a system that does not hold it itself."""
        while True:
            time.sleep(0.2)
            if os.getppid() != self.parent:
                os._exit(0)
            if self.resident() > self.limits.memory:
                os._exit(MEMORY_EXIT)
