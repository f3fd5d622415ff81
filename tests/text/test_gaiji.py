"""Characters of one office's own font are shown as 〓 with their code, everywhere that people look, and nowhere that programs read."""

import json
from pathlib import Path

import pytest
from jinja2 import Environment
from markupsafe import Markup

from minutes.cli.main import main
from minutes.cli.words import clean
from minutes.text.gaiji import shown

RECORD = "霞野市試験会議　会議録\n\n○会長　始めます。\n○\ue012田委員　" + "費用はいくらですか。" * 200 + "\n○会長　百万円です。\n"


@pytest.mark.parametrize(("text", "expected"), [("\ue012田", "〓(U+E012)田"), ("塙", "塙"), ("", ""), ("\uf8ff", "〓(U+F8FF)")])
def test_a_missing_type_is_named(text: str, expected: str) -> None:
    """The code lets a clerk look the character up."""
    assert shown(text) == expected
    assert clean(text) == expected


def test_markup_stays_markup() -> None:
    """In a page the rest of the text is neither escaped twice nor let through."""
    assert isinstance(shown(Markup("<b>\ue012</b>")), Markup)
    page = Environment(autoescape=True, finalize=lambda value: shown(value) if isinstance(value, str) else value).from_string("{{ a }}{{ b }}")
    assert page.render(a="<\ue012", b=Markup("<b>")) == "&lt;〓(U+E012)<b>"


def test_outputs_show_it_and_data_keep_it(tmp_path: Path) -> None:
    """CSV for a spreadsheet has 〓; JSON has the character itself, and how many there are."""
    path = tmp_path / "a.txt"
    path.write_text(RECORD, encoding="utf-8")
    main(["parse", str(path), "--format", "csv", "-o", str(tmp_path / "a.csv")])
    main(["parse", str(path), "-o", str(tmp_path / "a.jsonl")])
    assert "〓(U+E012)田" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    record = json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8"))
    assert "\ue012" in json.dumps(record, ensure_ascii=False)
    assert record["source"]["gaiji"] == 1
