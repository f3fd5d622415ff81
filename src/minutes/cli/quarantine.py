"""`minutes retry`: read again what could not be read, with other limits."""

from argparse import Namespace
from pathlib import Path

from minutes.cli.files import INCOMPLETE, limits_of, loaded, report_failures
from minutes.cli.parse import write_meetings
from minutes.cli.words import Words, show
from minutes.corpus.manifest import inside, read_manifest
from minutes.corpus.quarantine import chosen, read_quarantine
from minutes.errors import OptionError
from minutes.model import Failure
from minutes.read.reasons import reasons


def retry(args: Namespace, words: Words) -> int:
    """The meetings of the listed files, in the form of `parse`; what still fails, and what was not tried, goes to a new list."""
    wanted = [code for given in args.reason or () for code in given.split(",")]
    if unknown := sorted(set(wanted) - set(reasons())):
        raise OptionError(f"--reason {unknown[0]}: 理由コードがありません / no such reason code. {', '.join(reasons())}")
    if args.timeout:
        args.limit = [f"wall={args.timeout:g},page={args.timeout:g},cpu={2 * args.timeout:g}", *(args.limit or ())]
    listed = Path(args.list)
    taken, rest = chosen(read_quarantine(listed), wanted)
    files = list(dict.fromkeys(path for failure in taken for path in _documents(failure, args)))
    rows = {row.path: row for row in read_manifest(Path(args.manifest))} if args.manifest else {}
    failed: list[Failure] = []
    write_meetings(loaded(files, rows, args, words, failed), args)
    args.failures = args.failures or str(listed.with_suffix(".rest.csv"))
    show(words.say("retried", n=len(files), read=len(files) - len(failed), rest=len(rest), list=args.failures), to_errors=True)
    report_failures(args, words, failed, also=rest)
    return INCOMPLETE if failed else 0


def _documents(failure: Failure, args: Namespace) -> tuple[str, ...]:
    """The file again, or its documents when it is a container that opens now."""
    file = Path(failure.path)
    return inside(file, limits_of(args)) if file.is_file() else (failure.path,)
