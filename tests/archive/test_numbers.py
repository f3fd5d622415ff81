"""Words get their numbers in the order in which they come, however many there are."""

from hypothesis import given
from hypothesis import strategies as st

from minutes.archive import numbers
from minutes.archive.numbers import Numbers

WORDS = st.lists(st.lists(st.binary(min_size=1, max_size=2), unique=True, max_size=30), max_size=8)


@given(WORDS, st.integers(0, 6))
def test_numbers_are_those_of_a_table(calls: list[list[bytes]], most: int) -> None:
    """Call by call the numbers, and the words that are new, are those of a plain table; so are those of a store that is opened again."""
    table: dict[bytes, int] = {}
    found = Numbers()
    before, numbers._RECENT = numbers._RECENT, most
    try:
        for words in calls:
            fresh = [word for word in words if word not in table]
            for word in fresh:
                table[word] = len(table)
            got, new = found.of(words)
            assert (got.tolist(), new, len(found)) == ([table[word] for word in words], fresh, len(table))
    finally:
        numbers._RECENT = before
    again = Numbers()
    again.add(list(table), table.values())
    assert again.of(list(table))[0].tolist() == list(table.values())


def test_digests_that_end_in_nothing() -> None:
    """Of many words some have a digest that ends in NUL bytes: they are found again."""
    words = [str(n).encode() for n in range(70_000)]
    found = Numbers()
    assert found.of(words)[0].tolist() == list(range(70_000))
    assert found.of(words[::-1])[0].tolist() == list(range(70_000))[::-1]
