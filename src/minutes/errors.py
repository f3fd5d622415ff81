"""The few errors of this package; each names the thing, the place and the next step."""


class MinutesError(Exception):
    """Any error that this package raises on purpose."""


class SourceError(MinutesError):
    """A file could not be read as text; `reason` is one of the documented codes."""

    def __init__(self, message: str, *, reason: str = "io_error") -> None:
        super().__init__(message)
        self.reason = reason


class LayoutError(MinutesError):
    """A layout file says something that cannot be understood."""


class ThemeError(MinutesError):
    """A theme file says something that cannot be understood."""


class OptionError(MinutesError):
    """An argument names something that does not exist, such as an unknown column."""
