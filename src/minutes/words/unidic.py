"""MeCab over unidic-lite, which is rearranged once for a machine and then lies in the folder for such things.

That takes about two seconds and 76 MB. `MINUTES_CACHE` names another folder; where none can be written to, a temporary
one serves this process and those that it starts.
"""

import atexit
import csv
import mmap
import os
import shutil
import sys
import tempfile
import zlib
from functools import cache, lru_cache
from pathlib import Path

from minutes.errors import OptionError

PLACE = "MINUTES_CACHE"
"""The environment variable with the folder for what can be made again."""
FORMAT = 2
"""Changes with `rearrange`, so that what an older version made is not taken for its work."""

_TELLING = 72  # bytes with which a dictionary begins, by which one is told from another
_FORM = r'-O "" -F "%H" -U "\t%m\f%f[0]-%f[1]-%f[2]\t" -E ""'


class Unidic:
    """MeCab of one process, and what its answers mean: it can be neither sent to another process nor shared across a fork."""

    def __init__(self, folder: Path) -> None:
        import fugashi
        import numpy as np

        from minutes.words.rearrange import ENTRY, HEAD

        self.parse = fugashi.GenericTagger(f'-r "{_unidic() / "mecabrc"}" -d "{folder}" {_FORM}').parse
        """The words of a line: each the letters of its entry; one that is not in the dictionary between tabs, with its part of speech."""
        with (_unidic() / "sys.dic").open("rb") as file:
            self._file = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        trie, entries = np.frombuffer(self._file, "<u4", 2, offset=24).tolist()
        self._at = np.frombuffer(self._file, ENTRY, entries // ENTRY.itemsize, offset=HEAD + trie)["features"]
        self._says = HEAD + trie + entries
        self.entries = len(self._at)

    def entry(self, number: int) -> tuple[str, str, str, str]:
        """What the dictionary says in an entry: (the word, its lemma, its base, its part of speech)."""
        at = self._says + int(self._at[number])
        line = self._file[at : self._file.find(b"\0", at)].decode()
        said = next(csv.reader((line,))) if '"' in line else line.split(",", 11)
        lemma, word, _, base = said[7:11]
        return word, "" if lemma == "*" else lemma, "" if base == "*" else base, "-".join(said[:3]).replace("*", "")


def unidic() -> Unidic:
    """MeCab for this process; raises `OptionError` when nothing can be written that it needs."""
    return _of(os.getpid())


@lru_cache(maxsize=1)
def _of(process: int) -> Unidic:  # noqa: ARG001 - the key of the cache
    folder = rearranged()
    try:
        return Unidic(folder)
    except RuntimeError:  # a file is cut or gone
        shutil.rmtree(folder, ignore_errors=True)
        return Unidic(rearranged())


def rearranged() -> Path:
    """The folder of the rearranged dictionary, which is made when it is not there."""
    with (_unidic() / "sys.dic").open("rb") as file:
        name = f"unidic-{zlib.crc32(file.read(_TELLING)):08x}-{FORMAT}"
    try:
        return _made(kept() / name)
    except (OSError, RuntimeError):
        return _made(_temporary() / name)


def kept() -> Path:
    """The folder where this machine keeps what can be made again; `RuntimeError` when this user has no home."""
    home = os.environ.get(PLACE)
    if home:
        return Path(home)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "minutes"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "minutes"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "minutes"


def _temporary() -> Path:
    """A folder that goes with this process, and that the processes which it starts find too."""
    try:
        folder = tempfile.mkdtemp(prefix="minutes-")
    except OSError as error:
        ja, en = (
            f"並べ直した辞書（76 MB）を置く場所がありません。書ける場所を環境変数 {PLACE} で教えてください",
            f"no place for the rearranged dictionary (76 MB): name a folder that can be written to in the environment variable {PLACE}",
        )
        raise OptionError(f"{tempfile.gettempdir()}: {ja} / {en}") from error
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ[PLACE] = folder
    return Path(folder)


def _made(folder: Path) -> Path:
    """The folder with the dictionary in it: it appears at once and whole, whoever else is making it."""
    if folder.is_dir():
        return folder
    from minutes.words.rearrange import rearrange  # once for a machine

    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="making-", dir=folder.parent, ignore_cleanup_errors=True) as place:
        new = Path(place, folder.name)
        new.mkdir()
        rearrange(_unidic(), new)
        try:
            new.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another process was first
                raise
    return folder


@cache
def _unidic() -> Path:
    import unidic_lite

    return Path(unidic_lite.DICDIR)
