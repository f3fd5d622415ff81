"""A fuzz target for every reader that runs in Python.

    python -m tests.evil.fuzz [folder] -max_total_time=600

Needs atheris. Whatever the bytes, the answer is an extract or a refusal; anything else is a finding. PDF is not
here: its library is native, and what it does to a process is the guard's business.
"""

import sys
from pathlib import Path

from tests.evil.good import good_files


def one(data: bytes) -> None:
    """Read one input."""
    from minutes.read.documents import read_document
    from minutes.read.limits import Limits
    from minutes.read.reasons import Refusal, reasons

    try:
        found = read_document(data, name="x", limits=Limits(member=5_000_000, container=10_000_000, nodes=50_000, text=2_000_000))
    except Refusal as refusal:
        if refusal.reason not in reasons():
            raise AssertionError(refusal.reason) from None
        return
    if found.replaced != found.text.count("\ufffd") and found.format == "text":
        raise AssertionError("replaced")
    if any(not 0 <= m.span.start <= m.body <= m.span.end <= len(found.text) for m in found.marks):
        raise AssertionError("marks")


def main() -> None:
    """Seed the folder with the good files, and fuzz."""
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

    folder = Path(next((a for a in sys.argv[1:] if not a.startswith("-")), ".fuzz"))
    folder.mkdir(exist_ok=True)
    for name, data in good_files().items():
        if not name.endswith(".pdf"):
            (folder / name).write_bytes(data)
    atheris.instrument_all()
    atheris.Setup([sys.argv[0], str(folder), *(a for a in sys.argv[1:] if a.startswith("-"))], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
