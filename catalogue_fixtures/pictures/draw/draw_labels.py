"""First step: every label, and the flat artwork of the still lifes, as PNGs in the work folder. Needs Chromium.

    python draw_labels.py <work folder>
"""
import csv
import sys
from pathlib import Path

from containers import kind_of, size_of
from labels import label_svg
from line import LABELS, palette_for
from playwright.sync_api import Page, sync_playwright
from scene_art import DUSK, FACTS, NIGHT, WALL, facts_svg, wall_svg

FIXTURES = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"


def variants() -> list[dict[str, str]]:
    with (FIXTURES / "variants.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def number(cell: str) -> int | None:
    return int(cell) if cell else None


def draw(page: Page, svg: str, frame: tuple[float, float, float], path: Path) -> None:
    page.set_viewport_size({"width": round(frame[0]), "height": round(frame[1])})
    page.set_content(f'<body style="margin:0;background:none">{svg}</body>')
    page.screenshot(path=str(path))


def draw_scene_art(page: Page, work: Path) -> None:
    """The evening wall, by dusk and by night, and the side of a label with its facts."""
    for name, colours in (("dusk", DUSK), ("night", NIGHT)):
        for suffix, glow_only in (("", False), ("-glow", True)):
            draw(page, wall_svg(**colours, glow_only=glow_only), (*WALL, WALL[0]), work / f"wall-{name}{suffix}.png")
    frame = size_of("jar", 452, None).frame()
    draw(page, facts_svg(FACTS, frame, "#fbf7ee", "#262a45"), frame, work / "facts.png")


def main(work: Path, only: set[str]) -> None:
    work.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        for row in variants():
            if only and row["sku"] not in only:
                continue
            label, palette = LABELS[row["product"]], palette_for(row["product"], row["flavour"])
            kind = kind_of(label.container, number(row["count"]), row["size"])
            frame = size_of(kind, number(row["net_g"]), number(row["count"])).frame()
            printed_size = row["size"] if label.dose else ""  # a book's cover does not say "1 book"
            svg = label_svg(label, palette, printed_size, row["flavour"], frame)
            draw(page, svg, frame, work / f"{row['sku']}.png")
            if kind == "sticks":
                frame = (240, 1000, 220)
                draw(page, label_svg(label, palette, "1 packet", "", frame), frame, work / f"{row['sku']}-stick.png")
        if not only:
            draw_scene_art(page, work)


if __name__ == "__main__":
    main(Path(sys.argv[1]), set(sys.argv[2:]))
