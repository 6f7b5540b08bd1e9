"""The process of its own that reads one page of a picture or PDF: a file on standard input, words on standard output.

Its argument is the number of the page, from 1. A first line of JSON has the size of the page, how many there are, the
lines of text with where they stand, how sure each character is and where its ink leaves a gap, and the ruled lines; or,
as a code of `rules.flaws.ScanFlaw`, why it is not read. The page as a JPEG follows, upright and straight, with nothing
in it but pixels: neither place nor camera. It knows nothing of the site, is bound in memory and time
(`kernel/confined.py`), and asks nobody: the models are those of the package.
"""

import json
import os
import sys
import warnings
from io import BytesIO
from pathlib import Path

import cv2
import numpy
import pi_heif
import pypdfium2
import rapidocr
from numpy import ndarray
from PIL import Image, ImageOps, UnidentifiedImageError
from rapidocr.ch_ppocr_rec import TextRecInput
from rapidocr.ch_ppocr_rec.typings import WordInfo
from rapidocr.utils.process_img import get_rotate_crop_image

#: Formats of pictures that are read, by what the file says itself; its name and type say nothing.
FORMATS = ("JPEG", "PNG", "WEBP")
#: ndarray of a picture at most, counted before any is decoded.
MOST_PIXELS = 60_000_000
#: Pages of a PDF at most, and the dots an inch that they are drawn at.
MOST_PAGES, DPI = 12, 200
#: The longest side of a page as it is read, as words are looked for in it, and as its direction is.
LONGEST, FINDING, TURNING = 4000, 2400, 960
#: Lines of text of one page at most: no newspaper prints more.
MOST_LINES = 1200
QUALITY = 80
#: How much a page may lie aslant (a pixel a pixel), how little is left as it is, and how much larger it may become.
_ASLANT, _STRAIGHT, _GROWN = 0.36, 0.005, 1.4
#: So many lines say how a page lies, and so many pairs of lines below each other how it leans: less than this against
#: the way it lies, and so large a share of them as near to each other as that.
_FEWEST, _PAIRS, _LEANING, _NEAR, _SHARE = 3, 12, 0.15, 0.015, 0.3
#: Lines that are asked whether a page lies on its head, and how long a line says so.
_ASKED, _LONG = 24, 3.0
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_MODELS = Path(rapidocr.__file__).parent / "models"
Document = dict[str, object]


class Refusal(Exception):
    """Why a file is not read: a code of `rules.ScanFlaw`."""


def main() -> None:
    """Read the pages, or say why not."""
    try:
        image, count = _page(sys.stdin.buffer.read(), int(sys.argv[1]))
        page, picture = Engine().read(image)
    except MemoryError:
        _write({"flaw": "too_large"})
    except Refusal as refusal:
        _write({"flaw": str(refusal)})
    except Exception as error:
        print(type(error).__name__, file=sys.stderr)
        _write({"flaw": "damaged"})
    else:
        _write({**page, "pages": count}, picture)


def _page(content: bytes, number: int) -> tuple[ndarray, int]:
    """A page of a file in blue, green and red, and how many it has. Raises Refusal."""
    return _drawn(content, number) if content[:5] == b"%PDF-" else (_decoded(content), 1)


