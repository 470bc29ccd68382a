"""Second step: photograph every pack in the studio. Needs Blender as a Python module (`pip install bpy==5.0.1`).

    python draw_packs.py <work folder> [SKU …]        PNGs of 960 × 960 next to the labels
"""
import csv
import sys
from pathlib import Path

import packs
import studio
import table
from containers import kind_of, size_of
from line import LABELS, palette_for

FIXTURES = Path(__file__).resolve().parents[2]


def build(row: dict[str, str], work: Path) -> None:
    label, palette = LABELS[row["product"]], palette_for(row["product"], row["flavour"])
    net, count = (int(row[name]) if row[name] else None for name in ("net_g", "count"))
    kind = kind_of(label.container, count, row["size"])
    size, art = size_of(kind, net, count), str(work / f"{row['sku']}.png")
    if kind == "jar":
        packs.jar(size, art, palette)
    elif kind in ("amber", "white"):
        packs.bottle(size, art, palette, glass=kind == "amber")
    elif kind == "sticks":
        packs.sticks(size, art, str(work / f"{row['sku']}-stick.png"), palette)
    elif kind == "pouch":
        packs.bag(size, art, palette)
    elif kind == "mug":
        table.mug()
    elif kind == "spoon":
        table.heap((-0.42, 0.34, 0), 0.40, 0.24)
        table.spoon((-0.42, -0.16, 0.0), turn=-18)
    else:
        {"liquid": packs.liquid, "dropper": packs.dropper, "spray": packs.spray, "gummies": packs.gummies, "book": packs.book}[
            kind
        ](size, art, palette)
    place_camera(kind, size.height)


TOPS = {"jar": 0.27, "amber": 0.24, "white": 0.24, "liquid": 0.23, "gummies": 0.22, "dropper": 0.52, "spray": 0.39}


def place_camera(kind: str, height: float) -> None:
    """Small packs come nearer than large ones, though not so near that a row of cards loses their sizes."""
    if kind == "spoon":
        studio.camera(aim=(0.16, 0.0, 0.08), distance=4.9, rise=2.7)
        return
    whole = height + TOPS.get(kind, 0)
    frame = 0.84 + 0.72 * whole + (0.18 if kind == "sticks" else 0)  # how much of the wall fits in the picture
    aim = (0.06 if kind in ("mug", "sticks") else 0, 0, whole * 0.5 + 0.02)
    studio.camera(aim=aim, distance=frame * 105 / 36, rise=frame * 0.40)


def main(work: Path, only: set[str], pixels: int = 960, samples: int = 8) -> None:
    with (FIXTURES / "variants.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if not only or row["sku"] in only]
    for row in rows:
        seen_through = LABELS[row["product"]].container in ("gummies", "mug", "spoon")
        studio.new_scene(pixels, samples * 3 if seen_through else samples)
        studio.backdrop()
        studio.lights()
        build(row, work)
        studio.shoot(str(work / f"pack-{row['sku']}.png"))


if __name__ == "__main__":
    quick = "--quick" in sys.argv  # small and grainy, to look at a change
    arguments = [argument for argument in sys.argv[1:] if argument != "--quick"]
    main(Path(arguments[0]), set(arguments[1:]), *((480, 12) if quick else (960, 8)))
