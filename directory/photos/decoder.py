"""The process of its own that reads one picture: a file on standard input, two JPEGs on standard output.

Whatever a picture carries beside its pixels (place, camera, comments, color profiles, other files behind it) is not in
what comes out. A first line of JSON says how long the two are, or why there are none, as a code of `rules.Flaw`.
It knows nothing of the site, and is bound in memory and time (`kernel/confined.py`). Its arguments are the longest side
of what is shown and of what is shown small, in pixels, and the formats that are read, as the library names them.
No other process loads the library.
"""

import json
import sys
import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

#: Pixels of a picture at most. A JPEG is read at a fraction of its size, but one that comes in passes is held whole; so
#: is a PNG, and a WebP in several copies.
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 16_000_000, "WEBP": 8_300_000}
MOST_IN_PASSES = 20_000_000
QUALITY = 82
#: What the pictures of newer phones begin with; no browser but theirs shows them.
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


def main() -> None:
    """Read the picture, or say why not."""
    try:
        pictures = _read(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
    except MemoryError:
        pictures = "too_large"
    except Exception:
        pictures = "damaged"
    if isinstance(pictures, str):
        _write({"flaw": pictures})
    else:
        _write({"width": pictures[0], "height": pictures[1], "large": len(pictures[2])}, *pictures[2:])


def _read(longest: int, small_longest: int, formats: list[str]) -> str | tuple[int, int, bytes, bytes]:
    """Width, height, the large and the small picture; or the code of what is wrong."""
    file = sys.stdin.buffer
    start = file.read(12)
    file.seek(0)
    if start[4:8] == b"ftyp" and start[8:12] in _HEIC:
        return "heic"
    # The check of each format comes below, in its own words.
    Image.MAX_IMAGE_PIXELS = None
    warnings.simplefilter("ignore")
    try:
        image = Image.open(file, formats=formats)
    except UnidentifiedImageError:
        return "not_picture"
    # A JPEG with further ones behind it, as some phones write them, names itself MPO.
    kind = "JPEG" if image.format == "MPO" else image.format or ""
    width, height = image.size
    if width * height > (MOST_IN_PASSES if image.info.get("progressive") else MOST_PIXELS[kind]):
        return "too_large"
    if kind != "JPEG" and getattr(image, "is_animated", False):
        return "moving"
    # Reads a JPEG no finer than is needed.
    image.thumbnail((longest, longest), reducing_gap=1.0)
    large = ImageOps.exif_transpose(image) or image
    if large.has_transparency_data:
        shown = large.convert("RGBA")
        large = Image.new("RGB", shown.size, "white")
        large.paste(shown, mask=shown)
    large = large.convert("RGB")
    # The library writes the comment of what was read into what it saves.
    large.info.clear()
    small = large.copy()
    small.thumbnail((small_longest, small_longest), reducing_gap=2.0)
    return *large.size, _jpeg(large), _jpeg(small)


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _write(head: dict[str, object], *contents: bytes) -> None:
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + b"".join(contents))


if __name__ == "__main__":
    main()
