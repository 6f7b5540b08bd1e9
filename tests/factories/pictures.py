"""Pictures as phones make them, and files that are none or mean harm. Everything is made here, nothing is stored."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

#: What a phone writes beside the pixels, and nobody may ever read.
PLACE, CAMERA, COMMENT = (38.9047, -77.0164), "Canarycam 9000", "canarycomment at home"


def exif(orientation: int = 1) -> bytes:
    """EXIF with a place, a camera and a way to hold it."""
    data = Image.Exif()
    data[0x0112], data[0x010F], data[0x0110], data[0x010E] = orientation, CAMERA, CAMERA, COMMENT
    place = data.get_ifd(0x8825)
    place.update({1: "N", 2: (38.0, 54.0, 16.9), 3: "W", 4: (77.0, 0.0, 59.0)})
    return data.tobytes()


def drawn(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """A picture with something on it: red on the left, blue on the right."""
    image = Image.new(mode, (width, height), "red")
    image.paste(Image.new(mode, (width - width // 2, height), "blue"), (width // 2, 0))
    return image


def saved(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The bytes of a picture."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(width: int = 640, height: int = 480, orientation: int = 1) -> bytes:
    """A JPEG as a phone takes it, with place, camera and comment."""
    image = drawn(width, height)
    return saved(image, exif=exif(orientation), comment=COMMENT.encode(), icc_profile=b"canaryprofile" * 20)


def chunk(name: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _zeros(size: int) -> bytes:
    """So many zeros, compressed: a megabyte of them is, and written again and again, for there may be 900."""
    start = zlib.compressobj(9)
    head = start.compress(b"") + start.flush(zlib.Z_FULL_FLUSH)
    deflate = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    megabyte = deflate.compress(bytes(2**20)) + deflate.flush(zlib.Z_FULL_FLUSH)
    rest = deflate.compress(bytes(size % 2**20)) + deflate.flush()
    return head + megabyte * (size // 2**20) + rest + struct.pack(">I", size % 65_521 << 16 | 1)


def png(width: int, height: int, *more: bytes, rows: int = 0, color: int = 0) -> bytes:
    """A PNG that claims to be so large, of `rows` empty rows, with further chunks before them."""
    channels = {0: 1, 2: 3, 6: 4}[color]
    body = _zeros((1 + width * channels) * rows)
    header = struct.pack(">IIBBBBB", width, height, 8, color, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(more) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def heic(brand: bytes = b"heic") -> bytes:
    """How a picture of a newer iPhone begins."""
    return struct.pack(">I", 24) + b"ftyp" + brand + b"\x00\x00\x00\x00mif1heic" + b"\x00" * 200


def animated(kind: str) -> bytes:
    """A moving picture of two frames."""
    frames = [drawn(64, 64), drawn(32, 32).resize((64, 64)).rotate(90)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)


def _claiming(width: int, height: int) -> bytes:
    """A JPEG whose header claims another size than it has."""
    data = bytearray(saved(drawn(64, 64)))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(data)


def _large_webp() -> bytes:
    """A WebP whose header claims 16383 x 16383 pixels."""
    data = bytearray(saved(drawn(64, 64), "WEBP", lossless=True))
    at = data.index(b"VP8L") + 9
    data[at : at + 4] = struct.pack("<I", 16382 | 16382 << 14)
    return bytes(data)


def hostile() -> dict[str, tuple[bytes, str]]:
    """Files that are no photos, or more than that: what each is, its bytes, and the flaw that is said of it.

    An empty word: it is taken, and nothing but its pixels is left.
    """
    whole, small = saved(drawn()), saved(drawn(64, 64))
    text = zlib.compress(b"A" * 50_000_000, 9)
    deep = chunk(b"zTXt", b"Comment\x00\x00" + text)
    profile = chunk(b"iCCP", b"x\x00\x00" + text)
    many = PngInfo()
    for number in range(500):
        many.add_text(f"k{number}", "v" * 100)
    return {
        # What is no picture, whatever it calls itself.
        "nothing but a NUL": (b"\x00", "not_picture"),
        "text": (b"hello, this is my furnace", "not_picture"),
        "HTML": (b"<!doctype html><script>alert(1)</script>", "not_picture"),
        "SVG with script": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "not_picture"),
        "PDF": (b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF", "not_picture"),
        "ZIP": (b"PK\x03\x04" + bytes(100), "not_picture"),
        "program": (b"\x7fELF\x02\x01\x01" + bytes(200), "not_picture"),
        "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not_picture"),
        "GIF": (saved(drawn(64, 64), "GIF"), "not_picture"),
        "GIF that is script too": (b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)//", "not_picture"),
        "moving GIF": (animated("GIF"), "not_picture"),
        "BMP": (saved(drawn(64, 64), "BMP"), "not_picture"),
        "TIFF": (saved(drawn(64, 64), "TIFF"), "not_picture"),
        "AVIF": (saved(drawn(64, 64), "AVIF"), "not_picture"),
        "ICO": (saved(drawn(64, 64), "ICO"), "not_picture"),
        "video": (struct.pack(">I", 24) + b"ftypmp42" + bytes(200), "not_picture"),
        "only the first bytes of a JPEG": (b"\xff\xd8\xff", "not_picture"),
        "only the name of a PNG": (b"\x89PNG\r\n\x1a\n", "not_picture"),
        "WebP of nothing": (b"RIFF\x04\x00\x00\x00WEBP", "not_picture"),
        "random": (bytes(zlib.crc32(bytes([n % 256])) % 256 for n in range(5000)), "not_picture"),
        # What newer phones keep.
        "HEIC": (heic(), "heic"),
        "HEIF": (heic(b"mif1"), "heic"),
        "HEVC": (heic(b"hevc"), "heic"),
        # Larger than they look.
        "PNG of 30,000 x 30,000 in 900 KB": (png(30_000, 30_000, rows=30_000), "too_large"),
        "PNG of 2,147,483,647 a side": (png(2**31 - 1, 2**31 - 1), "too_large"),
        "PNG of 60 megapixels": (png(10_000, 6_000, rows=6_000), "too_large"),
        "PNG of 60 megapixels in color": (png(10_000, 6_000, rows=6_000, color=6), "too_large"),
        "JPEG that claims 65,000 a side": (_claiming(65_000, 65_000), "too_large"),
        "JPEG of 60 megapixels": (_claiming(10_000, 6_000), "too_large"),
        "JPEG in passes of 30 megapixels": (saved(Image.new("L", (6_000, 5_000)), progressive=True), "too_large"),
        "WebP of 268 megapixels": (_large_webp(), "damaged"),
        # Moving ones.
        "moving PNG": (animated("PNG"), "moving"),
        "moving WebP": (animated("WEBP"), "moving"),
        # Broken ones.
        "JPEG cut in the middle": (whole[: len(whole) // 2], "damaged"),
        "PNG cut in the middle": (saved(drawn(), "PNG")[:400], "damaged"),
        "PNG without its rows": (png(4_000, 4_000), "damaged"),
        "PNG with a text of 50 MB": (png(64, 64, deep, rows=64), "damaged"),
        "PNG with a wrong sum": (saved(drawn(64, 64), "PNG").replace(b"IDAT", b"IDAU"), "not_picture"),
        "WebP cut in the middle": (saved(drawn(), "WEBP", lossless=True)[:60], "damaged"),
        # More than a picture: only its pixels are left.
        "JPEG that claims 4,000 a side": (_claiming(4_000, 4_000), ""),
        "PNG with a profile of 50 MB": (png(64, 64, profile, rows=64), "damaged"),
        "JPEG and HTML": (small + b"<script>alert(1)</script>", ""),
        "JPEG and ZIP": (small + b"PK\x03\x04" + bytes(500), ""),
        "JPEG with a video behind it": (small + struct.pack(">I", 24) + b"ftypmp42" + bytes(5_000), ""),
        "JPEG with script as its comment": (saved(drawn(64, 64), comment=b"*/alert(1)/*"), ""),
        "PNG with 500 texts": (saved(drawn(64, 64), "PNG", pnginfo=many), ""),
        "PNG of 1 x 60,000": (png(1, 60_000, rows=60_000), ""),
    }
