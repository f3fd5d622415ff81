"""`minutes layouts` and `minutes themes`: the tables that the package works by."""

from argparse import Namespace
from pathlib import Path

from minutes.cli.words import Words, screen_table, show
from minutes.parse.choose import choose
from minutes.parse.induce import learn_layout
from minutes.parse.layout import layouts as declared
from minutes.parse.lines import split_lines
from minutes.parse.meeting import parse
from minutes.read.files import read_source


def layouts(args: Namespace, words: Words) -> int:
    """Without a file the declared layouts; with files how well each layout fits, or the layout learned from the file."""
    if not args.paths:
        show(screen_table(["layout", "templates", "about"], [[x.name, " ".join(x.turns), x.about] for x in declared()]))
        return 0
    found = 0
    for path in args.paths:
        source = read_source(path)
        text = source.text
        if args.learn:
            found += _learn(path, text, args.output, words)
            continue
        choice, meeting = choose(split_lines(text), frozenset()), parse(source)
        chosen = f"{meeting.layout} ({meeting.how})" if meeting.layout else words.say("no_layout")
        show(f"\n{path}: {chosen}\n{words.say('found', turns=len(meeting.turns), claimed=f'{meeting.claimed:.3f}', recall=f'{meeting.estimated_recall or 0:.3f}')}")
        rows = [[s.layout.name, f"{s.score:.3f}", s.turns, f"{s.covered:.3f}", f"{s.purity:.3f}"] for s in choice.scores]
        show(screen_table(["layout", "score", "turns", "covered", "purity"], rows))
    return 3 if args.learn and not found else 0


def _learn(path: str, text: str, output: str | None, words: Words) -> int:
    learned = learn_layout(text)
    if learned is None:
        show(f"{path}: {words.say('no_layout')}", to_errors=True)
        return 0
    toml = f"# confidence {learned.confidence}\n{learned.to_toml()}"
    if output:
        Path(output).write_text(toml, encoding="utf-8")
        show(f"{words.say('wrote')}: {output}", to_errors=True)
    else:
        show(toml.rstrip())
    return 1


def themes(args: Namespace, words: Words) -> int:
    """The themes with the number of their terms, or the words of one theme: terms, weak ones, misprints, exclusions, rules."""
    from minutes.errors import OptionError
    from minutes.themes.dictionary import load_themes

    loaded = load_themes(args.themes).themes
    if not args.name:
        show(screen_table(["theme", "terms", "about"], [[t.name, len(t.terms), t.covers] for t in loaded]))
        return 0
    theme = next((t for t in loaded if t.name == args.name), None)
    if theme is None:
        raise OptionError(f"{args.name}: テーマがありません / no such theme. {'、'.join(t.name for t in loaded)}")
    show(f"{theme.name}: {theme.covers}\n" + "\n".join(theme.terms))
    for key, listed in (("weak", theme.weak), ("typos", theme.typos), ("not", theme.exclude)):
        if listed:
            show(f"\n[{key}] {words.say(f'words_{key}')}\n" + "\n".join(listed))
    for rule in theme.rules:
        show(f"\n[rule] {words.say('words_rule', n=rule.within or '–')}\n" + "\n".join("、".join(group) for group in rule.groups))
    return 0
