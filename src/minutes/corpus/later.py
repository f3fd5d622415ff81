"""Methods that folders further down the row give to our values: nothing of them is loaded before they are asked for."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any


class Later:
    """A function of a module further down, as a method: looked up by its name when it is asked for."""

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name

    def __get__(self, value: object, kind: type) -> Callable[..., Any]:
        """The function itself of the class, the method of a value."""
        function: Callable[..., Any] = getattr(import_module(self.module), self.name)
        return function if value is None else partial(function, value)
