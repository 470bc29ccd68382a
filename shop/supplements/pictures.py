"""Addresses of product pictures. The loader keeps each picture in two sizes under one naming rule, so that a template
gets `src` and `srcset` from the name alone: no query, no look at the file.
"""
from pathlib import PurePosixPath
from typing import Any, TypedDict

from django.core.files.storage import default_storage
from django.templatetags.static import static

FOLDER = "catalogue/pictures"  # in MEDIA; pictures that staff upload lie elsewhere and have one size
WIDTH = 960  # pixels; all of the line is square
SMALL_WIDTH = 480
MISSING_PICTURE = "img/no-picture.svg"


class PictureSources(TypedDict):
    """What an `<img>` needs. `srcset` is empty and the sizes are None for a picture that staff uploaded."""

    src: str
    srcset: str
    width: int | None
    height: int | None
    alt: str


def small_name(name: str) -> str:
    """`nc-rl-226.webp` → `nc-rl-226-480.webp`"""
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}-{SMALL_WIDTH}{path.suffix}"))


def picture_sources(image: Any) -> PictureSources:
    """Sources of a `ProductImage`, or of what Oscar's `primary_image` gives for a product that has none (a dict)."""
    if image is None or isinstance(image, dict):
        return {"src": static(MISSING_PICTURE), "srcset": "", "width": WIDTH, "height": WIDTH, "alt": ""}
    name = image.original.name
    src = default_storage.url(name)
    if not name.startswith(f"{FOLDER}/"):
        return {"src": src, "srcset": "", "width": None, "height": None, "alt": image.caption}
    return {
        "src": src,
        "srcset": f"{default_storage.url(small_name(name))} {SMALL_WIDTH}w, {src} {WIDTH}w",
        "width": WIDTH,
        "height": WIDTH,
        "alt": image.caption,
    }
