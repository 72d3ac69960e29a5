"""Encoded files that are read and written as others are, as those of gzip.open()."""
from __future__ import annotations

import builtins
import io
import os
from typing import IO, Any, Literal, Protocol, overload

from . import properties
from .messages import Decoder, Encoder


class Readable(Protocol):
    """An object that a message is read from."""

    def read(self, size: int, /) -> bytes: ...


class Writable(Protocol):
    """An object that a message is written to."""

    def write(self, data: bytes, /) -> object: ...


class EncodedFile(io.BufferedIOBase):
    """A file whose contents are encoded as they are written. Closing it ends the message.

    After an exception, `with` leaves the message unfinished, so that no reader takes it for whole. If the codec has not written
    anything by then, the file is empty, which content codings take for the empty message.
    """
    _is_closing = False  # what is left is not flushed before the message ends, which would cost compression

    def __init__(self, file: Writable, codec: str, content_type: str = "", *, closes_file: bool = False,
                 **settings: properties.Value) -> None:
        with Encoder(codec, **settings) as encoder:
            self._stream = encoder.stream(file.write, content_type)
        self._file, self._closes_file = file, closes_file
        self.content_type, self.content_encoding = self._stream.content_type, self._stream.content_encoding

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self.closed:
            raise ValueError("the file is closed")
        return self._stream.write(data)

    def flush(self) -> None:
        """Has what has been written so far reach the file, in a form that can be decoded. It costs some compression."""
        if self.closed:
            raise ValueError("the file is closed")
        if not self._is_closing and not self._stream._instance.is_free:
            self._stream.flush()
            if hasattr(self._file, "flush"):
                self._file.flush()

    def close(self) -> None:
        self._close(True)

    def abandon(self) -> None:
        """Closes it and leaves the message unfinished."""
        self._close(False)

    def _close(self, is_whole: bool) -> None:
        if self.closed or not hasattr(self, "_file"):
            return
        self._is_closing = True
        try:
            if is_whole and not self._stream._instance.is_free:
                self._stream.end()
        finally:
            self._stream.close()
            if self._closes_file and hasattr(self._file, "close"):
                self._file.close()
            super().close()

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        self._close(kind is None)


class DecodedFile(io.BufferedReader):
    """A file that is decoded as it is read."""

    def __init__(self, file: Readable, codec: str, content_type: str | None = None, content_encoding: str | None = None, *,
                 closes_file: bool = False, **settings: properties.Value) -> None:
        with Decoder(codec, **settings) as decoder:
            stream = decoder.stream(file.read, content_type, content_encoding)
        super().__init__(stream)
        self._file, self._closes_file = file, closes_file
        self.content_type = stream.content_type

    def close(self) -> None:
        try:
            super().close()
        finally:
            if getattr(self, "_closes_file", False) and hasattr(self._file, "close"):
                self._file.close()


class _Text(io.TextIOWrapper):
    """A text file whose message `with` leaves unfinished after an exception."""

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        if kind is not None and isinstance(self.buffer, EncodedFile):
            self.buffer.abandon()
        self.close()

    def close(self) -> None:
        if isinstance(self.buffer, EncodedFile):
            self.buffer._is_closing = True
        super().close()


_File = str | os.PathLike[str] | IO[bytes]
_Reads = Literal["r", "rb", "br"]
_Writes = Literal["w", "wb", "bw", "x", "xb", "bx"]
_Texts = Literal["rt", "tr", "wt", "tw", "xt", "tx"]


@overload
def open(file: _File | Readable, mode: _Reads = "rb", *, codec: str, content_type: str | None = None,
         content_encoding: str | None = None, **settings: properties.Value) -> DecodedFile: ...


@overload
def open(file: _File | Writable, mode: _Writes, *, codec: str, content_type: str | None = None,
         **settings: properties.Value) -> EncodedFile: ...


@overload
def open(file: _File | Readable | Writable, mode: _Texts, *, codec: str, content_type: str | None = None,
         content_encoding: str | None = None, encoding: str | None = None, errors: str | None = None,
         newline: str | None = None, **settings: properties.Value) -> io.TextIOWrapper: ...


def open(file: Any, mode: str = "rb", *, codec: str, content_type: str | None = None, content_encoding: Any = None,
         encoding: Any = None, errors: Any = None, newline: Any = None,
         **settings: properties.Value) -> EncodedFile | DecodedFile | io.TextIOWrapper:
    """Opens a file whose contents are a message.

    file: its name, or an object with a read or write method, which is not closed.
    mode: "r" and "rb" decode; "w", "wb", "x" and "xb" encode; with "t", the decoded message is text.
    codec, settings: as for Encoder and Decoder. content_type and content_encoding: as for their methods.
    encoding, errors, newline: of the text, as for io.open; encoding is UTF-8 by default.
    """
    if (kind := mode.replace("b", "").replace("t", "")) not in ("r", "w", "x") or len(mode) > 2 or mode == "tb":
        raise ValueError(f"not a mode: {mode!r}")
    is_text = "t" in mode
    if not is_text and not encoding is errors is newline is None:
        raise ValueError("encoding, errors and newline are for text")
    if kind != "r" and content_encoding is not None:
        raise ValueError("content_encoding is for a message to decode")
    has_name = isinstance(file, (str, os.PathLike))
    inner: Any = builtins.open(file, kind + "b") if isinstance(file, (str, os.PathLike)) else file
    try:
        opened: Any = DecodedFile(inner, codec, content_type, content_encoding, closes_file=has_name, **settings) \
            if kind == "r" else EncodedFile(inner, codec, content_type or "", closes_file=has_name, **settings)
    except BaseException:
        if has_name:
            inner.close()
        raise
    return _Text(opened, encoding or "utf-8", errors, newline) if is_text else opened
