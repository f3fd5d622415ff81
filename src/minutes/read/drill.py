"""Misbehaviour on demand inside a worker: how tests and `minutes doctor` see that the guard holds."""

import ctypes
import os
import time

DRILLS = ("hang", "spin", "memory", "exit", "segfault", "raise", "chatter")


def drill(kind: str) -> None:
    """Do what a hostile file may make a library do; none of these comes back except raise and chatter."""
    if kind == "hang":
        time.sleep(10_000)
    elif kind == "spin":
        while True:
            pass
    elif kind == "memory":
        hoard = [bytearray(1 << 24)]
        while True:
            hoard.append(bytearray(1 << 24))
    elif kind == "exit":
        os._exit(3)
    elif kind == "segfault":
        ctypes.string_at(0)
    elif kind == "chatter":
        os.write(1, b"words on standard output" * 1000)
    raise RuntimeError(kind)
