"""The command line: one thin file per group of verbs, no logic of its own."""
