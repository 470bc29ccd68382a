"""Sizes of every container, known to the label artwork and to the studio. Decimetres."""
import math
from dataclasses import dataclass

HALF_ANGLE = 118.0  # degrees that a wrapped label reaches on either side of the front


@dataclass(frozen=True)
class Size:
    """A round container has a radius, a flat one a width; the label runs from `low` to `high`."""

    height: float
    low: float
    high: float
    radius: float = 0.0
    width: float = 0.0
    depth: float = 0.0

    def frame(self) -> tuple[float, float, float]:
        """(width, height, width that faces the viewer) of the label artwork, 1000 units high."""
        scale = 1000 / (self.high - self.low)
        if self.width:
            return self.width * scale, 1000, self.width * 0.84 * scale
        around = 2 * math.pi * self.radius * HALF_ANGLE / 180
        return around * scale, 1000, self.radius * 1.80 * scale


JARS = {113: (0.41, 0.70), 180: (0.43, 0.78), 226: (0.465, 0.86), 452: (0.53, 1.04)}
BOTTLES = {30: (0.315, 0.74), 60: (0.345, 0.82), 90: (0.365, 0.88), 120: (0.395, 0.95), 180: (0.42, 1.02), 240: (0.45, 1.08)}
BOXES = {5: (0.62, 0.94, 0.22), 14: (0.84, 1.02, 0.38), 20: (0.88, 1.06, 0.42), 30: (0.96, 1.10, 0.46)}
POUCHES = {340: (0.98, 1.26, 0.42), 1000: (1.04, 1.32, 0.46), 2500: (1.20, 1.52, 0.56)}


def kind_of(container: str, count: int | None, size: str) -> str:
    """Powder in packets comes in a box and fish oil as a liquid in a tall bottle, whatever the product's other sizes are."""
    if container == "jar" and count:
        return "sticks"
    return "liquid" if "liquid" in size else container


def size_of(container: str, net_g: int | None, count: int | None) -> Size:
    if container == "jar":
        radius, height = JARS[net_g or 226]
        return Size(height, 0.07, height - 0.075, radius)
    if container in ("amber", "white"):
        radius, height = BOTTLES[count or 60]
        return Size(height, 0.06, height * 0.79, radius)
    if container == "gummies":
        radius, height = (0.42, 0.88) if count == 60 else (0.48, 1.02)
        return Size(height, height * 0.14, height * 0.74, radius)
    if container == "sticks":
        width, height, depth = BOXES[count or 30]
        return Size(height, 0, height, 0, width, depth)
    if container == "pouch":
        width, height, depth = POUCHES[net_g or 1000]
        return Size(height, 0, height, 0, width, depth)
    return {
        "dropper": Size(0.72, 0.06, 0.56, 0.30),
        "liquid": Size(1.06, 0.07, 0.80, 0.335),
        "spray": Size(1.08, 0.08, 0.98, 0.30),
        "mug": Size(0.82, 0, 0.82, 0.43),
        "spoon": Size(0.1, 0, 0.1, 0.2),
        "book": Size(1.30, 0, 1.30, 0, 0.96, 0.13),
    }[container]
