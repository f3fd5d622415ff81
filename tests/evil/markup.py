"""HTML, JSON and CSV that hurt parsers."""

LETTERS = "会議録を公開しています。"


def pages() -> dict[str, bytes]:
    """Hostile pages by name."""
    return {
        "deep.html": b"<html>" + b"<div>" * 3_000 + LETTERS.encode() * 50,
        "attributes.html": b"<html><a " + b"x=1 " * 100_000 + b">" + LETTERS.encode(),
        "unclosed.html": b"<html>" + LETTERS.encode() + b"<a" * 200_000,
        "entities.html": b"<html>" + b"&amp;" * 200_000 + LETTERS.encode(),
        "tables.html": b"<html>" + b"<table><tr><td>" * 2_000 + LETTERS.encode(),
        "formats.html": b"<html>" + b"<b><i><u>" * 5_000 + LETTERS.encode(),
        "nodes.html": b"<html>" + b"<br>" * 100_000 + LETTERS.encode(),
        "script.html": b"<html><script>" + b"document.write('<p>')" * 10_000 + b"</script>" + LETTERS.encode(),
    }


def deep_json(depth: int = 100_000) -> bytes:
    """Lists nested beyond any stack."""
    return b'[{"a":' + b"[" * depth + b"]" * depth + b"}]"


def long_number() -> bytes:
    """A number with a million digits, which takes quadratic time to convert."""
    return b'[{"speaker":"x","speech":' + b"9" * 1_000_000 + b"}]"
