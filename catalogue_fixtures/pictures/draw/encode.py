"""Last step: PNGs of the work folder into committed WebP files, as good as their weight limit allows.

    python encode.py <work folder>
"""
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image

PICTURES = Path(__file__).resolve().parents[1]
PACK_SIZES = {"": (960, 38_000), "-480": (480, 14_500)}  # suffix: (width, most bytes)
SCENE_SIZES = {
    "hero": {"-1200": (1200, 58_000), "-640": (640, 24_000)},
    "article": {"": (1200, 58_000)},
}
BEST, WORST = 90, 40


def webp(picture: Image.Image, width: int, most_bytes: int) -> bytes:
    """The picture at this width, in the best quality that fits."""
    height = round(picture.height * width / picture.width)
    small = picture.convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
    for quality in range(BEST, WORST, -2):
        buffer = BytesIO()
        small.save(buffer, "WEBP", quality=quality, method=6)
        if buffer.tell() <= most_bytes:
            return buffer.getvalue()
    raise ValueError(f"does not fit into {most_bytes} bytes at quality {WORST}")


def save(source: Path, target: Path, stem: str, sizes: dict[str, tuple[int, int]]) -> None:
    target.mkdir(parents=True, exist_ok=True)
    with Image.open(source) as picture:
        for suffix, (width, most_bytes) in sizes.items():
            (target / f"{stem}{suffix}.webp").write_bytes(webp(picture, width, most_bytes))


def main(work: Path) -> None:
    for source in sorted(work.glob("pack-*.png")):
        save(source, PICTURES, source.stem.removeprefix("pack-").lower(), PACK_SIZES)
    for source in sorted(work.glob("hero-*.png")):
        save(source, PICTURES / "home", source.stem.removeprefix("hero-"), SCENE_SIZES["hero"])
    for source in sorted(work.glob("article-*.png")):
        save(source, PICTURES / "articles", source.stem.removeprefix("article-"), SCENE_SIZES["article"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
