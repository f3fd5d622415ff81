"""The tables of the page on sizing, reckoned from measured rates.

`python docs/sizing.py` writes the tables of docs/ja/how-to/sizing.md and its English page from docs/sizing.toml.
`python docs/sizing.py --chars 300e6 --cores 8 [--machines 4] [--files 5000]` says the same of an archive of your own.
"""

import argparse
import importlib.util
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
SAID: dict[str, Any] = tomllib.loads((DOCS / "sizing.toml").read_text(encoding="utf-8"))
LANGUAGES = ("ja", "en")
EACH = 8
"""Cores of one machine of a cluster."""
_PART = re.compile(r"(<!-- (?P<name>\w+) -->\n).*?(<!-- / -->)", re.DOTALL)


@dataclass(frozen=True)
class Need:
    """What an archive needs: MB of text, files, MB of disk for the store, MB of memory of the process that writes."""

    text: float
    files: int
    disk: float
    writer: float

    @classmethod
    def of(cls, chars: float, *, tokens: bool = True, files: int = 0) -> "Need":
        """The need of so many characters."""
        measured, assumed = SAID["measured"], SAID["assumed"]
        text, files = chars * assumed["bytes"] / 1e6, files or max(1, round(chars / assumed["file"]))
        return cls(text, files, text * measured["room_full" if tokens else "room_themes"], measured["writer"] + measured["ledger"] * files / 1000)

    def seconds(self, cores: int, *, machines: int = 1, tokens: bool = True) -> float:
        """How long it takes: the work shared by all cores, but never less than the one writer needs by itself."""
        measured = SAID["measured"]
        work, writing = self.text * measured["full" if tokens else "themes"], self.text * measured["parent" if machines == 1 else "parent_cluster"]
        shared = (work + writing) / cores if machines == 1 else work / (cores * machines * SAID["assumed"]["cluster"])
        return float(measured["start"] + max(shared, writing))


def characters(case: dict[str, Any]) -> float:
    """Characters of a case: governments × what each publishes in a year × years."""
    return float(sum(SAID["year"][kind] * n for kind, n in case["governments"].items()) * case["years"])


def lasting(seconds: float, lang: int) -> str:
    """40 秒, 12 分, 3.5 時間."""
    for size, ja, en in ((86_400 * 2, "日", "days"), (3_600 * 1.5, "時間", "h"), (90, "分", "min")):
        if seconds >= size:
            unit = {"日": 86_400, "時間": 3_600, "分": 60}[ja]
            return f"{seconds / unit:.1f} {(ja, en)[lang]}" if seconds < 10 * unit else f"{seconds / unit:.0f} {(ja, en)[lang]}"
    return f"{seconds:.0f} {('秒', 's')[lang]}"


def large(mb: float) -> str:
    """MB below a thousand, else GB."""
    return f"{mb:,.0f} MB" if mb < 1000 else f"{mb / 1000:,.1f} GB" if mb < 10_000 else f"{mb / 1000:,.0f} GB"


def one_machine(lang: int) -> str:
    """Cases × cores of one machine."""
    cores = SAID["machines"]["cores"]
    heads = (
        ("", "本文", "ファイル", "保存先の空き", "書く側のメモリ", *(f"{n}コア" for n in cores))
        if lang == 0
        else ("", "text", "files", "disk for the store", "memory of the writer", *(f"{n} cores" for n in cores))
    )
    rows = []
    for case in SAID["case"]:
        need = Need.of(characters(case))
        times = [
            f"{lasting(need.seconds(n), lang)}（{lasting(need.seconds(n, tokens=False), lang)}）"
            if lang == 0
            else f"{lasting(need.seconds(n), lang)} ({lasting(need.seconds(n, tokens=False), lang)})"
            for n in cores
        ]
        rows.append((case["name"][lang], large(need.text), f"{need.files:,}", large(need.disk), large(need.writer), *times))
    return _table(heads, rows)


def cluster(lang: int) -> str:
    """The largest case on several machines: one store filled by a cluster, and stores of prefectures that each machine fills by itself."""
    heads = (
        ("8コアの機械", "Dask で一つの保存先", "機械ごとに県を分け、あとで一つに")
        if lang == 0
        else ("machines of 8 cores", "one store, by Dask", "each machine its prefectures, merged later")
    )
    need = Need.of(characters(SAID["case"][-1]))
    rows = []
    for n in SAID["machines"]["cluster"]:
        apart = need.seconds(EACH) / min(n, 47) / SAID["assumed"]["cluster"]
        rows.append((f"{n}", lasting(need.seconds(EACH, machines=n), lang), lasting(apart, lang)))
    return _table(heads, rows)


def rates(lang: int) -> str:
    """What was measured and what is assumed."""
    measured = SAID["measured"]
    values = measured | {f"{name}_rate": 1 / measured[name] for name in ("full", "themes", "parent", "parent_cluster")} | {f"{kind}_m": n / 1e6 for kind, n in SAID["year"].items()}
    rows = [(row["name"][lang], row["value"][lang].format(**values)) for row in SAID["rate"]]
    told = ("`{command}`（{0}）", "`{command}` ({0})")[lang].format(measured["machine"][lang], command=measured["command"])
    return _table(("", told), rows)


def _table(heads: tuple[str, ...], rows: Any) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads), *("| " + " | ".join(row) + " |" for row in rows)]
    return "\n".join(lines) + "\n"


PARTS = {"one_machine": one_machine, "cluster": cluster, "rates": rates}


def page(lang: str) -> tuple[Path, str]:
    """A page with its tables made anew."""
    path = DOCS / lang / "how-to" / "sizing.md"
    text = path.read_text(encoding="utf-8")
    return path, _PART.sub(lambda part: part[1] + PARTS[part["name"]](LANGUAGES.index(lang)) + part[3], text)


def write() -> None:
    """Both pages, and in the English one the Japanese text that it says."""
    for lang in LANGUAGES:
        path, text = page(lang)
        path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec
    assert spec.loader
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    generate.translated("en/how-to/sizing.md")


def main() -> None:
    """Write the pages, or say what one archive needs."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--chars", type=float)
    for name, default in (("cores", 8), ("machines", 1), ("files", 0)):
        options.add_argument(f"--{name}", type=int, default=default)
    args = options.parse_args()
    if args.chars is None:
        write()
        return
    for tokens, what in ((True, "with words"), (False, "without words")):
        need = Need.of(args.chars, tokens=tokens, files=args.files)
        took = lasting(need.seconds(args.cores, machines=args.machines, tokens=tokens), 1)
        print(
            f"{what}: {large(need.text)} of text, {need.files:,} files, {large(need.disk)} of disk, "
            f"writer {large(need.writer)}, workers {args.cores} × {SAID['measured']['worker']} MB a machine: {took}"
        )


if __name__ == "__main__":
    main()
