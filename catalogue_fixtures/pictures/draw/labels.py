"""Label artwork as SVG: paper, layered waves, a motif behind them, and the words. One system for every container."""
import math
from html import escape

from line import Label, Palette

SERIF = "'EB Garamond', Georgia, serif"
SANS = "Inter, Helvetica, Arial, sans-serif"
MOTIF_AT = {"wave": 0.0, "sun": 0.735, "drop": 0.715, "leaf": 0.655, "moon": 0.115}  # part of the height


def wave_path(width: float, height: float, top: float, swing: float, crests: float, phase: float) -> str:
    """A closed area below a calm wave."""
    steps = 60
    points = []
    for step in range(steps + 1):
        x = width * step / steps
        y = top + swing * math.sin(2 * math.pi * crests * step / steps + phase)
        y += 0.35 * swing * math.sin(2 * math.pi * crests * 2.3 * step / steps + 1.7 * phase)
        points.append(f"{x:.1f},{y:.1f}")
    return f"M0,{height:.0f} L{' L'.join(points)} L{width:.0f},{height:.0f} Z"


def motif(palette: Palette, x: float, y: float, size: float) -> str:
    """What rises behind the waves."""
    colour = palette.motif_colour
    if palette.motif == "sun":
        return f'<circle cx="{x}" cy="{y}" r="{size}" fill="{colour}" opacity=".85"/>'
    if palette.motif == "moon":
        size *= 0.75
        stars = "".join(
            f'<circle cx="{x + dx * size:.0f}" cy="{y + dy * size:.0f}" r="{r}" fill="{colour}" opacity=".8"/>'
            for dx, dy, r in ((-11.2, -0.5, 5), (-10.2, 0.9, 4), (-12.2, 1.4, 4), (2.0, 1.2, 5), (-2.0, -0.9, 4), (1.2, 2.6, 4))
        )
        return (
            f'<mask id="m"><rect width="100%" height="100%" fill="#fff"/>'
            f'<circle cx="{x + size * 0.48:.0f}" cy="{y - size * 0.22:.0f}" r="{size * 0.86:.0f}" fill="#000"/></mask>'
            f'<circle cx="{x}" cy="{y}" r="{size}" fill="{colour}" mask="url(#m)"/>{stars}'
        )
    if palette.motif in ("leaf", "drop"):
        size *= 0.72
    if palette.motif == "leaf":
        return "".join(
            f'<path transform="translate({x} {y + size}) rotate({angle}) scale({size / 100:.2f})" opacity="{opacity}" '
            f'd="M0,0 C-46,-60 -40,-140 0,-200 C40,-140 46,-60 0,0 Z" fill="{colour}"/>'
            for angle, opacity in ((-42, 0.45), (0, 0.7), (42, 0.45))
        )
    if palette.motif == "drop":
        return (
            f'<path transform="translate({x} {y}) scale({size / 100:.2f})" fill="{colour}" opacity=".9" '
            f'd="M0,-150 C52,-70 82,-32 82,16 A82,82 0 0 1 -82,16 C-82,-32 -52,-70 0,-150 Z"/>'
        )
    return ""


def label_svg(label: Label, palette: Palette, size: str, flavour: str, frame: tuple[float, float, float]) -> str:
    """The front. `frame` is (width, height, width that faces the viewer) in label units."""
    width, height, safe = frame
    centre = width / 2
    unit = min(height / 1000, safe / 780)
    light, mid, deep = palette.waves
    longest = max(len(line) for line in label.name)
    name_size = min(242 * unit, safe / (longest * 0.44))
    lines = "".join(
        text(centre, height * 0.325 + index * name_size * 0.90, name_size, line, palette.ink, SERIF, 500, -0.012)
        for index, line in enumerate(label.name)
    )
    after = height * 0.325 + (len(label.name) - 1) * name_size * 0.90
    below = " · ".join(part for part in (label.dose if flavour else "", size) if part)
    what_size = min(56 * unit, safe / max(len(label.what), 1) / 0.56)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}">
<rect width="{width:.0f}" height="{height:.0f}" fill="{palette.paper}"/>
{motif(palette, centre + safe * 0.40, height * MOTIF_AT[palette.motif], 78 * unit)}
<path d="{wave_path(width, height, height * 0.712, 24 * unit, width / 900 / unit, 0.4)}" fill="{light}"/>
<path d="{wave_path(width, height, height * 0.766, 22 * unit, width / 760 / unit, 2.2)}" fill="{mid}"/>
<path d="{wave_path(width, height, height * 0.818, 19 * unit, width / 840 / unit, 4.1)}" fill="{deep}"/>
{brand(centre, height * 0.105, unit, palette.ink)}
{lines}
{text(centre, after + name_size * 0.29 + what_size * 0.82, what_size, label.what, palette.ink, SANS, 500, 0.01)}
{text(centre, height * 0.893, 76 * unit, flavour or label.dose, palette.ink_on_wave, SERIF, 500, 0, "italic")}
{text(centre, height * 0.957, min(41 * unit, safe / max(len(below), 1) / 0.54), below, palette.ink_on_wave, SANS, 500, 0.01)}
</svg>"""


def brand(x: float, y: float, unit: float, ink: str) -> str:
    """The mark (two calm lines) above the letterspaced name of the house."""
    mark = (
        f'<g transform="translate({x} {y - 52 * unit}) scale({unit})" fill="none" stroke="{ink}" stroke-width="6" '
        'stroke-linecap="round"><path d="M-46,0 C-28,-20 -14,-20 0,0 S28,20 46,0"/>'
        '<path d="M-30,22 C-18,9 -9,9 0,22 S18,35 30,22"/></g>'
    )
    return mark + text(x, y + 26 * unit, 36 * unit, "STAY CALM", ink, SANS, 600, 0.22)


def text(
    x: float, y: float, size: float, words: str, colour: str, family: str, weight: int, spacing: float, style: str = "normal"
) -> str:
    if not words:
        return ""
    shift = size * spacing / 2  # letterspacing also follows the last letter
    return (
        f'<text x="{x + shift:.1f}" y="{y:.1f}" font-family="{family}" font-size="{size:.1f}" font-weight="{weight}" '
        f'style="font-style:{style};font-feature-settings:\'lnum\'" letter-spacing="{size * spacing:.2f}" fill="{colour}" text-anchor="middle">{escape(words)}</text>'
    )
