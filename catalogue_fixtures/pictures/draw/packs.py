"""The containers themselves: each function builds one pack in the scene from its size, its label picture and colours."""
import math
import random

import bpy
from containers import HALF_ANGLE, Size
from line import Palette
from shapes import box, lathe, mesh, pouch, rounded, wrap
from studio import linear, material, printed, see_through

CREAM = "#f3eee4"


def label_around(size: Size, art: str, roughness: float = 0.5) -> None:
    paper = printed("label", art, roughness, Coat_Weight=0.12, Coat_Roughness=0.35)
    wrap("label", size.radius + 0.003, size.low, size.high, HALF_ANGLE, paper)


def amber_glass(profile: list[tuple[float, float]]) -> None:
    """Brown glass; the faint glow of its own stands for the light that would pass through it."""
    glass = material("amber", "#6a300b", 0.10, Coat_Weight=1.0, Coat_Roughness=0.03, Emission_Strength=0.05)
    glass.node_tree.nodes["Principled BSDF"].inputs["Emission Color"].default_value = linear("#c8641a")
    lathe("body", profile, glass)


def cap(radius: float, bottom: float, height: float, colour: str, ribs: int = 0) -> None:
    profile = rounded(
        [(0, bottom), (radius, bottom), (radius, bottom + height), (0, bottom + height)], [0, 0.012, 0.045, 0]
    )
    lathe("cap", profile, material("cap", colour, 0.45), ribs=(ribs, 0.006))


def jar(size: Size, art: str, palette: Palette) -> None:
    r, h = size.radius, size.height
    dark = palette.paper < "#8"
    body = material("body", palette.paper if dark else "#f5f1e9", 0.36)
    points = [(0, 0), (r, 0), (r, h), (r * 0.88, h + 0.02), (r * 0.88, h + 0.05), (0, h + 0.05)]
    lathe("body", rounded(points, [0, 0.07, 0.08, 0, 0, 0]), body)
    label_around(size, art)
    cap(r * 0.975, h + 0.03, 0.235, palette.lid)


def bottle(size: Size, art: str, palette: Palette, glass: bool) -> None:
    """Tablets in white, capsules and softgels in amber glass."""
    r, h = size.radius, size.height
    points = [(0, 0), (r, 0), (r, h * 0.84), (r * 0.66, h), (r * 0.66, h + 0.05), (0, h + 0.05)]
    profile = rounded(points, [0, 0.06, 0.13, 0.05, 0, 0])
    if glass:
        amber_glass(profile)
    else:
        lathe("body", profile, material("white", "#f6f2ea", 0.32, Coat_Weight=0.2))
    label_around(size, art)
    cap(r * 0.76, h + 0.015, 0.225, palette.lid if palette.paper < "#8" else CREAM, ribs=64)


def liquid(size: Size, art: str, palette: Palette) -> None:
    r, h = size.radius, size.height
    points = [(0, 0), (r, 0), (r, h * 0.82), (r * 0.42, h), (r * 0.42, h + 0.1), (0, h + 0.1)]
    amber_glass(rounded(points, [0, 0.06, 0.16, 0.1, 0, 0]))
    label_around(size, art)
    cap(r * 0.50, h + 0.04, 0.19, CREAM, ribs=48)


def dropper(size: Size, art: str, palette: Palette) -> None:
    r, h = size.radius, size.height
    points = [(0, 0), (r, 0), (r, h * 0.84), (r * 0.5, h), (r * 0.5, h + 0.05), (0, h + 0.05)]
    amber_glass(rounded(points, [0, 0.05, 0.12, 0.05, 0, 0]))
    label_around(size, art)
    cap(r * 0.56, h + 0.02, 0.16, CREAM, ribs=48)
    bulb = [(0, h + 0.18), (r * 0.40, h + 0.18), (r * 0.42, h + 0.30), (r * 0.30, h + 0.50), (0, h + 0.52)]
    lathe("bulb", rounded(bulb, [0, 0.01, 0.1, 0.1, 0]), material("rubber", "#3a332d", 0.55))


def spray(size: Size, art: str, palette: Palette) -> None:
    r, h = size.radius, size.height
    points = [(0, 0), (r, 0), (r, h), (r * 0.42, h + 0.06), (r * 0.42, h + 0.10), (0, h + 0.10)]
    lathe("body", rounded(points, [0, 0.06, 0.16, 0.03, 0, 0]), material("body", "#f5f2ec", 0.3, Coat_Weight=0.3))
    label_around(size, art)
    cap(r * 0.47, h + 0.07, 0.10, palette.waves[2], ribs=40)
    neck, top = material("neck", CREAM, 0.4), h + 0.17
    lathe("stem", [(0, top), (r * 0.20, top), (r * 0.20, top + 0.07), (0, top + 0.07)], neck)
    cap(r * 0.36, top + 0.06, 0.16, CREAM)
    bpy.ops.mesh.primitive_cylinder_add(radius=0.022, depth=0.05, location=(-0.01, -r * 0.37, top + 0.15), rotation=(math.pi / 2, 0, 0))
    bpy.context.object.data.materials.append(material("nozzle", palette.waves[2], 0.4))


