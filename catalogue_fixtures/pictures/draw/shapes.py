"""Geometry: bodies of revolution, wrapped labels, pouches, boxes. Units are decimetres; z is up; the camera looks along +y."""
import math

import bpy
from mathutils import Vector, noise

Profile = list[tuple[float, float]]  # (radius, height) from the axis at the bottom to the axis at the top


def rounded(points: Profile, radii: list[float], steps: int = 8) -> Profile:
    """The profile with its inner corners rounded; `radii` has one entry for each point, 0 keeps a corner."""
    result: Profile = []
    for index, (point, radius) in enumerate(zip(points, radii, strict=True)):
        if radius == 0 or index in (0, len(points) - 1):
            result.append(point)
            continue
        here = Vector(point)
        before, after = Vector(points[index - 1]) - here, Vector(points[index + 1]) - here
        start = here + before.normalized() * min(radius, before.length / 2)
        end = here + after.normalized() * min(radius, after.length / 2)
        for step in range(steps + 1):
            t = step / steps
            at = start * (1 - t) ** 2 + here * 2 * t * (1 - t) + end * t**2
            result.append((at.x, at.y))
    return result


def mesh(name: str, vertices: list, faces: list, material, uvs: list | None = None, smooth: bool = True):
    """An object of the scene; `uvs` has one pair for each vertex."""
    data = bpy.data.meshes.new(name)
    data.from_pydata(vertices, [], faces)
    if uvs:
        layer = data.uv_layers.new(name="UVMap")
        for loop in data.loops:
            layer.data[loop.index].uv = uvs[loop.vertex_index]
    data.materials.append(material)
    if smooth:
        data.polygons.foreach_set("use_smooth", [True] * len(data.polygons))
    data.update()
    thing = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def lathe(name: str, profile: Profile, material, around: int = 128, ribs: tuple[int, float] = (0, 0.0)):
    """A body of revolution. `ribs` is (count, depth) of the grip on a cap."""
    count, depth = ribs
    around = max(around, count * 6)
    vertices, faces = [], []
    for radius, height in profile:
        for step in range(around):
            angle = 2 * math.pi * step / around
            r = radius + (depth * math.cos(count * angle) if count and radius > 0.02 else 0)
            vertices.append((r * math.sin(angle), -r * math.cos(angle), height))
    for row in range(len(profile) - 1):
        for step in range(around):
            following = (step + 1) % around
            a, b = row * around + step, row * around + following
            faces.append((a, b, b + around, a + around))
    thing = mesh(name, vertices, faces, material)
    modifier = thing.modifiers.new("edges", "EDGE_SPLIT")
    modifier.split_angle = math.radians(50)
    return thing


def wrap(name: str, radius: float, bottom: float, top: float, half_angle: float, material):
    """A label around a cylinder, from -half_angle to +half_angle (degrees) as seen from the camera."""
    steps = 96
    vertices, uvs, faces = [], [], []
    for step in range(steps + 1):
        angle = math.radians(half_angle) * (2 * step / steps - 1)
        for v, height in ((0, bottom), (1, top)):
            vertices.append((radius * math.sin(angle), -radius * math.cos(angle), height))
            uvs.append((step / steps, v))
    for step in range(steps):
        faces.append((2 * step, 2 * step + 2, 2 * step + 3, 2 * step + 1))
    return mesh(name, vertices, faces, material, uvs)


def pouch(name: str, width: float, height: float, depth: float, material, seal: float = 0.1, seed: float = 0.0):
    """A filled bag: flat seal above, round below, a little crumpled. The label is printed on the whole front."""
    across, up = 120, 160
    vertices, uvs, faces = [], [], []
    for side in (-1, 1):
        for row in range(up + 1):
            v = row / up
            fill = min(1.0, (1 - v) / (1 - seal) * 1.25) if v < 1 - seal else 0.0
            swell = depth / 2 * math.sin(math.pi / 2 * min(1.0, max(0.0, (1 - seal - v) / 0.55))) if v < 1 - seal else 0
            for column in range(across + 1):
                u = 2 * column / across - 1
                edge = (1 - abs(u) ** 2.6) ** 0.8 if abs(u) < 1 else 0.0
                bottom = 0.62 + 0.38 * min(1.0, v / 0.22)
                crumple = 0.022 * noise.noise(Vector((u * 2.2, v * 3.2, seed + side))) * fill * edge
                fold = 0.008 * noise.noise(Vector((u * 7, v * 5, seed + 9))) * fill
                narrow = 1 - 0.035 * math.sin(math.pi * min(1.0, v * 1.1)) * (swell > 0)
                vertices.append((u * width / 2 * narrow, side * (swell * edge * (0.75 + 0.25 * bottom) + 0.004 * (edge > 0)) + (crumple + fold) * side, v * height))
                uvs.append(((u + 1) / 2 if side < 0 else 0.02, v))
    for side in (0, 1):
        base = side * (across + 1) * (up + 1)
        for row in range(up):
            for column in range(across):
                a = base + row * (across + 1) + column
                faces.append((a, a + 1, a + across + 2, a + across + 1))
    return mesh(name, vertices, faces, material, uvs)


def box(name: str, width: float, depth: float, height: float, front, side):
    """A carton with slightly soft edges; `front` carries the label, the other faces `side`."""
    w, d = width / 2, depth / 2
    corners = [(-w, -d, 0), (w, -d, 0), (w, d, 0), (-w, d, 0), (-w, -d, height), (w, -d, height), (w, d, height), (-w, d, height)]
    thing = mesh(name, corners, [(0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7), (4, 5, 6, 7), (3, 2, 1, 0)], front, smooth=False)
    thing.data.materials.append(side)
    layer = thing.data.uv_layers.new(name="UVMap")
    for polygon in thing.data.polygons:
        polygon.material_index = 0 if polygon.index == 0 else 1
        for loop, uv in zip(polygon.loop_indices, ((0, 0), (1, 0), (1, 1), (0, 1)), strict=True):
            layer.data[loop].uv = uv
    bevel = thing.modifiers.new("bevel", "BEVEL")
    bevel.width, bevel.segments = 0.012, 3
    return thing
