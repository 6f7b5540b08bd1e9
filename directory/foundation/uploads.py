"""Files that come with a form: counted and cut while they arrive, on disk without a name, gone with the request."""

from collections.abc import Callable
from io import BytesIO, FileIO
from typing import IO, TypeVar

from flask import Request, request

from directory.foundation.settings import settings
from directory.kernel.files import unnamed

View = TypeVar("View", bound=Callable[..., object])

#: Bytes of a form beside its files.
FORM_BYTES = 64 * 1024


class Upload(BytesIO):
    """One file as it arrives. What comes after its limit is not kept, nor what the disk has no room for.

    The parser of forms writes into it; nobody reads it but by `file`. It never touches the name that the sender gave.
    """

    def __init__(self, most: int, *, is_kept: bool = True) -> None:
        super().__init__()
        self._most = most
        #: Bytes that came, also those that were not kept.
        self.size = 0
        #: Whether the disk did not take it.
        self.is_unwritten = False
        self._file: FileIO | None = None
        if is_kept:
            try:
                self._file = unnamed(settings().instance)
            except OSError:
                self.is_unwritten = True

    def write(self, data: object) -> int:
        """Keep a piece that came."""
        piece = bytes(data)  # type: ignore[call-overload]
        self.size += len(piece)
        if self._file is not None and not self.is_cut and not self.is_unwritten:
            try:
                self.is_unwritten = self._file.write(piece) != len(piece)
            except OSError:
                self.is_unwritten = True
        return len(piece)

    @property
    def file(self) -> FileIO:
        """What came, as a file of the operating system. Raises RuntimeError for one that was not kept."""
        if self._file is None:
            raise RuntimeError("not kept")
        return self._file

    @property
    def is_cut(self) -> bool:
        """Whether more came than is taken."""
        return self.size > self._most

    def close(self) -> None:
        """Let go of the disk."""
        if self._file is not None:
            self._file.close()
        super().close()


class SmallRequest(Request):
    """A request as small as its view takes. Its files are closed with it, those of a refused one too."""

    #: Files that are taken, and bytes of each: a view says so by `takes_files`.
    takes_files: tuple[int, int] = (0, 0)

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        opened: list[Upload] = self.__dict__.setdefault("opened", [])
        most, size = self.takes_files
        if not most:
            return BytesIO()
        # One more than is taken, so that this can be said; what comes after it is dropped as it arrives.
        opened.append(Upload(size, is_kept=len(opened) < most))
        return opened[-1]

    def close(self) -> None:
        """Close what was opened, whether or not the form was read to its end."""
        super().close()
        for upload in self.__dict__.get("opened", []):
            upload.close()


def takes_files(count: int, size: int) -> Callable[[View], View]:
    """Mark a view whose form brings up to `count` files of `size` bytes each."""

    def mark(view: View) -> View:
        view.files = (count, size)  # type: ignore[attr-defined]
        return view

    return mark


def uploads(name: str) -> list[Upload]:
    """The files that were picked in a field of this form, in their order; a field that was left alone has none."""
    sent = request.files.getlist(name)
    return [file.stream for file in sent if isinstance(file.stream, Upload) and file.stream.size]
