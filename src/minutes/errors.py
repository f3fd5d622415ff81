"""The few errors of this package; each names the thing, the place and the next step."""


class MinutesError(Exception):
    """Any error that this package raises on purpose."""


class SourceError(MinutesError):
    """A file could not be read as text; `reason` is one of the documented codes.

    `limit` is the limit that was passed (wall=60) and `value` what the file had, where that was measured; `sha256` is
    the digest of the file, "" when it was not even opened.
    """

    def __init__(self, message: str, *, reason: str = "io_error", sha256: str = "", limit: str = "", value: float | None = None) -> None:
        super().__init__(message)
        self.reason = reason
        self.sha256 = sha256
        self.limit = limit
        self.value = value


class LayoutError(MinutesError):
    """A layout file says something that cannot be understood."""


class ThemeError(MinutesError):
    """A theme file says something that cannot be understood."""


class OptionError(MinutesError):
    """An argument names something that does not exist, such as an unknown column."""


class StoreError(MinutesError):
    """An archive cannot be written or read; `code` is the exit code: 4 storage, 5 busy, 6 made by a newer version, 2 usage."""

    def __init__(self, message: str, *, code: int = 4) -> None:
        super().__init__(message)
        self.code = code
