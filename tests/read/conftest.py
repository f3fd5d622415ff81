"""Put the project root on the path: the generators of the evil corpus are `tests.evil`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
