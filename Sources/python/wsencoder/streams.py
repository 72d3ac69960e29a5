"""Messages that are processed in parts: what is written to a sink, and what is read from a source."""
from __future__ import annotations

import ctypes
import io
import weakref
from collections.abc import Callable, Iterable
from ctypes import byref, c_uint32, c_void_p
from typing import Any, Protocol

from . import native
from .native import Callback, Data, String, Table, Trampoline

Source = Callable[[int], Data] | Data | Iterable[Data]


class Outside(Protocol):
    """The sink or source of an instance, which frees it when it has ended."""
    function: int | None

    def free(self) -> None: ...


class Instance:
    """An instance of the library, and its sink or source."""

    def __init__(self, table: Table, first: Callback, outside: Outside) -> None:
        try:
            if not table.create:
                raise ValueError("the encoder or decoder has been freed")
            functions = {step: native.PROTOTYPES[first + i](getattr(table, step)) for i, step in enumerate(native.STEPS)}
            self.functions, self.handle = functions, c_void_p()
            native.call(functions["create"], table.context, outside.function, None, byref(self.handle))
        except BaseException:
            outside.free()
            raise
        self._finalizer = weakref.finalize(self, _free_instance, functions["free"], self.handle, outside)

    @property
    def is_free(self) -> bool:
        return not self._finalizer.alive

    def free(self) -> None:
        self._finalizer()

    def check(self) -> None:
        if self.is_free:
            raise ValueError("the stream is closed")

    def call(self, step: str, *arguments: Any) -> None:
        self.check()
        native.call(self.functions[step], self.handle, *arguments)


def _free_instance(free: Callable[..., None], handle: c_void_p, outside: Outside) -> None:
    free(handle)
    outside.free()


# ---- Encoders ----


def encoder_instance(table: Table, sink: Callable[[bytes], object]) -> Instance:
    def write(state: None, buffers: int, count: int, asynchronous: int | None, error: int | None) -> None:
        sink(native.joined(buffers, count))

    return Instance(table, Callback.CREATE_ENCODER, Trampoline(Callback.WRITE, write))


def labels(table: Table) -> tuple[str, str]:
    """The content type and content encoding that an encoder writes for a message without a type."""
    instance = encoder_instance(table, lambda data: None)
    try:
        return _labels(instance, "")
    finally:
        instance.free()


def begin_encoding(instance: Instance, content_type: str) -> tuple[str, str]:
    """Begins a message; returns the labels that it will have."""
    result = _labels(instance, content_type)
    instance.call("start", None)
    return result


def _labels(instance: Instance, content_type: str) -> tuple[str, str]:
    new_type, encoding = String(), String()
    instance.call("get_content_type", byref(native.string_of(content_type)), byref(new_type), byref(encoding))
    return native.text_of(new_type), native.text_of(encoding)


class EncodedStream:
    """A message that is being written to an encoder. Leaving `with` ends it, or abandons it after an exception."""

    def __init__(self, table: Table, sink: Callable[[bytes], object], content_type: str) -> None:
        self._instance = encoder_instance(table, sink)
        self.content_type, self.content_encoding = begin_encoding(self._instance, content_type)

    def write(self, data: Data) -> int:
        """Encodes the next part."""
        message = native.octets(data)
        self._instance.call("transfer", *native.views(message), None)
        return len(message)

    def flush(self) -> None:
        """Has what has been encoded so far reach the sink, in a form that the peer's decoder can return. It costs some
        compression. A codec that was registered as an encoder holds back what it does."""
        self._instance.check()
        native.call(native.library().WseEncoderFlush, self._instance.handle, None)

    def end(self) -> None:
        """Ends the message: what is left goes to the sink."""
        self._instance.call("end", None)
        self.close()

    def close(self) -> None:
        """Frees the instance. A message that has not been ended is abandoned."""
        self._instance.free()

    def __enter__(self) -> EncodedStream:
        return self

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        try:
            if kind is None and not self._instance.is_free:
                self.end()
        finally:
            self.close()


# ---- Decoders ----


def decoder_instance(table: Table, read: Callable[[int], Data]) -> Instance:
    def fill(state: None, room: int, size: int, actual: int, asynchronous: int | None, error: int | None) -> None:
        data = native.octets(read(size))
        if len(data) > size:
            raise ValueError(f"the source was asked for {size} bytes and returned {len(data)}")
        ctypes.memmove(room, data, len(data))
        c_uint32.from_address(actual).value = len(data)

    return Instance(table, Callback.CREATE_DECODER, Trampoline(Callback.READ, fill))


def begin_decoding(instance: Instance, content_type: str, content_encoding: str | None) -> str:
    """Begins a message; returns the type that it will have."""
    instance.call("start", None)
    encoding, new_type = byref(native.string_of(content_encoding)) if content_encoding else None, String()
    instance.call("get_content_type", byref(native.string_of(content_type)), encoding, byref(new_type))
    return native.text_of(new_type)


def transfer(instance: Instance, room: Any, size: int) -> int:
    """Decodes the next bytes; returns how many, 0 at the end of the message."""
    length = c_uint32()
    instance.call("transfer", room, size, byref(length), None)
    return length.value


class DecodedStream(io.RawIOBase):
    """A message that is being read from a decoder, as a file."""

    def __init__(self, table: Table, source: Source, content_type: str, content_encoding: str | None) -> None:
        self._instance = decoder_instance(table, reader(source))
        self._ended = False
        self.content_type = begin_decoding(self._instance, content_type, content_encoding)

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        with memoryview(room) as target:
            size = min(target.nbytes, 1 << 30)
            if self._ended or not size:
                return 0
            length = transfer(self._instance, (ctypes.c_char * size).from_buffer(target), size)
        if not length:
            self._ended = True
            self._instance.call("end", None)
        return length

    def close(self) -> None:
        if not self.closed:
            if instance := getattr(self, "_instance", None):
                instance.free()
            super().close()


def reader(source: Source) -> Callable[[int], Data]:
    """The function that a source of any kind is read with."""
    if callable(source):
        return source
    parts = iter((source,) if isinstance(source, (bytes, bytearray, memoryview)) else source)
    rest = memoryview(b"")

    def read(size: int) -> Data:
        nonlocal rest
        while not rest:
            part = next(parts, None)
            if part is None:
                return b""
            rest = memoryview(part).cast("B")
        taken, rest = rest[:size], rest[size:]
        return taken

    return read
