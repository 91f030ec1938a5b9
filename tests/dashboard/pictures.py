"""Makes the docs' pictures of what the browser tests saw of the samples: `make pictures` takes them anew first.

    python tests/dashboard/pictures.py [SCREENSHOTS] [FOLDER]

SCREENSHOTS is `build/screenshots`, FOLDER `warehouse/docs/pictures`, unless told otherwise. The picture of Superset is
made by `try_superset.py`.
"""

import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
# Of each picture the screenshot, how much of its height is shown, and how wide the picture is, in pixels.
PICTURES = {
    "overview": ("desktop_overview", 1000, 960),
    "quotes": ("desktop_quotes", 1000, 960),
    "places_dark": ("dark_places", 1000, 960),
    "person_phone": ("phone_people_entity", 1000, 390),
}
# Pages have few colours, of which the rare ones count: links, points, what is chosen.
COLOURS = 256


def make(screenshots: Path, folder: Path) -> None:
    """Cut, shrink and write all pictures. Raises FileNotFoundError where a screenshot is missing."""
    for name, (source, height, width) in PICTURES.items():
        with Image.open(screenshots / f"{source}.png") as seen:
            cut = seen.convert("RGB").crop((0, 0, seen.width, height))
            shown = cut.resize((width, round(height * width / seen.width)), Image.Resampling.LANCZOS)
            shown.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
                folder / f"{name}.png", optimize=True
            )


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    defaults = [ROOT / "build" / "screenshots", ROOT / "warehouse" / "docs" / "pictures"]
    make(*given, *defaults[len(given) :])
