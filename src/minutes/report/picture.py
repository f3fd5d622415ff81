"""A drawing as a file: SVG, a page with the table behind it, or pixels in a font that has every character."""

from typing import TYPE_CHECKING

from minutes.errors import OptionError

if TYPE_CHECKING:
    import pandas as pd

FONT = "system-ui, 'Hiragino Sans', 'Noto Sans CJK JP', 'Noto Sans JP', 'Yu Gothic UI', Meiryo, sans-serif"
FORMS = ("svg", "html", "png")
NOBODY = "\U0010fffd"  # no font draws this character: what it looks like is what a missing one looks like
FAMILIES = (
    "Hiragino Sans",
    "Yu Gothic",
    "Meiryo",
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "IPAexGothic",
    "IPAGothic",
    "BIZ UDGothic",
    "TakaoPGothic",
    "VL PGothic",
    "MS Gothic",
    "Noto Serif CJK JP",
)
INSTALL = "Debian/Ubuntu: apt install fonts-noto-cjk。Windows と macOS には初めから入っています / install a Japanese font, e.g. fonts-noto-cjk"


def escaped(value: object) -> str:
    """Text that is text wherever it stands; numbers without needless digits; control characters left out."""
    if isinstance(value, float):
        return f"{value:.1f}".rstrip("0").rstrip(".")
    plain = "".join(c for c in str(value) if c >= " " and c not in "\u2028\u2029\ufffe\uffff" and not 0xD800 <= ord(c) < 0xE000)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;").replace("'", "&#39;")


def encoded(form: str, *, svg: str, title: str, says: str, data: "pd.DataFrame") -> bytes:
    """The file's bytes. Raises `OptionError` for a form that there is not, and for PNG without a font that has the characters."""
    if form == "svg":
        return svg.encode()
    if form == "html":
        return as_page(svg, title, says, data).encode()
    if form == "png":
        return as_png(svg)
    raise OptionError(f"図は {'、'.join('.' + f for f in FORMS)} で保存できます（'.{form}' はありません） / charts are saved as {', '.join(FORMS)}")


def as_page(svg: str, title: str, says: str, data: "pd.DataFrame") -> str:
    """One page that needs nothing from outside: the drawing, its sentence, and the table that it was drawn from."""
    safe = "default-src 'none'; style-src 'unsafe-inline'"
    style = (
        f"body{{font-family:{FONT};max-width:60rem;margin:2rem auto;padding:0 1rem}}table{{border-collapse:collapse}}td,th{{padding:.2rem .6rem;border-bottom:1px solid #d5dae0}}"
    )
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{safe}"><title>{escaped(title)}</title><style>{style}</style>'
    table = data.to_html(index=False, border=0, escape=True, na_rep="–")
    return f'<!doctype html><html lang="ja"><head>{head}</head><body><h1>{escaped(title)}</h1><p>{escaped(says)}</p>{svg}{table}</body></html>'


def as_png(svg: str, *, scale: float = 2.0) -> bytes:
    """The drawing as PNG; raises `OptionError` that names the characters which no installed font has: never empty boxes."""
    try:
        import vl_convert
    except ImportError as error:
        raise OptionError("PNG には pip install 'minutes[plot]' が要ります。.svg ならそのまま保存できます / PNG needs minutes[plot]; SVG needs nothing") from error
    empty = _pixels(NOBODY)
    lost = [c for c in sorted({c for c in _words(svg) if not c.isspace()}) if _pixels(c) == empty]
    if lost:
        shown = "".join(lost[:20]) + ("…" if len(lost) > 20 else "")
        raise OptionError(f"この文字を持つフォントがありません / no installed font has these characters: {shown}。{INSTALL}")
    return bytes(vl_convert.svg_to_png(svg, scale=scale))


def _words(svg: str) -> str:
    """All texts of a drawing."""
    from xml.etree import ElementTree as ET

    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    return "".join(e.text or "" for e in root.iter() if e.tag.endswith("}text"))


def _pixels(character: str) -> bytes:
    import vl_convert

    words = f'<text x="5" y="30" font-size="24">{escaped(character)}</text>'
    return bytes(vl_convert.svg_to_png(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="40" height="40" font-family="{escaped(FONT)}">{words}</svg>'))


def use_japanese_font() -> str:
    """The Japanese font that matplotlib and altair draw with from now on: the first installed one of `FAMILIES`.

    Raises `OptionError` that says what to install where there is none. The charts of `minutes` itself need no such call.
    """
    try:
        from matplotlib import font_manager, rcParams
    except ImportError as error:
        raise OptionError("matplotlib がありません: pip install 'minutes[plot]' / matplotlib is not installed") from error
    installed = {f.name for f in font_manager.fontManager.ttflist}
    family = next((name for name in FAMILIES if name in installed), None)
    if family is None:
        raise OptionError(f"日本語のフォントが見つかりません / no Japanese font is installed. {INSTALL}")
    rcParams["font.family"] = [family, "sans-serif"]
    rcParams["axes.unicode_minus"] = False
    _tell_altair(family)
    return family


def _tell_altair(family: str) -> None:
    """Charts of altair in the same font, where altair is installed."""
    try:
        import altair as alt
    except ImportError:
        return
    alt.theme.register("minutes", enable=True)(lambda: alt.theme.ThemeConfig(config={"font": family}))
