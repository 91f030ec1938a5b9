"""How often Python looks for garbage that refers to itself.

By default it does after each 700 new objects, and walks over all that live whenever a quarter more than the last time
have come: over models, classes and the rows of an analysis, which all stay. Of the analysis besides the parse that was
a tenth, of a check a fifteenth (2,000 articles). What a batch leaves is collected when it is done
(`flows.publication.let_go`). At the end Python would look through all once more, for a second: it all goes at once
with the process.
"""

import atexit
import gc

# New objects between two looks at the young ones, and looks between two at the older ones.
OBJECTS, LOOKS = 50_000, 20


def collect_seldom() -> None:
    """For all that this process does from now on."""
    gc.set_threshold(OBJECTS, LOOKS, LOOKS)
    atexit.register(gc.freeze)
