"""What stands on the table beside the packs: the glass mug, the spoon, powder."""
import math

import bpy
from mathutils import Vector, noise
from shapes import lathe, mesh, rounded
from studio import material, see_through


def mug(at=(0.0, 0.0, 0.0), drink: str = "#c9566f", turn: float = 35) -> None:
    """Double-wall glass, 350 mL, with a fine line at the height of the first pour."""
    r, h = 0.42, 0.86
    glass = see_through("glass", "#eef3f3", 0.07, 0.70, 0.01)
    outer = rounded([(0, 0), (r * 0.86, 0), (r, h * 0.5), (r * 0.98, h)], [0, 0.10, 0.4, 0])
    inner = rounded([(r * 0.94, h), (r * 0.84, h * 0.5), (r * 0.60, 0.14), (0, 0.10)], [0, 0.4, 0.16, 0])
    things = [lathe("glass", [*outer, (r * 0.96, h + 0.012), *inner], glass)]
    full = 0.66
    drink_profile = rounded([(0, 0.125), (r * 0.59, 0.155), (r * 0.82, h * 0.5), (r * 0.86, full), (0, full)], [0, 0.1, 0.3, 0.015, 0])
    things.append(lathe("drink", drink_profile, material("drink", drink, 0.15, Subsurface_Weight=0.3, Coat_Weight=0.4)))
    line = [(r * 1.002, full + 0.02), (r * 1.004, full + 0.028)]
    things.append(lathe("line", line, material("line", "#ffffff", 0.4, Emission_Strength=0.15)))
    curve = bpy.data.curves.new("handle", "CURVE")
    curve.dimensions, curve.bevel_depth, curve.bevel_resolution = "3D", 0.035, 8
    path = curve.splines.new("BEZIER")
    path.bezier_points.add(2)
    for point, (x, z) in zip(path.bezier_points, ((r * 0.95, 0.70), (r + 0.30, 0.46), (r * 0.93, 0.20)), strict=True):
        point.co, point.handle_left_type, point.handle_right_type = (x, 0, z), "AUTO", "AUTO"
    curve.materials.append(glass)
    handle = bpy.data.objects.new("handle", curve)
    bpy.context.scene.collection.objects.link(handle)
    holder = bpy.data.objects.new("mug", None)
    bpy.context.scene.collection.objects.link(holder)
    for thing in (*things, handle):
        thing.parent = holder
    holder.location, holder.rotation_euler = at, (0, 0, math.radians(-turn))


def heap(at, radius: float, height: float, colour: str = "#f7f3ea", seed: float = 1.0) -> None:
    """A small hill of powder."""
    rings, around = 40, 96
    vertices, faces = [(at[0], at[1], at[2] + height)], []
    for ring in range(1, rings + 1):
        for step in range(around):
            angle, t = 2 * math.pi * step / around, ring / rings
            spread = radius * t * (1 + 0.10 * noise.noise(Vector((math.cos(angle) * 2, math.sin(angle) * 2, seed))))
            z = height * math.exp(-3.2 * t * t) - height * 0.04 * t
            z += 0.012 * noise.noise(Vector((spread * math.cos(angle) * 22, spread * math.sin(angle) * 22, seed))) * (1 - t)
            vertices.append((at[0] + spread * math.cos(angle), at[1] + spread * math.sin(angle), at[2] + z))
    faces = [(0, 1 + step, 1 + (step + 1) % around) for step in range(around)]
    for ring in range(rings - 1):
        for step in range(around):
            a, b = 1 + ring * around + step, 1 + ring * around + (step + 1) % around
            faces.append((a, a + around, b + around, b))
    mesh("heap", vertices, faces, material("powder", colour, 0.95, Subsurface_Weight=0.1))


def spoon(at=(0.0, 0.0, 0.0), turn: float = 0.0, tilt: float = 0.0, scale: float = 1.0, filled: bool = True) -> None:
    """A deep, narrow measuring spoon in brushed steel; the handle points to +x before it is turned."""
    steel = material("steel", "#d8d6d2", 0.22, Metallic=1.0)
    around, rings = 64, 24
    vertices, faces = [], []
    for shell, grow in ((0, 1.0), (1, 0.93)):
        for ring in range(rings + 1):
            t = ring / rings * math.pi / 2
            for step in range(around):
                angle = 2 * math.pi * step / around
                vertices.append((0.24 * grow * math.sin(t) * math.cos(angle), 0.17 * grow * math.sin(t) * math.sin(angle), 0.17 - 0.155 * (grow if shell == 0 else grow * 0.98) * math.cos(t)))
        base = shell * (rings + 1) * around
        for ring in range(rings):
            for step in range(around):
                a, b = base + ring * around + step, base + ring * around + (step + 1) % around
                faces.append((a, b, b + around, a + around))
    rim = rings * around
    other = (rings + 1) * around + rim
    faces += [(rim + s, rim + (s + 1) % around, other + (s + 1) % around, other + s) for s in range(around)]
    things = [mesh("bowl", vertices, faces, steel)]
    steps, profile = 40, []
    for step in range(steps + 1):
        t = step / steps
        profile.append((0.225 + 1.15 * t, 0.035 + 0.030 * t**2 + 0.012 * math.sin(math.pi * t), 0.170 + 0.07 * math.sin(math.pi * t * 0.9) - 0.16 * t**1.6 + 0.0))
    strip, quads = [], []
    for x, half, z in profile:
        strip += [(x, -half, z), (x, half, z), (x, half, z - 0.016), (x, -half, z - 0.016)]
    for step in range(steps):
        for k in range(4):
            a, b = 4 * step + k, 4 * step + (k + 1) % 4
            quads.append((a, a + 4, b + 4, b))
    quads.append(tuple(4 * steps + k for k in range(4)))
    things.append(mesh("handle", strip, quads, steel))
    if filled:
        heap((0, 0, 0.15), 0.215, 0.05, seed=3.0)
        things.append(bpy.context.scene.collection.objects[-1])
        things[-1].scale = (1, 0.72, 1)
    holder = bpy.data.objects.new("spoon", None)
    bpy.context.scene.collection.objects.link(holder)
    for thing in things:
        thing.parent = holder
    holder.location, holder.rotation_euler = at, (0, math.radians(tilt), math.radians(turn))
    holder.scale = (scale, scale, scale)
