"""The comparing verbs, each with the name of the function it calls: rates, differences, keyness, kwic, timeline and the others."""

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from minutes.cli.asked import by_of, every_tag_of, tags_of, told, where_of
from minutes.cli.tables import Tables, run
from minutes.cli.words import Words, show
from minutes.compare.select import as_names
from minutes.errors import OptionError

if TYPE_CHECKING:
    from minutes.corpus.corpus import Corpus


def rates(args: Namespace, words: Words) -> int:
    """Rates of themes by group; with --standardise beside the rate of a common mixture, with --differences the differences of the groups."""
    from minutes.compare.differences import differences
    from minutes.compare.rates import rates as table

    asked = _asked(args)
    over = as_names(args.over.split(",")) if args.over else args.standardise

    def make(corpus: "Corpus") -> Tables:
        tags = tags_of(args, corpus)
        made = {"rates": table(corpus, tags, **asked, standardise=over)}
        if args.differences or args.against:
            made["differences"] = differences(corpus, tags, **asked, against=args.against)
        return made

    return run(args, words, make, by=asked["by"])


def differences(args: Namespace, words: Words) -> int:
    """The difference of every pair of groups (or of all against one), with interval, p and q."""
    from minutes.compare.differences import differences as table

    asked = _asked(args)
    return run(args, words, lambda corpus: {"differences": table(corpus, tags_of(args, corpus), **asked, against=args.against)})


def timeline(args: Namespace, words: Words) -> int:
    """Rates along the years, each group and all together; a year of which nothing was read is empty, not zero."""
    from minutes.compare.time import timeline as table

    asked = _asked(args)
    return run(args, words, lambda corpus: {"timeline": table(corpus, tags_of(args, corpus), **asked, period=args.period)}, by=[*asked["by"], args.period])


def _asked(args: Namespace) -> dict[str, Any]:
    """What every table of rates is asked: groups, filters, unit, only the main themes, seed."""
    from minutes.compare.count import unit_of

    return {"by": by_of(args), "where": where_of(args), "of": unit_of(args.of), "primary": args.primary, "seed": args.seed}


def keyness(args: Namespace, words: Words) -> int:
    """Distinctive words of each group, with the height that chance reaches."""
    from minutes.compare.keyness import keyness as table

    by, where = by_of(args), where_of(args)
    return run(
        args,
        words,
        lambda corpus: {"keyness": table(corpus, by=by, where=where, top=args.top or None, least=args.least, masked=not args.names, procedural=args.procedural, seed=args.seed)},
        by=by,
    )


def kwic(args: Namespace, words: Words) -> int:
    """Every place of a word, a form, a pattern or a theme, with the way back to file, page, line and offsets."""
    from minutes.compare.kwic import kwic as table

    where = where_of(args)

    def make(corpus: "Corpus") -> Tables:
        tags = every_tag_of(args, corpus) if args.kind == "theme" else None
        query = args.query.split("|") if args.kind == "theme" else args.query
        made = table(corpus, query, match=args.kind, window=args.window, size=args.size, where=where, tags=tags, limit=args.first)
        show(
            words.say(
                "searched", query=args.query.replace("|", " | "), kind=words.shown("matching", args.kind), filters=told(where), n=len(made), meetings=made["meeting"].nunique()
            ),
            to_errors=True,
        )
        return {"kwic": made}

    return run(args, words, make)


def coverage(args: Namespace, words: Words) -> int:
    """What was read and what was not by municipality, body and year, and the pairs of records that are nearly the same."""
    from minutes.compare.coverage import coverage as table
    from minutes.compare.similar import similar

    def make(corpus: "Corpus") -> Tables:
        pairs = similar(corpus)
        return {"coverage": table(corpus, pairs=pairs)} | ({"similar": pairs} if len(pairs) else {})

    return run(args, words, make, empty=True)


def first_mentions(args: Namespace, words: Words) -> int:
    """Who spoke of each theme first in each group, in what was read."""
    from minutes.compare.time import first_mentions as table

    by, where = by_of(args), where_of(args)
    return run(args, words, lambda corpus: {"first_mentions": table(corpus, tags_of(args, corpus), by=by, where=where)}, by=by)


def cooccurrence(args: Namespace, words: Words) -> int:
    """Pairs of themes, or of the words by which they were found, that occur together."""
    from minutes.compare.cooccurrence import cooccurrence as table

    where = where_of(args)
    return run(args, words, lambda corpus: {"cooccurrence": table(corpus, tags_of(args, corpus), of=args.of, within=args.within, where=where, least=args.least)})


def questions(args: Namespace, words: Words) -> int:
    """Who asked, about what, and who answered; with --unanswered those questions that the record holds no answer to."""
    from minutes.compare.questions import questions as table

    where = where_of(args)

    def make(corpus: "Corpus") -> Tables:
        made = table(corpus, tags_of(args, corpus), where=where)
        return {"questions": made[made["answers"] == 0].reset_index(drop=True) if args.unanswered else made}

    return run(args, words, make)


def profile(args: Namespace, words: Words) -> int:
    """A person or a municipality on one page."""
    from minutes.compare.count import unit_of
    from minutes.compare.profile import profile as table

    where, of = where_of(args), unit_of(args.of)
    if not where:
        raise OptionError("--where で人か自治体を指定してください（例 --where speaker=氏名） / say who or where with --where, as in --where municipality=NAME")
    return run(args, words, lambda corpus: {"profile": table(corpus, tags_of(args, corpus), where=where, of=of, seed=args.seed)})
