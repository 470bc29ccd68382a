"""Seeds, beans, almonds, leaves and a bowl, for the article on foods that are rich in magnesium."""
import math
import random

import bpy
from mathutils import Vector, noise
from shapes import lathe, mesh, rounded
from studio import material

CHANCE = random.Random(11)  # noqa: S311  the same table at every drawing


def grain(name: str, size: tuple[float, float, float], point: float, surface):
    """A mesh for seeds, beans and nuts: an ellipsoid whose one end is more or less pointed."""
    rings, around = 18, 24
    vertices, faces = [], []
    for ring in range(rings + 1):
        t = math.pi * ring / rings
        narrow = 1 - point * (0.5 - 0.5 * math.cos(t)) ** 2
        for step in range(around):
            angle = 2 * math.pi * step / around
            r = math.sin(t) * narrow
            vertices.append((size[0] * -math.cos(t), size[1] * r * math.cos(angle), size[2] * r * math.sin(angle)))
    for ring in range(rings):
        for step in range(around):
            a, b = ring * around + step, ring * around + (step + 1) % around
            faces.append((a, b, b + around, a + around))
    thing = mesh(name, vertices, faces, surface)
    thing.hide_render = True
    return thing.data


def put(data, at, lean: float = 0.4) -> None:
    thing = bpy.data.objects.new(data.name, data)
    thing.location = at
    thing.rotation_euler = (CHANCE.uniform(-lean, lean), CHANCE.uniform(-lean, lean), CHANCE.uniform(0, 6.3))
    thing.scale = [CHANCE.uniform(0.88, 1.12)] * 3
    bpy.context.scene.collection.objects.link(thing)


def scatter(data, centre, spread: float, number: int, height: float, lean: float = 0.25) -> None:
    """Loose grains on the table, denser in the middle."""
    for _ in range(number):
        angle, r = CHANCE.uniform(0, 6.3), spread * math.sqrt(CHANCE.random()) * CHANCE.uniform(0.4, 1)
        put(data, (centre[0] + r * math.cos(angle), centre[1] + r * math.sin(angle), height), lean)


def bowl(at, radius: float, colour: str, data, step: float) -> None:
    """A bowl heaped with one kind of grain."""
    h = radius * 0.62
    outer = [(0, 0), (radius * 0.45, 0), (radius * 0.88, h * 0.45), (radius, h)]
    inner = [(radius * 0.95, h), (radius * 0.80, h * 0.45), (0, h * 0.16)]
    profile = rounded([*outer, (radius * 0.975, h + 0.012), *inner], [0, 0.06, 0.2, 0, 0, 0, 0.2, 0])
    thing = lathe("bowl", profile, material("bowl", colour, 0.45, Coat_Weight=0.25))
    thing.location = at
    fill = lathe("fill", [(0, h * 0.86), (radius * 0.6, h * 0.78), (radius * 0.9, h * 0.6)], data.materials[0])
    fill.location = at
    for layer in range(3):
        r = 0.0
        while r < radius * 0.76:
            number = max(1, int(2 * math.pi * r / step))
            for index in range(number):
                angle = 2 * math.pi * (index + CHANCE.random()) / number
                top = h * (0.90 - 0.16 * (r / radius) ** 2) + layer * step * 0.16
                put(data, (at[0] + r * math.cos(angle), at[1] + r * math.sin(angle), at[2] + top), 0.7)
            r += step * (0.8 + layer * 0.2)


def leaf(at, length: float, turn: float, tilt: float, surface) -> None:
    """A spinach leaf with its stalk, a little cupped."""
    rows, columns = 30, 14
    vertices, faces = [], []
    for row in range(rows + 1):
        v = row / rows
        blade = max(0.0, (v - 0.28) / 0.72)
        half = 0.02 + 0.36 * length * math.sin(math.pi * blade**0.62) ** 0.9 if blade else 0.018
        for column in range(columns + 1):
            u = 2 * column / columns - 1
            z = 0.10 * length * (u * u) * (blade > 0) + 0.07 * length * math.sin(math.pi * v * 0.9)
            z += 0.035 * noise.noise(Vector((u * 2.4, v * 5, length * 7 + turn))) * blade
            vertices.append((v * length, u * half, z))
    for row in range(rows):
        for column in range(columns):
            a = row * (columns + 1) + column
            faces.append((a, a + 1, a + columns + 2, a + columns + 1))
    thing = mesh("leaf", vertices, faces, surface)
    thing.location, thing.rotation_euler = at, (0, math.radians(-tilt), math.radians(turn))


def table_of_foods() -> None:
    seeds = grain("pumpkin seed", (0.105, 0.058, 0.020), 0.35, material("seed", "#7d8a4a", 0.5))
    beans = grain("black bean", (0.085, 0.058, 0.055), 0.05, material("bean", "#2a2127", 0.28))
    almonds = grain("almond", (0.15, 0.088, 0.055), 0.55, material("almond", "#8a5533", 0.7))
    bowl((-0.95, 0.35, 0), 0.72, "#efe6d8", seeds, 0.10)
    bowl((0.55, 0.75, 0), 0.56, "#6d6a92", beans, 0.105)
    scatter(seeds, (-0.42, -0.62, 0), 0.5, 34, 0.03)
    scatter(almonds, (0.42, -0.60, 0), 0.62, 12, 0.06)
    scatter(beans, (0.1, 0.02, 0), 0.22, 7, 0.055)
    greens = [material(f"leaf{i}", colour, 0.5, Subsurface_Weight=0.1) for i, colour in enumerate(("#4b7a3a", "#5d8c45", "#3f6b35"))]
    for index, (x, y, length, turn, tilt) in enumerate(
        ((0.95, 0.02, 0.95, 8, 4), (0.92, 0.10, 0.85, 44, 8), (1.0, -0.10, 0.85, -30, 2), (-1.05, -0.62, 0.85, 196, 4), (-0.95, -0.74, 0.75, 226, 3))
    ):
        leaf((x, y, 0.015), length, turn, tilt, greens[index % 3])
