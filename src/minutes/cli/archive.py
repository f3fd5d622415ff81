"""`minutes ingest` and `minutes store`: batches that go on where they were, and the care of an archive."""

import os
import signal
import sys
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

from minutes.archive.lock import risk
from minutes.archive.plan import Plan
from minutes.cli.files import limits_of, report_failures
from minutes.cli.words import Words, clean, show
from minutes.errors import OptionError, StoreError

INTERRUPTED = 130
WHYS = ("new", "changed", "retried", "lost", "moved")
EVERY = 60
"""Seconds between two lines of progress where there is no terminal."""

Verb = Callable[[Namespace, Words], int]


def stored(verb: Verb) -> Verb:
    """The verb with the exit codes of stores: 4 storage, 5 busy, 6 a newer version, 130 interrupted and safe to go on."""

    @wraps(verb)
    def guarded(args: Namespace, words: Words) -> int:
        try:
            return verb(args, words)
        except StoreError as error:
            show(f"minutes: {error}", to_errors=True)
            return error.code
        except KeyboardInterrupt:
            show(f"\n{words.say('interrupted_batch')}", to_errors=True)
            return INTERRUPTED

    return guarded


@stored
def ingest(args: Namespace, words: Words) -> int:
    """Put files into an archive; with --dry-run say what that would take."""
    from minutes.archive.ingest import estimate
    from minutes.archive.ingest import ingest as batch
    from minutes.archive.ledger import State

    given: dict[str, Any] = {"layout": args.layout, "themes": args.themes, "tokens": args.tokens, "manifest": args.manifest, "retry": args.retry, "limits": limits_of(args)}
    with _engine(args, words) as (workers, engine):
        if args.dry_run:
            todo = batch(args.paths, args.store, dry_run=True, **given).plan
            show_plan(todo, words, explain=args.explain)
            seconds, room = estimate(todo, args.store, tokens=args.tokens, workers=workers)
            show(words.say("plan_cost", time=_time(seconds), disk=size_of(room), workers=workers))
            return 0
        if place := risk(Path(args.store)):
            show(words.say("risky_place", folder=args.store, what=place), to_errors=True)
        meter = _Meter(words)
        for asked in (signal.SIGINT, signal.SIGTERM):
            signal.signal(asked, meter.stop)
        ran = batch(args.paths, args.store, workers=workers, verify=args.verify, wait=args.wait, progress=meter, **engine, **given)
    if ran.left:
        show(words.say("left_behind", who=ran.left), to_errors=True)
    if args.explain:
        show_plan(ran.plan, words, explain=True)
    show(words.say("ingested", parsed=ran.parsed, again=ran.again, seconds=ran.seconds))
    show(words.say("books", **ran.books))
    from minutes.archive.journal import read

    seen = set(ran.plan.seen)
    return report_failures(args, words, [f for f in State.of(read(Path(args.store)).entries).failures() if f.path in seen or f.reason in {"missing", "not_found"}])


@contextmanager
def _engine(args: Namespace, words: Words) -> Iterator[tuple[int, dict[str, Any]]]:
    """How many workers there are, and the engine where it is not the processes of this machine."""
    if (args.engine == "dask") != bool(args.scheduler) or (args.scheduler and args.workers):
        raise OptionError(words.say("engine_scheduler"))
    if not args.scheduler:
        yield args.workers or os.cpu_count() or 1, {}
        return
    from minutes.archive.cluster import on

    with on(args.scheduler) as engine:
        yield engine.workers, {"engine": engine}


def show_plan(todo: Plan, words: Words, *, explain: bool) -> None:
    """How much there is to do and why; with `explain` file by file."""
    files = [job for job in todo.jobs if job.path]
    again = sum(len(job.holds) for job in todo.jobs)
    show(words.say("plan", read=len(files), size=size_of(todo.bytes), unchanged=todo.unchanged, moved=len(todo.moved), again=again))
    for why, n in todo.reasons:
        show(words.say("plan_why", n=n, why=_why(why, words)))
    for job in todo.jobs if explain else ():
        show(f"{clean(job.path) or ', '.join(job.stages)}: {_why(job.why, words)}" + (f" ×{len(job.holds)}" if job.holds else ""))
    for seen in todo.moved if explain else ():
        show(f"{clean(seen.path)}: {_why('moved', words)}")


def _why(why: str, words: Words) -> str:
    return words.say(f"why_{why}") if why in WHYS else words.say("why_stage", what=why)


class _Meter:
    """Progress on the terminal, over and over on one line; elsewhere a line a minute."""

    def __init__(self, words: Words) -> None:
        self.words, self.told, self.stopped = words, time.monotonic(), False

    def stop(self, _signal: int, _frame: object) -> None:
        """End the batch: at once or, where Python drops an exception (in a destructor), with the next result."""
        self.stopped = True
        raise KeyboardInterrupt

    def __call__(self, now: Any) -> None:
        if self.stopped:
            raise KeyboardInterrupt
        terminal = sys.stderr.isatty()
        if terminal or time.monotonic() - self.told > EVERY:
            self.told = time.monotonic()
            said = self.words.say("batch", done=now.done, of=now.of, rate=size_of(now.rate), eta=_time(now.eta), bad=now.quarantined)
            print(f"\r{said}  " if terminal else said, end="\n" if now.done == now.of or not terminal else "", file=sys.stderr, flush=True)


def size_of(count: float) -> str:
    """Bytes for people: 1.2 MB."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:,.1f} GB"


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


@stored
def digest(args: Namespace, words: Words) -> int:  # noqa: ARG001 - every command has one signature
    """One hash of what the archive holds."""
    from minutes.archive.digest import digest as of

    show(of(args.store))
    return 0


@stored
def check(args: Namespace, words: Words) -> int:
    """Find damage and repair it: 0 nothing was wrong, 3 something was, 4 something still is."""
    from minutes.archive.check import ASIDE
    from minutes.archive.check import check as look

    found = look(args.store, workers=args.workers or os.cpu_count() or 1, repair=not args.report_only)
    if not found.findings:
        show(words.say("checked_fine", n=found.shards))
        return 0
    for f in found.findings:
        show(words.say("damage", what=words.say(f"damage_{f.what}"), name=clean(f.name), meetings=f.meetings))
    if args.report_only:
        return 4
    show(words.say("repaired", parsed=found.parsed, again=found.again, folder=Path(args.store) / ASIDE))
    if found.lost:
        show(words.say("lost_files", n=len(found.lost)), to_errors=True)
        for path in found.lost:
            show(f"  {clean(path)}", to_errors=True)
    return 4 if found.lost else 3


@stored
def merge(args: Namespace, words: Words) -> int:
    """Several archives as a new one."""
    from minutes.archive.copy import merge as put_together

    made = put_together(args.stores, args.output)
    show(words.say("merged", meetings=made["meetings"], files=made["files"], size=size_of(made["bytes"])))
    return 0


@stored
def compact(args: Namespace, words: Words) -> int:
    """Fewer and larger shards."""
    from minutes.archive.copy import compact as put_together

    show(words.say("compacted", **put_together(args.store)))
    return 0
