"""A file that hangs, crashes or grows costs itself and nothing else."""

import ctypes
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from minutes.errors import SourceError
from minutes.read import clock, guard, wire
from minutes.read.extract import Extract
from minutes.read.files import read_source
from minutes.read.limits import LIMITS
from minutes.read.reasons import Refusal
from tests.evil import pdfs
from tests.evil.good import good_files

SHORT = replace(LIMITS, wall=1.0)
GOOD = good_files()
PATIENCE = 60.0  # seconds that a loaded machine may need for what takes one or two; what hangs would take hours


@cache
def slack() -> float:
    """What a verdict may take here beyond the promised two seconds: ten starts of a worker, as slow as this machine is now."""
    guard._POOL.close()
    start = time.monotonic()
    guard.extract(GOOD["print.pdf"], name="a.pdf")
    return 10 * (time.monotonic() - start)


def children(parent: int | None = None) -> set[int]:
    """The processes that this one (or `parent`) has started and that live."""
    found = set()
    parent = parent or os.getpid()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            found.add(int(status.parent.name))
    return found


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("hang", "timeout"), ("spin", "timeout"), ("exit", "crash"), ("segfault", "crash"), ("raise", "parse_error"), ("chatter", "parse_error")],
)
def test_misbehaviour_in_a_worker_is_a_reason_code(kind: str, reason: str) -> None:
    """Sleep, endless loop, os._exit, segmentation fault, exception, printing: verdict within the limit plus 2 s, and reading goes on."""
    room = slack()
    start = time.monotonic()
    assert guard.drill(kind, SHORT) == reason
    assert time.monotonic() - start < SHORT.wall + 2 + room
    assert "始めます。" in guard.extract(GOOD["word.docx"], name="a.docx").text


def test_memory_is_limited() -> None:
    """A worker that allocates without end is refused at its limit; the parent does not grow."""
    before = peak()
    assert guard.drill("memory", replace(LIMITS, memory=300_000_000, wall=PATIENCE)) == "memory_limit"
    assert peak() - before < 20_000_000


def peak() -> int:
    """The most memory this process has held, in bytes."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_processor_time_is_limited() -> None:
    """A busy loop in C that no alarm interrupts would still end here."""
    assert guard.drill("spin", replace(LIMITS, wall=PATIENCE, cpu=1)) == "timeout"


def test_a_worker_stays_warm(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty files do not start twenty processes: two at the most, when one had done its share."""
    started: list[object] = []
    start = subprocess.Popen

    def counted(*given: Any, **named: Any) -> Any:
        started.append(given)
        return start(*given, **named)

    monkeypatch.setattr(subprocess, "Popen", counted)
    for _ in range(20):
        guard.extract(GOOD["word.docx"], name="a.docx")

    assert len(started) <= 2


LARGE_PARENT = """
import subprocess
from dataclasses import replace
from pathlib import Path
from minutes.read import guard
from minutes.read.limits import LIMITS
ballast = b"x" * 500_000_000
started, start = [], subprocess.Popen
subprocess.Popen = lambda *given, **named: started.append(1) or start(*given, **named)
data = Path(__import__("sys").argv[1]).read_bytes()
for _ in range(10):
    guard.extract(data, name="a.docx", limits=replace(LIMITS, memory=400_000_000))
print(len(started), guard.drill("segfault", replace(LIMITS, memory=400_000_000)))
"""


def test_the_memory_of_the_caller_is_not_the_workers(tmp_path: Path) -> None:
    """A notebook that holds more than a worker may still reads with warm workers, and a crash in one is called a crash."""
    document = tmp_path / "word.docx"
    document.write_bytes(GOOD["word.docx"])
    done = subprocess.run([sys.executable, "-c", LARGE_PARENT, str(document)], capture_output=True, text=True, check=True)
    started, verdict = done.stdout.split()
    assert int(started) <= 2
    assert verdict == "crash"


def test_a_worker_is_replaced_after_its_share_of_files() -> None:
    """Libraries leak; a worker serves `recycle` files."""
    few = replace(LIMITS, recycle=3)
    seen = set()
    for _ in range(10):
        guard.extract(GOOD["word.docx"], name="a.docx", limits=few)
        seen |= children()
    assert len(seen) >= 3


def test_threads_read_at_the_same_time() -> None:
    """Each has its own worker; one that dies does not disturb the others."""
    texts: list[str] = []

    def work(n: int) -> None:
        if n == 2:
            guard.drill("segfault", SHORT)
        texts.append(guard.extract(GOOD["word.docx"], name="a.docx").text)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    assert len(texts) == 5
    assert len(set(texts)) == 1


SCRIPT = """
import sys
from minutes.read.files import read_source
print(len(read_source(sys.argv[1]).text))
"""


