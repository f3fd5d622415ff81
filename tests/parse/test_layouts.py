"""Declared layouts: each file's examples are cut as stated and win among all layouts; its counter-examples give no turn."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minutes.errors import LayoutError
from minutes.parse.choose import choose
from minutes.parse.layout import Layout, layouts, load_layout
from minutes.parse.lines import split_lines
from minutes.parse.meeting import parse
from minutes.parse.shapes import GLYPHS, PAIRS, Shape, read_shape

EXAMPLES = [pytest.param(lay, example, id=f"{lay.name}-{n}") for lay in layouts() for n, example in enumerate(lay.examples)]
COUNTERS = [pytest.param(counter, id=f"{lay.name}-{n}") for lay in layouts() for n, counter in enumerate(lay.counters)]


@pytest.mark.parametrize(("layout", "example"), EXAMPLES)
def test_example_is_cut_as_stated(layout: Layout, example: dict[str, object]) -> None:
    """The speakers of an example are those that its file lists, in order; given alone, the layout cuts it the same way."""
    text = str(example["text"])
    turns = parse(text).turns
    assert [t.speaker.label for t in turns] == example["labels"]
    assert all(t.text for t in turns)
    assert [t.span for t in parse(text, layout=layout).turns] == [t.span for t in turns]


@pytest.mark.parametrize(("layout", "example"), EXAMPLES)
def test_example_chooses_its_own_layout(layout: Layout, example: dict[str, object]) -> None:
    """Among all declared layouts the table puts the example's own first, and that layout cuts it."""
    choice = choose(split_lines(str(example["text"])), frozenset())
    assert choice.layout is not None
    assert (choice.layout.name, choice.layout.how) == (layout.name, "declared")
    assert choice.scores[0].layout.name == layout.name
    assert choice.scores[0].covered == 1.0 or layout.trailing


@pytest.mark.parametrize("text", COUNTERS)
def test_counter_example_gives_no_turn(text: str) -> None:
    """What only looks like a heading makes nobody speak."""
    assert [t.speaker.label for t in parse(text).turns] == []


def test_every_layout_says_what_it_is() -> None:
    """A layout file has a sentence about it, at least one example and two counter-examples; names are those of the files."""
    poor = [lay.name for lay in layouts() if not lay.about or not lay.examples or len(lay.counters) < 2]
    assert poor == []
    assert len({lay.name for lay in layouts()}) == len(layouts()) >= 23


def test_every_template_reads_back() -> None:
    """A template of a layout file names one shape, and that shape prints as the template."""
    for lay in layouts():
        for template in () if lay.trailing else lay.turns:
            assert read_shape(template).template == template


@given(st.sampled_from(["", *GLYPHS]), st.sampled_from(["", *PAIRS]), st.sampled_from(["label", "pair", "qa"]))
def test_shapes_print_and_read_back(glyph: str, opening: str, form: str) -> None:
    """Whatever glyph and bracket a clerk combines, the template says it without loss."""
    shape = Shape(glyph, "" if form == "pair" else opening, form)
    assert read_shape(shape.template) == shape


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("turns = ['○{label}']\ncolour = 'red'", "unknown key 'colour'"),
        ("name = 'x'", "turns must be a list of templates"),
        ("turns = ['○{speaker}']", "template '○{speaker}'"),
        ("turns = ['【{label})']", "template '【{label})'"),  # brackets that do not match
        ("turns = ['○{label}']\n[acts]\n'◆' = 'shout'", "[acts]"),
        ("turns = ['○{label}']\nconfidence = 3", "confidence"),
        ("turns = ['○{label}']\nonly = '会長'", "only must be a list of strings"),
        ("turns = [", "cannot be read as a layout file"),
    ],
)
def test_a_wrong_layout_file_says_what_is_wrong(tmp_path: Path, toml: str, says: str) -> None:
    """The error names the file and what to write instead."""
    path = tmp_path / "mine.toml"
    path.write_text(toml, encoding="utf-8")
    with pytest.raises(LayoutError) as error:
        load_layout(path)
    assert says in str(error.value)
    assert "mine.toml" in str(error.value)


def test_layout_survives_its_own_file(tmp_path: Path) -> None:
    """What to_toml writes, load_layout reads: names with quotes, acts, a closed list of labels, the confidence."""
    mine = Layout("市の'様式'", 'わが"市"の様式', ("○{label}", "◆{title}({name})"), acts={"◆": "question"}, only=("会長",), how="learned", confidence=0.42)
    path = tmp_path / "mine.toml"
    path.write_text(mine.to_toml(), encoding="utf-8")
    assert load_layout(path) == replace(mine, how="given")


def test_a_given_layout_cuts_alone() -> None:
    """With a layout given, headings of other shapes are words of the speech before them."""
    text = "【会長】始めます。\n○塙委員　伺います。\n【会長】どうぞ。\n"
    mine = Layout("mine", "", ("【{label}】",))
    assert [t.speaker.label for t in parse(text, layout=mine).turns] == ["会長", "会長"]
