"""The studio: warm sand backdrop, one large soft window on the left, the camera; and the materials."""
import math

import bpy

SAND = "#e9e4dc"


def linear(colour: str) -> tuple[float, float, float, float]:
    """`#rrggbb` as the linear light that the renderer works in."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return (r, g, b, 1.0)


def material(name: str, colour: str, roughness: float = 0.5, **more: float):
    """A principled surface; `more` names its inputs with _ for a space (`Coat_Weight=0.5`)."""
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    surface = made.node_tree.nodes["Principled BSDF"]
    surface.inputs["Base Color"].default_value = linear(colour)
    surface.inputs["Roughness"].default_value = roughness
    for key, value in more.items():
        surface.inputs[key.replace("_", " ")].default_value = value
    return made


def printed(name: str, picture: str, roughness: float = 0.45, **more: float):
    """A surface with the label's artwork on it."""
    made = material(name, "#ffffff", roughness, **more)
    nodes = made.node_tree.nodes
    image = nodes.new("ShaderNodeTexImage")
    image.image = bpy.data.images.load(picture)
    image.extension = "EXTEND"
    made.node_tree.links.new(image.outputs["Color"], nodes["Principled BSDF"].inputs["Base Color"])
    return made


def see_through(name: str, colour: str, facing: float, edge: float, roughness: float = 0.03):
    """Thin glass: `facing` and `edge` are how much of it is seen head-on and at its rim. Light passes without caustics,
    so that what is inside stays bright."""
    made = material(name, colour, roughness, Coat_Weight=1.0, Coat_Roughness=0.02)
    nodes, links = made.node_tree.nodes, made.node_tree.links
    weight, scale = nodes.new("ShaderNodeLayerWeight"), nodes.new("ShaderNodeMapRange")
    weight.inputs["Blend"].default_value = 0.35
    scale.inputs["To Min"].default_value, scale.inputs["To Max"].default_value = facing, edge
    links.new(weight.outputs["Facing"], scale.inputs["Value"])
    links.new(scale.outputs["Result"], nodes["Principled BSDF"].inputs["Alpha"])
    return made


def new_scene(pixels: int = 960, samples: int = 8):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.cycles.samples = samples
    scene.cycles.use_adaptive_sampling = True
    scene.cycles.adaptive_threshold = 0.06
    scene.cycles.use_denoising = True
    quick = samples < 12  # enough for paper and plastic; thin glass needs the slower way
    scene.cycles.denoising_quality, scene.cycles.denoising_prefilter = ("BALANCED", "FAST") if quick else ("HIGH", "ACCURATE")
    scene.cycles.max_bounces = 4
    scene.cycles.diffuse_bounces = 2
    scene.cycles.glossy_bounces = 2
    scene.cycles.transparent_max_bounces = 12
    scene.cycles.caustics_reflective = scene.cycles.caustics_refractive = False
    scene.render.resolution_x = scene.render.resolution_y = pixels
    scene.view_settings.view_transform = "Standard"
    scene.world = bpy.data.worlds.new("air")
    scene.world.use_nodes = True
    background = scene.world.node_tree.nodes["Background"]
    background.inputs["Color"].default_value = linear("#fbf8f4")
    background.inputs["Strength"].default_value = 0.50
    return scene


def backdrop(colour: str = SAND) -> None:
    """A sheet of paper that runs from the table up the wall in one curve."""
    profile = [(-9.0, 0.0), (2.2, 0.0)]
    profile += [(2.2 + 1.6 * math.sin(a), 1.6 - 1.6 * math.cos(a)) for a in (math.pi / 2 * i / 16 for i in range(1, 17))]
    profile += [(3.8, 9.0)]
    vertices = [(x, y, z) for x in (-12.0, 12.0) for y, z in profile]
    count = len(profile)
    faces = [(i, count + i, count + i + 1, i + 1) for i in range(count - 1)]
    data = bpy.data.meshes.new("backdrop")
    data.from_pydata(vertices, [], faces)
    data.polygons.foreach_set("use_smooth", [True] * len(data.polygons))
    data.materials.append(material("paper", colour, 0.9, Specular_IOR_Level=0.1))
    bpy.context.scene.collection.objects.link(bpy.data.objects.new("backdrop", data))


def area(name: str, place, aim, size: tuple[float, float], power: float, colour: str = "#ffffff") -> None:
    light = bpy.data.lights.new(name, "AREA")
    light.shape, light.size, light.size_y, light.energy = "RECTANGLE", size[0], size[1], power
    light.color = linear(colour)[:3]
    thing = bpy.data.objects.new(name, light)
    thing.location = place
    thing.rotation_euler = look(place, aim)
    bpy.context.scene.collection.objects.link(thing)


def lights(warmth: float = 1.0) -> None:
    area("window", (-3.4, -2.0, 3.6), (0, 0, 0.5), (2.2, 2.6), 178 * warmth, "#fff6ec")
    area("fill", (3.6, -2.6, 1.8), (0, 0, 0.6), (2.0, 3.0), 34, "#fff8f2")
    area("rim", (2.6, 2.2, 2.6), (0, 0, 0.7), (1.2, 2.0), 45, "#fff8f0")


def look(place, aim):
    from_to = [a - b for a, b in zip(aim, place, strict=True)]
    flat = math.hypot(from_to[0], from_to[1])
    return (math.pi / 2 + math.atan2(from_to[2], flat), 0.0, math.atan2(from_to[1], from_to[0]) - math.pi / 2)


def camera(aim=(0, 0, 0.62), distance: float = 5.75, rise: float = 0.78, focal: float = 105) -> None:
    lens = bpy.data.cameras.new("camera")
    lens.lens = focal
    thing = bpy.data.objects.new("camera", lens)
    thing.location = (aim[0], aim[1] - distance, aim[2] + rise)
    thing.rotation_euler = look(thing.location, aim)
    bpy.context.scene.collection.objects.link(thing)
    bpy.context.scene.camera = thing


def shoot(path: str) -> None:
    bpy.context.scene.render.filepath = path
    bpy.ops.render.render(write_still=True)
