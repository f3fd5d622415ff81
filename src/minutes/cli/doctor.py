"""`minutes doctor`: what this installation can do and what it lacks, on one screen; with --bundle as a zip for a bug report."""

import importlib.metadata
import locale
import os
import platform
import shutil
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from importlib.util import find_spec
from pathlib import Path

from minutes.cli.bundle import write_bundle
from minutes.cli.files import limits_of
from minutes.cli.words import Words, show
from minutes.errors import OptionError
from minutes.read import guard
from minutes.read.encoding import decode
from minutes.read.limits import LIMITS, UNITS, Limits, stated
from minutes.version import __version__
from minutes.words.unidic import rearranged

TROUBLE = 1
_ROOM = 1_000_000_000  # bytes: a year of an assembly with its tables
_SAMPLE = "会議録　第①回（髙﨑委員）ｶﾞｲﾖｳ"
_ENCODINGS = {"utf-8": "utf-8", "utf-16-le": "utf-16-le", "cp932": "cp932", "euc-jp": "euc_jp", "iso-2022-jp": "iso2022_jp"}
_DRILLS = {"hang": "timeout", "memory": "memory_limit", "segfault": "crash", "raise": "parse_error"}
_CONVERTERS = ("catdoc", "antiword", "soffice")
# How the file of a Japanese font begins, and its name: what charts and printed reports are drawn with.
_FONTS = {
    "notosanscjk": "Noto Sans CJK JP",
    "notosansjp": "Noto Sans JP",
    "notoserifcjk": "Noto Serif CJK JP",
    "sourcehansans": "Source Han Sans",
    "bizud": "BIZ UD",
    "ipaexg": "IPAexGothic",
    "ipag": "IPAGothic",
    "takao": "Takao",
    "vl-gothic": "VL Gothic",
    "hiragino": "Hiragino",
    "ヒラギノ": "Hiragino",
    "yugoth": "Yu Gothic",
    "meiryo": "Meiryo",
    "msgothic": "MS Gothic",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the screen: its section, name and value; `ok` is None where nothing can be wrong; `hint` names a message."""

    section: str
    name: str
    value: str
    ok: bool | None = None
    hint: str = ""


def doctor(args: Namespace, words: Words) -> int:
    """The screen, and the bundle where one is asked for; 1 when something that is needed is missing or the guard does not hold."""
    found = findings(limits_of(args))
    section = ""
    for finding in found:
        if finding.section != section:
            section = finding.section
            show(f"\n■ {words.say('doctor_' + section)}")
        mark = "" if finding.ok is None else words.say("doctor_ok" if finding.ok else "doctor_bad")
        hint = f"  → {words.say('doctor_hint_' + finding.hint)}" if finding.hint and not finding.ok else ""
        show(f"  {finding.name:<14} {mark:<4} {finding.value}{hint}")
    bad = sum(finding.ok is False for finding in found)
    show("\n" + words.say("doctor_trouble" if bad else "doctor_fine", n=bad))
    if args.bundle:
        write_bundle(Path(args.bundle), [(f.section, f.name, f.value, f.ok) for f in found], log=Path(args.log) if args.log else None)
        show(f"{words.say('wrote')}: {args.bundle}")
    return TROUBLE if bad else 0


def findings(limits: Limits = LIMITS) -> list[Finding]:
    """Everything that is shown, in the order of the screen."""
    steps = (_versions(), _extras(), _reading(), _encodings(), _fonts(), _disk(), _limits(limits))
    return [finding for step in steps for finding in step]


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _required() -> Iterator[tuple[str, str]]:
    """Distribution and extra ("" for what is always needed) of every requirement of this package."""
    for line in importlib.metadata.requires("minutes") or ():
        name, _, marker = line.partition(";")
        extra = marker.partition("extra ==")[2].strip().strip("\"'") if "extra" in marker else ""
        bare = name.split("[")[0]
        yield next((bare[:i] for i, c in enumerate(bare) if c in "<>=!~ ("), bare), extra


def _versions() -> Iterator[Finding]:
    yield Finding("versions", "minutes", __version__)
    yield Finding("versions", "Python", f"{platform.python_version()} ({platform.python_implementation()}, {sys.platform} {platform.machine()})")
    for name in sorted({name for name, extra in _required() if not extra}):
        version = _version(name)
        yield Finding("versions", name, version or "–", version is not None, "install")


def _extras() -> Iterator[Finding]:
    needed: dict[str, list[str]] = {}
    for name, extra in _required():
        if extra not in {"", "all", "dev"}:
            needed.setdefault(extra, []).append(name)
    for extra, names in sorted(needed.items()):
        lacking = [name for name in names if _version(name) is None]
        there = [f"{name} {_version(name)}" for name in names if name not in lacking]
        yield Finding("extras", extra, ", ".join(there) if not lacking else f"– pip install 'minutes[{extra}]'")


def _reading() -> Iterator[Finding]:
    for kind, module in (("PDF", "pypdfium2"), ("HTML", "selectolax"), ("XML", "xml.parsers.expat")):
        there = find_spec(module) is not None
        yield Finding("reading", kind, module if there else "–", there, "install")
    converters = [name for name in _CONVERTERS if shutil.which(name)]
    yield Finding("reading", ".doc", ", ".join(converters) or "– (catdoc, antiword, soffice)")
    yield _words()
    tight = replace(LIMITS, wall=0.5, page=0.5, memory=400_000_000)
    for kind, wanted in _DRILLS.items():
        given = guard.drill(kind, replace(tight, wall=20.0, page=20.0) if kind == "memory" else tight)
        yield Finding("reading", f"guard {kind}", given, given == wanted, "guard")


def _words() -> Finding:
    """Where the dictionary lies in the order that suits minutes; it is put there when it is not."""
    try:
        folder = rearranged()
    except OptionError as error:
        return Finding("reading", "MeCab", str(error), ok=False)
    home = Path.home()
    place = Path("~", folder.relative_to(home)) if folder.is_relative_to(home) else folder
    return Finding("reading", "MeCab", f"{place} ({sum(file.stat().st_size for file in folder.iterdir()) / 1e6:.0f} MB)", ok=True)


def _encodings() -> Iterator[Finding]:
    yield Finding("encodings", "stdout", sys.stdout.encoding or "?")
    yield Finding("encodings", "locale", locale.getpreferredencoding(do_setlocale=False))
    yield Finding("encodings", "file names", sys.getfilesystemencoding())
    for name, codec in _ENCODINGS.items():
        text = "".join(c for c in _SAMPLE if _writes(c, codec)) * 3
        yield Finding("encodings", name, f"{len(text)} → {len(decode(text.encode(codec)).text)}", decode(text.encode(codec)).text == text, "report")


def _writes(char: str, codec: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _fonts() -> Iterator[Finding]:
    names = {name for folder in _font_folders() for file in folder.rglob("*") for start, name in _FONTS.items() if file.name.lower().startswith(start)}
    yield Finding("fonts", "Japanese", ", ".join(sorted(names)) or "–", bool(names) or None, "fonts")


def _font_folders() -> list[Path]:
    """Where fonts lie on Linux, macOS and Windows."""
    home, windows = Path.home(), Path(os.environ.get("WINDIR", "C:/Windows"))
    places = ["/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts"]
    own = [home / ".fonts", home / ".local/share/fonts", home / "Library/Fonts", windows / "Fonts", Path(os.environ.get("LOCALAPPDATA", home)) / "Microsoft/Windows/Fonts"]
    return [p for p in [*map(Path, places), *own] if p.is_dir()]


def _disk() -> Iterator[Finding]:
    for name, place in ((".", Path.cwd()), ("temp", Path(tempfile.gettempdir()))):
        free = shutil.disk_usage(place).free
        yield Finding("disk", name, f"{free / 1e9:,.1f} GB", free > _ROOM, "disk")


def _limits(limits: Limits) -> Iterator[Finding]:
    names = [field.name for field in fields(Limits)]
    for start in range(0, len(names), 4):
        yield Finding("limits", "", "  ".join(f"{stated(limits, name)} {UNITS[name]}".strip() for name in names[start : start + 4]))
