"""A source becomes a meeting: lines, headings of speakers, layouts, turns, agenda, header, kind."""
