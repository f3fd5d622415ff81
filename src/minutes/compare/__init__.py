"""Tables that compare: every figure with its counts, its denominator and its doubt."""
