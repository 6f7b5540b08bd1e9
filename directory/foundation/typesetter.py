"""The process of its own that `typeset` starts: JSON on standard input, one page on standard output."""

import io
import json
import sys

import pikepdf
import typst
from pikepdf import Dictionary, Name, Pdf, String

#: Pixels to the inch of a picture.
PPI = 144


def main() -> None:
    """Set what is asked for. Ends with a line on standard error where it is not exactly one page."""
    job = json.load(sys.stdin.buffer)
    output = typst.compile(
        job["source"].encode(),
        format=job["kind"],
        ppi=PPI if job["kind"] == "png" else None,
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[job["fonts"]]),
        sys_inputs={"ad": job["data"]},
        timestamp=0,
    )
    if not isinstance(output, bytes):
        raise SystemExit("not one page")
    sys.stdout.buffer.write(pressed(output, **job["press"]) if job["press"] else output)


def pressed(content: bytes, bleed: float, condition: str, made_at: str) -> bytes:
    """The PDF with what a press asks for besides the drawing, as PDF/X-1a:2003 words it.

    `bleed`: points beyond the trim box that typst wrote; `condition`: a printing condition of the registry of the
    International Color Consortium; `made_at`: a PDF date.
    """
    with Pdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            left, bottom, right, top = (float(side) for side in page.trimbox)
            page.bleedbox = pikepdf.Array([left - bleed, bottom - bleed, right + bleed, top + bleed])
        intent = Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFX,
            OutputConditionIdentifier=String(condition),
            OutputCondition=String(condition),
            RegistryName=String("http://www.color.org"),
        )
        pdf.Root.OutputIntents = pikepdf.Array([pdf.make_indirect(intent)])
        # What it says of itself in XML would have to say all of this again.
        del pdf.Root.Metadata
        info = pdf.docinfo
        info.GTS_PDFXVersion = String("PDF/X-1a:2003")
        info.Trapped = Name("/False")
        info.CreationDate = info.ModDate = String(made_at)
        info.Producer = info.Creator
        output = io.BytesIO()
        # PDF/X-1a:2003 is PDF 1.4: no streams of objects.
        pdf.save(output, force_version="1.4", object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return output.getvalue()


if __name__ == "__main__":
    main()
