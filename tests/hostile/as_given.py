"""In place of the typesetter: the words it was given, which a search can read where a drawing would hide them."""

import json
import sys

if __name__ == "__main__":
    sys.stdout.buffer.write(json.load(sys.stdin.buffer)["data"].encode())
