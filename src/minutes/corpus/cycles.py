"""Python looks for cycles among its objects; a process of ours has hardly any."""

import gc

YOUNG = 10_000
"""Objects between two looks for cycles in a process of ours: a document is many small tuples, and hardly a cycle."""


def look_seldom() -> None:
    """In a process that is ours: look for cycles seldom, and never again in what is there by now. As often as Python does is a twentieth of a batch."""
    gc.freeze()
    gc.set_threshold(YOUNG)
