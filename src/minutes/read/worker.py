"""The process in which foreign bytes are opened: it answers one question at a time and can be killed at any moment."""

import contextlib
import os
import sys
import threading
from importlib import import_module
from typing import Any

from minutes.read import documents, wire
from minutes.read.clock import Clock
from minutes.read.drill import drill
from minutes.read.limits import Limits
from minutes.read.reasons import Refusal

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
_HARMLESS = frozenset({"builtins.id", "ctypes.addressof"})  # by the hundred in every PDF
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class _Fence:
    """An audit hook: the readers open no socket, start no program and write no file; .doc converters are let through."""

    def __init__(self) -> None:
        self.converting = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in _HARMLESS:
            return
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
    clock = Clock()
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


def _own_streams() -> tuple[wire.Readable, wire.Writable]:
    questions, answers = os.fdopen(os.dup(0), "rb", wire.PIPE), os.fdopen(os.dup(1), "wb", 0)
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    return questions, answers


def _answer(head: dict[str, Any], body: bytes, limits: Limits, clock: Clock, fence: _Fence) -> tuple[dict[str, object], bytes]:
    """The extract, the members or the refusal; every error of a library becomes a refusal."""
    try:
        name, member, kind = head["name"], tuple(head["member"]), head["kind"] or documents.kind_of(body)
        if head["op"] == "drill":
            drill(name)
        if head["op"] == "list":
            return {"ok": True, "members": documents.list_members(body, name=name, limits=limits)}, b""
        fence.converting = kind == "ole"
        try:
            return wire.packed(documents.read_document(body, name=name, member=member, limits=limits, tick=clock.tick, kind=kind))
        finally:
            fence.converting = False
    except Refusal as refusal:
        return wire.refused(refusal)
    except MemoryError:
        return wire.refused(_full(limits))
    except RecursionError:
        return wire.refused(Refusal("nesting", limit="depth"))
    except Exception as error:  # noqa: BLE001  # whatever a library raises costs this file only
        return wire.refused(_full(limits) if clock.resident() > 0.8 * limits.memory else Refusal("parse_error", type(error).__name__))


def _full(limits: Limits) -> Refusal:
    return Refusal("memory_limit", f"> {limits.memory:,} bytes", limit="memory")
