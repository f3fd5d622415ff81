"""The tests of `minutes`; `tests/<folder>` mirrors `src/minutes/<folder>`."""
