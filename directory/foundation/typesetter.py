"""The process of its own that `typeset` starts: JSON on standard input, one page on standard output."""

import json
import sys

import typst


def main() -> None:
    """Set what is asked for. Ends with a line on standard error where it is not exactly one page."""
    asked = json.load(sys.stdin.buffer)
    found = typst.compile(
        asked["source"].encode(),
        format=asked["kind"],
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[asked["fonts"]]),
        sys_inputs={"ad": asked["data"]},
        timestamp=0,
    )
    if not isinstance(found, bytes):
        raise SystemExit("not one page")
    sys.stdout.buffer.write(found)


if __name__ == "__main__":
    main()
