"""Last photographs: the home page's evening kitchen, the three article pictures, groups of packs. Needs bpy.

    python draw_scenes.py <work folder> [name …]        PNGs next to the artwork; --quick to look at a change
"""
import math
import sys
from pathlib import Path

import bpy
import containers
import foods
import line
import packs
import shapes
import studio
import table


class Stage:
    """One photograph: what stands where, in what light."""

    def __init__(self, work: Path, pixels: tuple[int, int], samples: int) -> None:
        self.work = work
        scene = studio.new_scene(pixels[0], samples)
        scene.render.resolution_x, scene.render.resolution_y = pixels

    def room(self, wall: str, wood: str, glow: float) -> None:
        """A table before the wall with the window."""
        surface = studio.printed("wall", str(self.work / f"wall-{wall}.png"), 0.9)
        nodes, links = surface.node_tree.nodes, surface.node_tree.links
        image = nodes.new("ShaderNodeTexImage")
        image.image = bpy.data.images.load(str(self.work / f"wall-{wall}-glow.png"))
        links.new(image.outputs["Color"], nodes["Principled BSDF"].inputs["Emission Color"])
        nodes["Principled BSDF"].inputs["Emission Strength"].default_value = glow
        w, h, y = 6.0, 4.0, 2.6
        corners = [(-w / 2, y, -0.55), (w / 2, y, -0.55), (w / 2, y, h - 0.55), (-w / 2, y, h - 0.55)]
        shapes.mesh("wall", corners, [(0, 1, 2, 3)], surface, [(0, 0), (1, 0), (1, 1), (0, 1)], smooth=False)
        top = [(-6, -4, 0), (6, -4, 0), (6, 1.5, 0), (-6, 1.5, 0)]
        shapes.mesh("table", top, [(0, 1, 2, 3)], studio.material("table", wood, 0.55), smooth=False)

    def pack(self, product: str, sku: str, flavour: str, net: int, at: tuple[float, float], turn: float = 0, art: str = "") -> None:
        """A jar at a place; everything that building it adds to the scene hangs on one holder."""
        before = set(bpy.context.scene.collection.objects)
        size = containers.size_of("jar", net, None)
        packs.jar(size, art or str(self.work / f"{sku}.png"), line.palette_for(product, flavour))
        holder = bpy.data.objects.new(sku, None)
        for thing in set(bpy.context.scene.collection.objects) - before:
            thing.parent = holder
        bpy.context.scene.collection.objects.link(holder)
        holder.location, holder.rotation_euler = (*at, 0), (0, 0, math.radians(turn))

    def journal(self, at: tuple[float, float], turn: float) -> None:
        """The journal, lying on the table."""
        palette = line.PALETTES["night"]
        packs.book(containers.size_of("book", None, None), str(self.work / "BOK-SJ.png"), palette)
        holder = bpy.data.objects["book"]
        holder.location, holder.rotation_euler = (*at, 0.075), (math.radians(-90), 0, math.radians(turn))


def evening_kitchen(stage: Stage) -> None:
    stage.room("dusk", "#c79f78", 1.05)
    studio.area("lamp", (-3.4, -2.2, 3.0), (0, 0, 0.4), (1.6, 1.6), 150, "#ffe2bd")
    studio.area("fill", (3.2, -3.0, 1.8), (0, 0, 0.6), (2, 2), 40, "#e4defa")
    stage.pack("natural-calm", "NC-RL-452", "Raspberry-Lemon", 452, (-0.95, 0.15), 6)
    stage.pack("calmful-sleep", "CS-WB-226", "Wildberry", 226, (-0.02, 0.55), -4)
    table.mug(at=(0.72, -0.25, 0), drink="#d58a92", turn=20)
    table.spoon((-0.15, -0.72, 0.0), turn=-12, scale=0.8)
    studio.camera(aim=(0.16, 0.3, 0.78), distance=7.6, rise=0.85, focal=70)