def _drawn(content: bytes, number: int) -> tuple[ndarray, int]:
    """A page of a PDF as a picture."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Refusal("locked" if "password" in str(error).lower() else "damaged") from error
    count = len(document)
    if not 0 < count <= MOST_PAGES:
        raise Refusal("too_many_pages" if count else "damaged")
    page = document[number - 1]
    longest = max(page.get_size())
    if longest <= 0:
        raise Refusal("damaged")
    return page.render(scale=min(DPI / 72, LONGEST / longest)).to_numpy()[:, :, :3].copy(), count


def _decoded(content: bytes) -> ndarray:
    # The check comes below, in our own words.
    Image.MAX_IMAGE_PIXELS = None
    warnings.simplefilter("ignore")
    formats: tuple[str, ...] = FORMATS
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        pi_heif.register_heif_opener(thumbnails=False)
        formats = ("HEIF",)
    try:
        file = Image.open(BytesIO(content), formats=formats)
    except UnidentifiedImageError as error:
        raise Refusal("not_picture") from error
    width, height = file.size
    if width * height > MOST_PIXELS:
        raise Refusal("too_large")
    # Reads a JPEG no finer than is needed.
    file.draft("RGB", (LONGEST, LONGEST))
    image = ImageOps.exif_transpose(file) or file
    if image.mode.startswith("I"):
        # 16 bits of gray, of which the library would cut off whatever is no black.
        image = Image.fromarray((numpy.asarray(image) >> 8).astype(numpy.uint8))
    if image.has_transparency_data:
        shown = image.convert("RGBA")
        image = Image.new("RGB", shown.size, "white")
        image.paste(shown, mask=shown)
    image = image.convert("RGB")
    if max(image.size) > LONGEST:
        image.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return numpy.asarray(image)[:, :, ::-1].copy()


class Engine:
    """The reader of words, loaded once."""

    def __init__(self) -> None:
        threads = max(1, min(2, os.cpu_count() or 1))
        self._ocr = rapidocr.RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.max_side_len": LONGEST,
                "EngineConfig.onnxruntime.intra_op_num_threads": threads,
                "Det.model_path": str(_MODELS / "PP-OCRv6_det_small.onnx"),
                "Rec.model_path": str(_MODELS / "PP-OCRv6_rec_small.onnx"),
                "Cls.model_path": str(_MODELS / "ch_ppocr_mobile_v2.0_cls_mobile.onnx"),
                "Det.limit_type": "max",
            }
        )

    def read(self, image: ndarray) -> tuple[Document, bytes]:
        """What stands on a page, and the page as a JPEG: upright, as straight as one turn makes it."""
        image = self._upright(image)
        height, width = image.shape[:2]
        page = {"width": width, "height": height, "lines": self._lines(image), "rules": rules(image)}
        ok, jpeg = cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, QUALITY))
        if not ok:
            raise Refusal("damaged")
        return page, jpeg.tobytes()

    def _boxes(self, image: ndarray, side: int) -> ndarray:
        """Where words stand, as four corners each."""
        detector = self._ocr._load_det_model()
        detector.limit_side_len = side
        boxes = detector(image).boxes
        return boxes[:MOST_LINES] if boxes is not None else numpy.zeros((0, 4, 2))

    def _upright(self, image: ndarray) -> ndarray:
        """The page turned so that its lines run from left to right."""
        boxes = self._boxes(image, TURNING)
        if not len(boxes):
            return image
        widths = numpy.linalg.norm(boxes[:, 1] - boxes[:, 0], axis=1)
        heights = numpy.linalg.norm(boxes[:, 3] - boxes[:, 0], axis=1)
        if (heights > 1.5 * widths).sum() > (widths > 1.5 * heights).sum():
            image = cv2.rotate(image, cv2.ROTATE_90_CLOCKWISE)
            boxes = self._boxes(image, TURNING)
            if not len(boxes):
                return image
            widths = numpy.linalg.norm(boxes[:, 1] - boxes[:, 0], axis=1)
            heights = numpy.linalg.norm(boxes[:, 3] - boxes[:, 0], axis=1)
        longest = numpy.argsort(-(widths / numpy.maximum(heights, 1)))[:_ASKED]
        crops = [get_rotate_crop_image(image, boxes[one].astype(numpy.float32)) for one in longest]
        turned = [label == "180" for label, _score in self._ocr._load_cls_model()(crops).cls_res]
        if sum(turned) > len(turned) / 2:
            image = cv2.rotate(image, cv2.ROTATE_180)
            boxes = numpy.roll(numpy.array(image.shape[1::-1]) - 1 - boxes, 2, axis=1)
        return _straight(image, boxes, widths > _LONG * heights)

    def _lines(self, image: ndarray) -> list[Document]:
        boxes = self._boxes(image, FINDING)
        if not len(boxes):
            return []
        crops = [get_rotate_crop_image(image, box.astype(numpy.float32).copy()) for box in boxes]
        answer = self._ocr._load_rec_model()(TextRecInput(img=crops, return_word_box=True))
        lines = []
        for box, crop, text, words in zip(boxes, crops, answer.txts, answer.word_results, strict=True):
            if text.strip():
                lines.append(
                    {
                        "text": text,
                        "corners": [[round(float(x)), round(float(y))] for x, y in box],
                        "sure": [round(float(one), 3) for one in words.confs],
                        "gaps": _gaps(crop, text, words),
                    }
                )
        return lines


def _gaps(crop: ndarray, text: str, words: WordInfo) -> list[float]:
    """The widest stretch without ink after each character, as a share of the height of the letters."""
    columns = iter([column for word in words.word_cols for column in word])
    middles = [numpy.nan if one.isspace() else (next(columns, numpy.nan) + 0.5) / words.line_txt_len for one in text]
    gray = cv2.cvtColor(crop, cv2.COLOR_BGR2GRAY)
    _level, ink = cv2.threshold(gray, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    if (ink > 0).mean() > 0.5:
        # White letters on dark ground.
        ink = 255 - ink
    height, width = ink.shape
    is_inked = (ink > 0).sum(axis=0) > height * 0.04
    rows = numpy.flatnonzero((ink > 0).sum(axis=1) > width * 0.01)
    letters = float(rows[-1] - rows[0] + 1) if len(rows) else float(height)
    gaps = []
    for first, second in zip(middles, [*middles[1:], numpy.nan], strict=True):
        widest = run = 0
        if first == first and second == second:
            for inked in is_inked[int(first * width) : int(second * width) + 1]:
                run = 0 if inked else run + 1
                widest = max(widest, run)
        gaps.append(round(widest / letters, 2))
    return gaps


def _straight(image: ndarray, boxes: ndarray, is_long: ndarray) -> ndarray:
    """The page as photographed from straight above: its lines level, and upright what begins below each other.

    Held in a hand, lines fall more at one end of a page than at the other, and its columns lean towards each other.
    """
    runs = (boxes[:, 1] - boxes[:, 0])[is_long]
    if len(runs) < _FEWEST:
        return image
    height, width = image.shape[:2]
    across, down = width / 2, height / 2
    slopes = runs[:, 1] / numpy.where(runs[:, 0] == 0, 1, runs[:, 0])
    fall, more_fall = _line(slopes, boxes[is_long][:, 0, 1] - down, height / 4)
    lean, more_lean = _leaning(boxes, fall, across)
    is_level = abs(fall) < _STRAIGHT and abs(more_fall) * height < _STRAIGHT and abs(more_lean) * width < _STRAIGHT
    if is_level or abs(fall) > _ASLANT:
        return image

    def corner(x: float, y: float) -> list[float]:
        """Where a line that falls meets one that leans."""
        falls, leans = fall + more_fall * (y - down), lean + more_lean * (x - across)
        at = (x + leans * (y - down - falls * across)) / (1 - falls * leans)
        return [at, y + falls * (at - across)]

    edges = numpy.array([[0, 0], [width, 0], [width, height], [0, height]], numpy.float32)
    turn = cv2.getPerspectiveTransform(numpy.array([corner(*edge) for edge in edges], numpy.float32), edges)
    shown = cv2.perspectiveTransform(edges[None], turn)[0]
    (left, top), (right, bottom) = shown.min(axis=0), shown.max(axis=0)
    if max(right - left, bottom - top) > _GROWN * max(width, height) or _GROWN * (right - left) < width:
        return image
    turn = numpy.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]]) @ turn
    size = (int(right - left), int(bottom - top))
    return cv2.warpPerspective(image, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def _leaning(boxes: ndarray, fall: float, across: float) -> tuple[float, float]:
    """By how much what begins below each other leans, in the middle of the page and more a pixel to the right.

    Where too little begins below each other: as the lines fall, everywhere.
    """
    starts, tall = boxes[:, 0], float(numpy.median(numpy.linalg.norm(boxes[:, 3] - boxes[:, 0], axis=1)))
    right, below = (starts[None, :, side] - starts[:, None, side] for side in (0, 1))
    is_near = (below > 2 * tall) & (below < 15 * tall)
    leans = right[is_near] / below[is_near]
    is_below = abs(leans + fall) < _LEANING
    places = numpy.broadcast_to(starts[:, None, 0], is_near.shape)[is_near][is_below] - across
    leans = leans[is_below]
    if len(leans) < _PAIRS:
        return -fall, 0.0
    lean, more = _line(leans, places, across / 2)
    is_sure = (abs(leans - lean - more * places) < _NEAR).mean() > _SHARE
    return (lean, more) if is_sure else (-fall, 0.0)


def _line(values: ndarray, places: ndarray, spread: float) -> tuple[float, float]:
    """The straight line that most of these values lie on: its height at 0, and how much it rises by 1.

    Places within less than `spread` of each other do not say how it rises.
    """
    height, rise = float(numpy.median(values)), 0.0
    for tolerance in (8 * _NEAR, 4 * _NEAR, 2 * _NEAR, _NEAR):
        is_on = abs(values - height - rise * places) < tolerance
        if is_on.sum() < _PAIRS or numpy.ptp(places[is_on]) < spread:
            break
        rise, height = (float(one) for one in numpy.polyfit(places[is_on], values[is_on], 1))
    return height, rise


def rules(image: ndarray) -> list[list[int]]:
    """Ruled lines of a page, along or down it: left, top, right, bottom of each."""
    gray = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    scale = max(1.0, max(gray.shape) / 2000)
    if scale > 1:
        gray = cv2.resize(gray, None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
    # Dark against its surroundings: a shadow over half the page is no line.
    ink = cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12)
    longest = max(gray.shape)
    lines: list[list[int]] = []
    for is_along in (True, False):
        length, thick = max(24, longest // 40), max(6, longest // 200)
        # A line that sags by a pixel or two stays one.
        grown = cv2.dilate(ink, numpy.ones((3, 1) if is_along else (1, 3), numpy.uint8))
        kernel = numpy.ones((1, length) if is_along else (length, 1), numpy.uint8)
        ruled = cv2.morphologyEx(grown, cv2.MORPH_OPEN, kernel)
        _count, _labels, stats, _middles = cv2.connectedComponentsWithStats(ruled, connectivity=8)
        for left, top, width, height, _area in stats[1:]:
            if (height if is_along else width) <= thick + (width if is_along else height) // 60:
                edges = (left, top, left + width, top + height)
                lines.append([round(float(edge) * scale) for edge in edges])
    return lines


def _write(head: Document, *contents: bytes) -> None:
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + b"".join(contents))


if __name__ == "__main__":
    main()
