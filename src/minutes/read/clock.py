"""The limits of one file inside a worker: those that the operating system enforces, and a watch over those that it does not."""

import contextlib
import ctypes
import os
import signal
import sys
import time

from minutes.read.limits import Limits

MEMORY_EXIT, LATE_EXIT = 77, 78


class Clock:
    """Sets the limits that the operating system enforces, and watches what it does not.

    Linux and macOS end the process by an alarm and by rlimits. Windows has neither: there `watch` looks every 20 ms.
    """

    def __init__(self) -> None:
        self.limits = Limits()
        self.started = time.monotonic()
        self.until: float | None = None
        self.held = False
        self.parent = os.getppid()

    def begin(self, limits: Limits) -> None:
        """Start the clocks of one file: wall clock by alarm, processor and memory by rlimit, where the system has them."""
        self.limits, self.started = limits, time.monotonic()
        self._alarm(limits.wall)
        with contextlib.suppress(ImportError):
            import resource

            used = resource.getrusage(resource.RUSAGE_SELF)
            wanted = ((resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + limits.cpu) + 1), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_AS, limits.memory))
            for kind, value in wanted:
                with contextlib.suppress(ValueError, OSError):
                    resource.setrlimit(kind, (value, resource.getrlimit(kind)[1]))
            self.held = resource.getrlimit(resource.RLIMIT_AS)[0] == limits.memory

    def _alarm(self, seconds: float) -> None:
        if hasattr(signal, "setitimer"):
            signal.signal(signal.SIGALRM, signal.SIG_DFL)  # the default ends the process, even inside a library
            signal.setitimer(signal.ITIMER_REAL, seconds)
        else:
            self.until = time.monotonic() + seconds

    def tick(self) -> None:
        """A new page begins: it may take `limits.page` seconds, and never more than the file has left."""
        left = self.limits.wall - (time.monotonic() - self.started)
        self._alarm(max(0.01, min(self.limits.page, left)))

    def end(self) -> None:
        """The file is done: stop the alarm."""
        self.until = None
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)

    def resident(self) -> int:
        """The most memory that this process has held, in bytes; 0 where the system does not say.

        Linux counts what the parent held before it started this process into ru_maxrss, so its own table is read.
        """
        with contextlib.suppress(OSError, ValueError, IndexError), open("/proc/self/status", "rb") as status:  # noqa: PTH123  # asked after every file
            return int(status.read().partition(b"VmHWM:")[2].split(maxsplit=1)[0]) * 1024
        try:
            import resource
        except ImportError:
            return windows_peak()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024

    def watch(self) -> None:
        """Leave when the parent is gone, and when a limit is passed that the system does not hold itself."""
        while True:
            time.sleep(0.2 if self.held else 0.02)
            if os.getppid() != self.parent:
                os._exit(0)
            if self.resident() > self.limits.memory:
                os._exit(MEMORY_EXIT)
            if self.until is not None and time.monotonic() > self.until:
                os._exit(LATE_EXIT)


class _Counters(ctypes.Structure):
    """PROCESS_MEMORY_COUNTERS of Windows."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("faults", ctypes.c_uint32),
        *((name, ctypes.c_size_t) for name in ("peak", "working", "paged_peak", "paged", "other_peak", "other", "committed", "committed_peak")),
    )


def windows_peak() -> int:
    """The most memory that this process has committed, as Windows counts it; 0 on other systems."""
    windll = getattr(ctypes, "windll", None)
    if windll is None:
        return 0
    counters = _Counters(size=ctypes.sizeof(_Counters))
    kernel = windll.kernel32
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    done = kernel.K32GetProcessMemoryInfo(ctypes.c_void_p(kernel.GetCurrentProcess()), ctypes.byref(counters), counters.size)
    return max(counters.peak, counters.committed_peak) if done else 0