def gummies(size: Size, art: str, palette: Palette) -> None:
    """A clear jar, filled: the gummies show above and below the label."""
    r, h = size.radius, size.height
    points = [(0, 0.0), (r, 0.0), (r, h * 0.90), (r * 0.86, h), (r * 0.86, h + 0.05), (0, h + 0.05)]
    clear = see_through("clear", "#ffffff", 0.05, 0.40)
    lathe("body", rounded(points, [0, 0.08, 0.10, 0.02, 0, 0]), clear)
    label_around(size, art)
    cap(r * 0.94, h + 0.02, 0.20, palette.lid)
    chance = random.Random(7)  # noqa: S311  the same jar at every drawing
    sweets = [material(f"sweet{i}", colour, 0.25, Subsurface_Weight=0.6) for i, colour in enumerate(palette.waves[1:])]
    bpy.ops.mesh.primitive_cube_add(size=0.142)
    bpy.ops.object.modifier_add(type="BEVEL")
    bpy.context.object.modifiers[0].width, bpy.context.object.modifiers[0].segments = 0.05, 5
    bpy.ops.object.modifier_apply(modifier="Bevel")
    model = bpy.context.object.data
    bpy.context.object.hide_render = True
    model.polygons.foreach_set("use_smooth", [True] * len(model.polygons))
    z = 0.10
    while z < h * 0.90:
        for ring, number in ((r - 0.105, 17), (r - 0.25, 9)):
            turn = chance.random()
            for index in range(number):
                angle = 2 * math.pi * (index + turn + chance.uniform(-0.2, 0.2)) / number
                sweet = bpy.data.objects.new("sweet", model.copy())
                sweet.data.materials.append(chance.choice(sweets))
                sweet.location = (ring * math.sin(angle), ring * math.cos(angle), z + chance.uniform(-0.03, 0.03))
                sweet.scale = (1, 1, chance.uniform(0.85, 1.0))
                sweet.rotation_euler = [chance.uniform(-1.5, 1.5) for _ in range(3)]
                bpy.context.scene.collection.objects.link(sweet)
        z += 0.125


def bag(size: Size, art: str, palette: Palette) -> None:
    paper = printed("bag", art, 0.55, Sheen_Weight=0.1)
    thing = pouch("bag", size.width, size.height, size.depth, paper)
    thing.rotation_euler = (0, 0, math.radians(-7))


def sticks(size: Size, art: str, stick_art: str, palette: Palette) -> None:
    """The carton, turned a little, and two of its packets."""
    carton = box("carton", size.width, size.depth, size.height, printed("front", art, 0.5), material("side", palette.waves[2], 0.5))
    carton.rotation_euler = (0, 0, math.radians(17))
    carton.location = (-0.12, 0.1, 0)
    foil = printed("stick", stick_art, 0.38)
    beside = size.width / 2
    for x, y, turn, lean in ((beside + 0.04, -0.32, -14, -9), (beside + 0.22, -0.12, -24, -12)):
        stick = pouch("stick", 0.21, 0.86, 0.07, foil, seal=0.07, seed=x)
        stick.rotation_euler = (math.radians(lean), 0, math.radians(turn))
        stick.location = (x, y, 0.0)


def book(size: Size, art: str, palette: Palette) -> None:
    cover, cloth = printed("cover", art, 0.6), material("cloth", palette.paper, 0.7)
    pages = material("pages", "#f4ecdc", 0.8)
    w, d, h = size.width, size.depth, size.height
    things = [box("cover", w, 0.018, h, cover, cloth), box("back", w, 0.018, h, cloth, cloth)]
    things[0].location.y, things[1].location.y = -d / 2, d / 2
    block = box("pages", w - 0.012, d - 0.012, h - 0.03, pages, pages)
    block.location = (-0.002, 0, 0.015)
    spine = box("spine", 0.02, d + 0.018, h, cloth, cloth)
    spine.location.x = -w / 2
    ribbon = mesh("ribbon", [(0.1, -0.01, 0.02), (0.14, -0.01, 0.02), (0.15, -0.2, 0.004), (0.11, -0.2, 0.004)], [(0, 1, 2, 3)], material("ribbon", "#e0b566", 0.6))
    holder = bpy.data.objects.new("book", None)
    bpy.context.scene.collection.objects.link(holder)
    for thing in (*things, block, spine, ribbon):
        thing.parent = holder
    holder.rotation_euler = (math.radians(-6), 0, math.radians(-24))
