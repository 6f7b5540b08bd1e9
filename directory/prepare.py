"""`make build`: every table and template that takes long to make, made ahead and kept in `build/`.

Nothing depends on it: whoever finds no table makes it. A server's own user may not be allowed to keep what it made.
"""

import sys
import tempfile

from directory.ads.rules import ad_vocabulary as words
from directory.app import create_app
from directory.foundation import health, templates
from directory.kernel import pinyin
from directory.kernel.language import LANGUAGES
from directory.places.gazetteer import gazetteer
from directory.quotes.rules import phrases
from directory.search.rules import lexicons as terms
from directory.search.rules import suggest
from directory.texts.rules import table as texts
from directory.trades import vocabulary


def main() -> int:
    """Make what is not there; a second run reads it all and ends."""
    pinyin.syllables("冷暖")
    vocabulary.phrases()
    phrases.book()
    terms.lexicon(gazetteer())
    terms.by_sound(gazetteer())
    terms.by_initials(gazetteer())
    terms.service_beginnings()
    words.lexicon()
    texts.group("stop")
    for language in LANGUAGES:
        suggest.spellings(language)
    health.newest()
    with tempfile.TemporaryDirectory() as folder:
        templates.compile_all(create_app({"INSTANCE": folder, "LENGNUAN_ENV": "development"}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
