"""Flat artwork for the still lifes: the evening wall with its window, and the facts side of a label."""
from labels import SANS, wave_path

WALL = (2400, 1600)
DUSK = {"wall": "#8d7f92", "sky": ("#4a4780", "#c99aa6", "#f2c9a0"), "hills": ("#8f7ca6", "#645b8c", "#3d3a66"), "moon": "#fff1cf"}
NIGHT = {"wall": "#3f3f63", "sky": ("#171a38", "#33386b", "#6d6598"), "hills": ("#4b4a7a", "#34335c", "#22223f"), "moon": "#fff3d6"}
FACTS = [("Magnesium", "200 mg"), ("L-Theanine", "200 mg"), ("GABA", "100 mg"), ("Melatonin", "1 mg")]


def wall_svg(wall: str, sky: tuple[str, str, str], hills: tuple[str, str, str], moon: str, glow_only: bool) -> str:
    """A wall with an arched window. `glow_only` is the same with everything black that gives no light."""
    width, height = WALL
    paper, bar = ("#000000", "#000000") if glow_only else (wall, "#efe3d0")
    x, w, top = 1430, 560, 470
    arch = f"M{x} 1330 V{top + w / 2} a{w / 2} {w / 2} 0 0 1 {w} 0 V1330 Z"
    layers = "".join(
        f'<g transform="translate({x} 0)"><path d="{wave_path(w, 1330, y, 26, 1.1 + index * 0.25, 1.2 + index)}" fill="{fill}"/></g>'
        for index, (fill, y) in enumerate(zip(hills, (1010, 1090, 1180), strict=True))
    )
    stars = "".join(
        f'<circle cx="{x + dx}" cy="{dy}" r="{r}" fill="{moon}" opacity=".9"/>'
        for dx, dy, r in ((120, 690, 5), (210, 590, 4), (90, 850, 4), (250, 760, 4), (490, 900, 4), (190, 930, 4), (330, 560, 4))
    )
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">
<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{sky[0]}"/>
<stop offset=".55" stop-color="{sky[1]}"/><stop offset=".8" stop-color="{sky[2]}"/></linearGradient>
<radialGradient id="halo"><stop stop-color="{moon}" stop-opacity=".5"/><stop offset="1" stop-color="{moon}" stop-opacity="0"/></radialGradient>
<clipPath id="arch"><path d="{arch}"/></clipPath></defs>
<rect width="{width}" height="{height}" fill="{paper}"/>
<g clip-path="url(#arch)"><rect width="{width}" height="{height}" fill="url(#sky)"/>{stars}
<circle cx="{x + 370}" cy="760" r="220" fill="url(#halo)"/><circle cx="{x + 370}" cy="760" r="72" fill="{moon}"/>{layers}</g>
<path d="{arch}" fill="none" stroke="{bar}" stroke-width="26"/>
<path d="M{x + w / 2} {top} V1330 M{x} 930 H{x + w}" stroke="{bar}" stroke-width="15"/>
<rect x="{x - 50}" y="1325" width="{w + 100}" height="34" rx="6" fill="{bar}"/></svg>"""


def facts_svg(rows: list[tuple[str, str]], frame: tuple[float, float, float], paper: str, ink: str) -> str:
    """The side of a label that this shop cares about most."""
    width, height, safe = frame
    left, right = width / 2 - safe * 0.38, width / 2 + safe * 0.38

    def line(y: float, weight: float) -> str:
        return f'<path d="M{left:.0f} {y:.0f}H{right:.0f}" stroke="{ink}" stroke-width="{weight}"/>'

    def words(x: float, y: float, size: float, value: str, anchor: str = "start", weight: int = 500) -> str:
        return (
            f'<text x="{x:.0f}" y="{y:.0f}" font-family="{SANS}" font-size="{size}" font-weight="{weight}" fill="{ink}" '
            f'text-anchor="{anchor}">{value}</text>'
        )

    body, y = "", 400.0
    for name, amount in rows:
        body += words(left, y, 44, name) + words(right, y, 44, amount, "end", 700) + line(y + 22, 2)
        y += 78
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}">
<rect width="{width:.0f}" height="{height:.0f}" fill="{paper}"/>
{words(left, 170, 88, "Product Facts", weight=800)}{line(205, 9)}
{words(left, 272, 46, "Medicinal ingredients", weight=700)}{words(left, 326, 38, "in 2 teaspoons (about 4 g)")}{line(344, 5)}
{body}
{words(left, y + 24, 42, "Uses", weight=700)}{words(left, y + 76, 36, "Helps to temporarily promote relaxation.")}
{words(left, y + 150, 42, "Warnings", weight=700)}{words(left, y + 202, 36, "For adults 18 and over only.")}
</svg>"""
