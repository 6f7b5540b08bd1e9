"""The process of its own that `typeset` starts: JSON on standard input, one page on standard output."""

import json
import sys

import typst

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
    sys.stdout.buffer.write(output)


if __name__ == "__main__":
    main()
