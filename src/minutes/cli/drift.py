"""`minutes store info` and `minutes diff`: what is in an archive, and what another version of the parser or of the themes made of the same files."""

from argparse import Namespace
from collections import Counter

from minutes.cli.archive import size_of, stored
from minutes.cli.tables import form_of, ready, write_tables
from minutes.cli.words import Words, show

DIFFERENT = 1
"""As `diff` says it: 0 the same, 1 different, 2 and more a trouble."""


@stored
def info(args: Namespace, words: Words) -> int:
    """What is in an archive: on the screen how much, with what options, and what failed; and a table by municipality in any form."""
    from minutes.archive.journal import FORMAT, read
    from minutes.archive.store import archive

    ready(args)
    found = archive(args.store)
    if form_of(args) == "table":
        state, opened = found.state, read(found.folder).entries[:1]
        shards = {shard.name: shard.bytes for part in state.parts for shard in part.shards.values() if shard.name in state.names}
        shards |= {shard.name: shard.bytes for shard in state.vocabulary}
        made = {"format": opened[0].get("format", FORMAT), "by": opened[0].get("by", "?")} if opened else {"format": FORMAT, "by": "?"}
        counts = {"meetings": len(found), "turns": int(found.meetings["turns"].sum()), "files": len(state.files), "shards": len(shards)}
        show(words.say("store_size", size=size_of(sum(shards.values())), **counts, **made))
        if state.runs:
            asked = state.runs[-1]["options"]
            named = {"layout": asked["layout"] or words.say("store_default"), "themes": asked["themes"] or words.say("store_built_in")}
            show(words.say("store_run", tokens=words.say("store_yes" if asked["tokens"] else "store_no"), **named))
        if reasons := Counter(f.reason for f in found.failed):
            show(words.say("store_lost", reasons=", ".join(f"{reason} {n}" for reason, n in sorted(reasons.items(), key=lambda r: (-r[1], r[0])))))
    write_tables({"contents": found.contents}, args, words)
    return 0


@stored
def diff(args: Namespace, words: Words) -> int:
    """The drift from one archive to another: counts, meetings, themes, rates and examples; exit code 0 where there is none, 1 where there is."""
    from minutes.archive.store import archive

    ready(args)
    found = archive(args.store_before).diff(args.store_after, examples=args.examples)
    if form_of(args) == "table" and found.same:
        show(words.say("no_drift", n=int(found.drift["meetings"].sum())))
        return 0
    if found.why:
        show(words.say("drift_why", what=", ".join(found.why)), to_errors=form_of(args) != "table" or bool(args.output))
    tables = found.tables()
    if form_of(args) == "table":
        themes = tables["drift_themes"]
        tables["drift_themes"] = themes[themes[["added", "removed", "changed"]].sum(axis=1) + (themes["after"] - themes["before"]).abs() > 0]
        shown = tables["drift_examples"]
        tables["drift_examples"] = shown.assign(before="- " + shown["before"], after="+ " + shown["after"])
        tables = {name: table for name, table in tables.items() if len(table)}
    write_tables(tables, args, words)
    return 0 if found.same else DIFFERENT