def sleep_article(stage: Stage) -> None:
    stage.room("night", "#7a5f58", 1.2)
    studio.area("lamp", (-2.8, -1.6, 2.4), (0, 0, 0.3), (1.0, 1.0), 110, "#ffd9a8")
    studio.area("moon", (2.6, 1.4, 3.0), (0, 0, 0.2), (1.4, 1.4), 45, "#cfd6ff")
    stage.pack("calmful-sleep", "CS-WB-226", "Wildberry", 226, (-0.55, 0.25), 4)
    table.mug(at=(0.38, -0.05, 0), drink="#a678b4", turn=18)
    stage.journal((-1.50, -0.30), 16)
    studio.camera(aim=(-0.08, 0.3, 0.74), distance=8.2, rise=1.1, focal=75)


def foods_article(stage: Stage) -> None:
    studio.backdrop("#e7dccb")
    studio.lights()
    foods.table_of_foods()
    studio.camera(aim=(-0.05, 0.10, 0.1), distance=6.0, rise=4.6, focal=76)


def label_article(stage: Stage) -> None:
    studio.backdrop("#e9e4dc")
    studio.lights()
    stage.pack("calmful-sleep", "CS-WB-226", "Wildberry", 226, (-0.95, 1.5), 10)
    stage.pack("calm-kids", "NC-UNF-452", "Unflavoured", 452, (0.25, 0), -12, art=str(stage.work / "facts.png"))
    studio.camera(aim=(0.02, 0, 0.56), distance=3.1, rise=0.42, focal=78)
    lens = bpy.context.scene.camera.data
    lens.dof.use_dof, lens.dof.focus_distance, lens.dof.aperture_fstop = True, 2.68, 0.35


def natural_calm_family(stage: Stage) -> None:
    studio.backdrop()
    studio.lights()
    flavours = (
        ("NC-SL-226", "Sweet Lemon", -1.02, 0.62), ("NC-CHE-226", "Cherry", 1.02, 0.62), ("NC-UNF-226", "Unflavoured", 0.0, 0.80),
        ("NC-ORA-226", "Orange", -0.56, -0.16), ("NC-RL-226", "Raspberry-Lemon", 0.56, -0.16),
    )  # fmt: skip
    for sku, flavour, x, y in flavours:
        stage.pack("natural-calm", sku, flavour, 226, (x, y), -3 * x)
    studio.camera(aim=(0, 0.2, 0.52), distance=8.6, rise=1.9)


def calmful_sleep_family(stage: Stage) -> None:
    studio.backdrop("#d9d3dc")
    studio.lights(0.85)
    stage.pack("calmful-sleep", "CS-WB-226", "Wildberry", 226, (-0.78, 0.0), 5)
    stage.pack("calmful-sleep", "CS-WB-113", "Wildberry", 113, (0.16, 0.42), 0)
    table.mug(at=(0.80, -0.20, 0), drink="#a678b4", turn=12)
    studio.camera(aim=(0.10, 0.1, 0.46), distance=9.4, rise=1.5)


SCENES = {
    "hero-evening": (evening_kitchen, (1200, 800)),
    "article-magnesium-and-sleep": (sleep_article, (1200, 675)),
    "article-magnesium-rich-foods": (foods_article, (1200, 675)),
    "article-reading-a-supplement-label": (label_article, (1200, 675)),
    "pack-natural-calm-family": (natural_calm_family, (960, 960)),
    "pack-calmful-sleep-family": (calmful_sleep_family, (960, 960)),
}


def main(work: Path, only: set[str], quick: bool) -> None:
    for name, (compose, (width, height)) in SCENES.items():
        if not only or name in only:
            stage = Stage(work, (width // 2, height // 2) if quick else (width, height), 12 if quick else 20)
            compose(stage)
            studio.shoot(str(work / f"{name}.png"))


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--quick"]
    main(Path(arguments[0]), set(arguments[1:]), "--quick" in sys.argv)