def test_a_plain_script_needs_no_main_guard_and_leaves_no_process(tmp_path: Path) -> None:
    """Run as a file, from standard input, and in a folder with a module called json.py: always the same text."""
    (tmp_path / "a.docx").write_bytes(GOOD["word.docx"])
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "json.py").write_text("raise RuntimeError('not this one')", encoding="utf-8")
    mark = f"MINUTES_TEST={tmp_path.name}".encode()
    environment = {**os.environ, "PYTHONPATH": str(Path(guard.__file__).parents[2]), "PYTHONSAFEPATH": "1", "MINUTES_TEST": tmp_path.name}
    answers = []
    for arguments, given in ((["script.py", "a.docx"], None), (["-", "a.docx"], SCRIPT)):
        done = subprocess.run(  # our own interpreter
            [sys.executable, *arguments], input=given, capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        answers.append(done.stdout)
    assert len(set(answers)) == 1
    assert ended(lambda: [p for p in Path("/proc").glob("[0-9]*/environ") if mark in _quiet(p)])


def ended(left: Callable[[], list[Any]]) -> bool:
    """Whether nothing is left, now or soon: a process that was killed needs a moment to go."""
    deadline = time.monotonic() + PATIENCE
    while left() and time.monotonic() < deadline:
        time.sleep(0.1)
    return not left()


def _quiet(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_a_killed_parent_leaves_no_worker() -> None:
    """A run that is killed while a file hangs does not leave the hanging process behind."""
    code = "from dataclasses import replace; from minutes.read import guard; from minutes.read.limits import LIMITS; guard.drill('hang', replace(LIMITS, wall=60))"
    environment = {**os.environ, "PYTHONPATH": str(Path(guard.__file__).parents[2])}
    parent = subprocess.Popen([sys.executable, "-c", code], env=environment)
    workers: set[int] = set()
    deadline = time.monotonic() + PATIENCE
    while not workers and time.monotonic() < deadline:
        time.sleep(0.1)
        workers = children(parent.pid)
    time.sleep(0.5)
    parent.kill()
    parent.wait()
    assert workers
    assert ended(lambda: [pid for pid in workers if b"minutes.read.worker" in _quiet(Path(f"/proc/{pid}/cmdline"))])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_does_not_take_its_parents_worker() -> None:
    """Two processes on one pipe would mix their answers."""
    guard.extract(GOOD["word.docx"], name="a.docx")
    pid = os.fork()
    if not pid:
        ok = "始めます。" in guard.extract(GOOD["print.pdf"], name="a.pdf").text
        guard._POOL.close()
        os._exit(0 if ok else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert "始めます。" in guard.extract(GOOD["word.docx"], name="a.docx").text


@pytest.mark.parametrize(
    ("name", "data", "reasons"),
    [
        ("doubling.pdf", pdfs.doubling_forms(), {"timeout", "memory_limit", "crash"}),
        ("flate.pdf", pdfs.deflate_bomb(), {"memory_limit", "timeout"}),
        ("glyphs.pdf", pdfs.many_glyphs(), {"timeout"}),
        ("circular.pdf", pdfs.circular(), {"truncated", "timeout", "crash", "memory_limit"}),  # newer PDFium sees through it
    ],
)
def test_a_hostile_pdf_costs_itself(tmp_path: Path, name: str, data: bytes, reasons: set[str]) -> None:
    """Verdict within the limit plus 2 s, the parent untouched, the next file read."""
    room, path = slack(), tmp_path / name
    path.write_bytes(data)
    start, before = time.monotonic(), peak()
    with pytest.raises(SourceError) as found:
        read_source(path, limits=replace(LIMITS, wall=3, page=3))
    assert found.value.reason in reasons
    assert time.monotonic() - start < 3 + 2 + room
    assert peak() - before < 20_000_000
    assert "始めます。" in guard.extract(GOOD["print.pdf"], name="a.pdf").text


def test_good_and_bad_mixed(tmp_path: Path) -> None:
    """Every good file is read, every bad one has its reason, and no process is left over."""
    bad = {"cut.docx": GOOD["word.docx"][:300], "page.pdf": GOOD["page.html"], "flate.pdf": pdfs.deflate_bomb(), "locked.pdf": pdfs.encrypted()}
    expected = {"cut.docx": "truncated", "page.pdf": "format_mismatch", "locked.pdf": "encrypted"}
    files = {f"{n:02}-{name}": data for n in range(6) for name, data in GOOD.items()} | bad
    ok, failed = [], {}
    for name, data in sorted(files.items()):
        (tmp_path / name).write_bytes(data)
        try:
            ok.append(read_source(tmp_path / name).path)
        except SourceError as error:
            failed[name] = error.reason
    assert len(ok) == 6 * len(GOOD)
    assert failed.pop("flate.pdf") in {"memory_limit", "timeout"}
    assert failed == expected
    assert len(guard._POOL.idle) <= 4


# What is missing on Windows: alarms, rlimits, /proc, wait4, process groups. The worker is left with its watch, the caller with its own.
WINDOWS = """
import os, signal, sys
for name in ("setitimer", "SIGALRM", "SIGXCPU"): delattr(signal, name)
for name in ("wait4", "killpg"): delattr(os, name)
sys.modules["resource"] = sys.modules["fcntl"] = None
"""
WITHOUT_HELP = (
    WINDOWS
    + """
from dataclasses import replace
from pathlib import Path
from minutes.read import guard
from minutes.read.limits import LIMITS
peak = "import minutes.read.clock as c; held = []; c.Clock.resident = lambda self: 1000 * len(held); import minutes.read.drill as d; d.HELD = held; "
grows = "d.drill = lambda kind: [held.append(__import__('time').sleep(0.005)) for _ in range(10**6)]; import minutes.read.worker as w; w.drill = d.drill; "
guard._BOOT = sys.argv[1] + guard._BOOT
text = guard.extract(Path(sys.argv[2]).read_bytes(), name="a.docx").text
print("read", "始めます。" in text, guard.drill("hang", replace(LIMITS, wall=1)), guard.drill("spin", replace(LIMITS, wall=1)), guard.drill("exit"), guard.drill("raise"))
guard._BOOT = guard._BOOT.replace("from minutes.read.worker import serve; ", peak + grows + "from minutes.read.worker import serve; ")
guard._POOL.close()
print(guard.drill("memory", replace(LIMITS, wall=30, memory=100_000)))
"""
)


def test_the_guard_holds_without_the_help_of_the_system(tmp_path: Path) -> None:
    """As on Windows: a hang, a loop, growth and a crash get their reason from the worker's own watch and the caller's."""
    (tmp_path / "a.docx").write_bytes(GOOD["word.docx"])
    boot = "import os, signal, sys; [delattr(signal, n) for n in ('setitimer', 'SIGALRM')]; sys.modules['resource'] = None; "
    environment = {**os.environ, "PYTHONPATH": str(Path(guard.__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", WITHOUT_HELP, boot, str(tmp_path / "a.docx")], capture_output=True, text=True, env=environment, timeout=3 * PATIENCE, check=False
    )
    assert done.stdout.split() == ["read", "True", "timeout", "timeout", "crash", "parse_error", "memory_limit"], done.stderr


def test_windows_is_asked_how_much_memory_was_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Peak of the working set or of what was committed, whichever is more; 0 where nobody can be asked."""
    assert clock.windows_peak() == 0

    class Kernel:
        """What kernel32 does."""

        def __getattr__(self, name: str) -> Any:
            def call(*given: Any) -> int:
                if name == "K32GetProcessMemoryInfo":
                    given[1]._obj.peak, given[1]._obj.committed_peak = 5_000_000, 7_000_000
                    assert given[2] == 72
                return 1

            setattr(self, name, call)
            return call

    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=Kernel()), raising=False)
    assert clock.windows_peak() == 7_000_000


def test_an_answer_is_checked() -> None:
    """A worker that has been taken over can say anything: offsets outside the text, unknown codes, wrong types."""
    head, body = wire.packed(Extract("○会長　始めます。", "text", "utf-8", pages=(0,)))
    assert wire.unpacked(head, body, LIMITS).text == "○会長　始めます。"
    for change in (
        {"pages": [0, 999]},
        {"pages": ["x"]},
        {"marks": [[0, 999, 0, "", "", "", "", ""]]},
        {"flags": ["boom"]},
        {"furniture": [[0, 999]]},
        {"furniture": [[3, 1]]},
        {"format": None},
        {"replaced": -1},
        {"marks": [[0]]},
    ):
        with pytest.raises(wire.Broken):
            wire.unpacked({**head, **change}, body, LIMITS)
    with pytest.raises(wire.Broken):
        wire.unpacked(head, b"\xff\xfe", LIMITS)
    with pytest.raises(wire.Broken):
        wire.verdict({"reason": "rm -rf", "detail": ""})
    with pytest.raises(wire.Broken):
        wire.verdict({"reason": "timeout", "detail": "", "limit": "sleep"})
    with pytest.raises(wire.Broken):
        wire.names({"members": [1]}, LIMITS)


def test_a_worker_may_not_write_connect_or_start_programs() -> None:
    """The fence inside the worker: a reader that tries is stopped, whatever made it try."""
    code = (
        "from minutes.read.worker import _Fence; import sys, socket, subprocess; sys.addaudithook(_Fence());\n"
        "for act in (lambda: open('x.txt', 'w'), lambda: socket.create_connection(('127.0.0.1', 9)), lambda: subprocess.run(['true'])):\n"
        "    try: act()\n    except PermissionError: print('stopped')\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(guard.__file__).parents[2])}
    done = subprocess.run(  # our own interpreter
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=60, check=False
    )
    assert done.stdout.split() == ["stopped"] * 3, done.stderr


def test_an_unknown_drill_is_an_error() -> None:
    """The names are those of `DRILLS`."""
    with pytest.raises(ValueError, match="hang"):
        guard.drill("dance")


def test_a_refusal_of_the_worker_is_the_same_outside() -> None:
    """Reason and detail pass unchanged."""
    with pytest.raises(Refusal) as found:
        guard.extract(pdfs.encrypted(), name="a.pdf")
    assert found.value.reason == "encrypted"
