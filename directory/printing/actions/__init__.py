"""What is printed: a listing as an ad or something to hand out, the picture of a shared link, the newspaper's page."""

from directory.printing.actions.ad import printable, printed, share_picture, words
from directory.printing.actions.page import NewspaperPage, newspaper_page

__all__ = ["NewspaperPage", "newspaper_page", "printable", "printed", "share_picture", "words"]
