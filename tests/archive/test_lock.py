"""One writer at a time, on every system: refused at once or after a wait, and warned where a lock may not hold."""

import json
import os
import sys
import threading
import time
import types
from pathlib import Path

import pytest

from minutes.archive import lock
from minutes.archive.lock import locked, risk
from minutes.errors import StoreError


class Windows(types.ModuleType):
    """A stand-in for `msvcrt`: bytes of a file that one handle locked are closed to every other, as Windows has it."""

    LK_NBLCK = 2

    def __init__(self) -> None:
        super().__init__("msvcrt")
        self.held: dict[tuple[int, int], int] = {}

    def locking(self, handle: int, mode: int, size: int) -> None:
        """Lock so many bytes from where the handle stands; PermissionError where another handle has them."""
        assert (mode, size) == (self.LK_NBLCK, 1)
        place = (os.fstat(handle).st_ino, os.lseek(handle, 0, os.SEEK_CUR))
        if self.held.setdefault(place, handle) != handle and self.open(self.held[place]):
            raise PermissionError(13, "Permission denied")
        self.held[place] = handle

    def open(self, handle: int) -> bool:
        """Windows lets go of a lock with its handle."""
        try:
            os.fstat(handle)
        except OSError:
            return False
        return True


@pytest.fixture(params=["here", "windows"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The locks of this system, and those of Windows."""
    if request.param == "windows":
        monkeypatch.setitem(sys.modules, "fcntl", None)
        monkeypatch.setitem(sys.modules, "msvcrt", Windows())
    return str(request.param)


@pytest.mark.usefixtures("system")
def test_the_second_writer_is_refused_at_once(store: Path) -> None:
    """Without a wait, with the process, the host and the start of the first; what it wrote down stays readable and is not touched."""
    with locked(store):
        held = (store / lock.NAME).read_bytes()
        with pytest.raises(StoreError, match=f"pid {os.getpid()} @ .* \\(20") as error, locked(store):
            pass
        assert error.value.code == 5
        assert (store / lock.NAME).read_bytes() == held
        assert json.loads(held)["pid"] == os.getpid()
    assert (store / lock.NAME).stat().st_size == 0


@pytest.mark.usefixtures("system")
def test_a_writer_can_wait(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a wait it goes on as soon as the first has done, and is refused when that takes longer."""
    monkeypatch.setattr(lock, "EVERY", 0.01)
    free, order = threading.Event(), list[str]()

    def first() -> None:
        with locked(store):
            order.append("first")
            free.wait(10)
            order.append("done")

    writer = threading.Thread(target=first)
    writer.start()
    while not order:
        time.sleep(0.001)
    with pytest.raises(StoreError) as error, locked(store, wait=0.05):
        pass
    threading.Timer(0.05, free.set).start()
    with locked(store, wait=float("inf")) as before:
        order.append("second")
    writer.join()

    assert error.value.code == 5
    assert order == ["first", "done", "second"]
    assert before is None


@pytest.mark.usefixtures("system")
def test_what_a_killed_writer_left_is_taken_over(store: Path) -> None:
    """The lock went with the process, its name stayed: the next one is told who it was."""
    store.mkdir()
    (store / lock.NAME).write_text(json.dumps({"pid": 77, "host": "elsewhere", "since": "2025-04-01T09:00:00+0900"}), encoding="utf-8")
    with locked(store) as before:
        assert before == "pid 77 @ elsewhere (2025-04-01T09:00:00+0900)"


def test_without_any_lock_it_works(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A system that has neither kind of lock writes all the same."""
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", None)
    with locked(store):
        assert (store / lock.NAME).is_file()


MOUNTS = """/dev/sda1 / ext4 rw 0 0
//server/共有 /mnt-a cifs rw 0 0
server:/export /net nfs4 rw 0 0
/dev/sdb1 /net/local ext4 rw 0 0
drive: /data\\040of\\040all fuse.rclone rw 0 0
/dev/sdc1 /usb fuseblk rw 0 0
tmpfs /short
"""


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("/srv/store", None),
        ("/mnt-a/store", "cifs"),
        ("/mnt-ab/store", None),  # another folder, of which the name begins alike
        ("/net/x/store", "nfs4"),
        ("/net/local/store", None),  # a disk of its own beneath the share
        ("/data of all/store", "fuse.rclone"),  # a blank is written as \\040
        ("/usb/store", None),  # a local disk with the file system of Windows
        ("/srv/OneDrive - 市役所/store", "OneDrive - 市役所"),
        ("/srv/dropbox/会議録/store", "dropbox"),
        ("/srv/my-dropbox-notes/store", None),
        ("//server/共有/store", "//server"),  # as Windows names a share
    ],
)
def test_a_place_that_is_a_risk_is_named(tmp_path: Path, place: str, expected: str | None) -> None:
    """Shares and folders that a program carries to other machines are told by name, local disks are not."""
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS, encoding="utf-8")

    assert risk(Path(place), mounts=mounts) == expected
    assert risk(Path("/srv/store"), mounts=tmp_path / "none") is None
