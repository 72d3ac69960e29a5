"""Encoders and decoders of the library: whole messages, and streams."""
from __future__ import annotations

import ctypes
import io
import weakref
from collections.abc import Callable, Iterable
from ctypes import byref, c_int32, c_uint32, c_uint64, c_void_p
from typing import Any, ClassVar, NamedTuple

from . import native, registry
from .native import Callback, Data, Property, String, Table, Trampoline

Source = Callable[[int], Data] | Iterable[Data]
_PROPERTIES: dict[str, tuple[int, Any]] = {
    "compression_level": (0, c_int32), "chunk_size": (1, c_uint32), "max_decoded_size": (2, c_uint64),
    "max_expansion": (3, c_uint32), "max_window_size": (4, c_uint32),
}


class Encoded(NamedTuple):
    data: bytes
    content_type: str
    content_encoding: str  # empty where there is none


class Decoded(NamedTuple):
    data: bytes
    content_type: str


class _Coder:
    """A table of the library's. May be used by several threads; free() or `with` ends it."""
    _first: ClassVar[Callback]
    _direction: ClassVar[str]

    def __init__(self, codec: str, **properties: int) -> None:
        """A codec, or a chain of them such as "deflate,gzip"; properties are those of WSE_PROPERTY_ID, in lower case."""
        if unknown := properties.keys() - _PROPERTIES.keys():
            raise TypeError(f"unknown properties: {', '.join(sorted(unknown))}")
        values = [_PROPERTIES[name][1](value) for name, value in properties.items()]
        elements = (Property * len(values))(*(
            Property(_PROPERTIES[name][0], ctypes.addressof(value), ctypes.sizeof(value))
            for name, value in zip(properties, values, strict=True)))
        library, self._table = native.library(), Table()
        with registry.lock:
            uses = registry.registrations(self._first, codec)
            native.call(getattr(library, f"WseCreateChannel{self._direction}"), native.c_text(codec), elements, len(values),
                        byref(self._table))
            for registration in uses:
                registration.retain()
        free_table = getattr(library, f"WseFreeChannel{self._direction}")
        self._finalizer = weakref.finalize(self, _free_table, free_table, self._table, uses)

    def free(self) -> None:
        self._finalizer()

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *exception: object) -> None:
        self.free()

    def _whole(self, function: Any, inputs: list[str | None], message: Data, output_count: int) -> tuple[Any, ...]:
        strings = [None if text is None else byref(native.string_of(text)) for text in inputs]
        outputs = [String() for _ in range(output_count)]
        data, buffer, address, size = native.octets(message), c_void_p(), c_void_p(), c_uint64()
        native.call(native.library().WseCreateBuffer, 0, byref(buffer))
        try:
            native.call(function, byref(self._table), *strings, byref(native.view(data)), 1, buffer, *map(byref, outputs))
            native.library().WseGetBufferBytes(buffer, byref(address), byref(size))
            return ctypes.string_at(address, size.value) if size else b"", *map(native.text_of, outputs)
        finally:
            native.library().WseFreeBuffer(buffer)


def _free_table(free: Callable[..., None], table: Table, uses: list[registry.Registration]) -> None:
    free(byref(table))
    for registration in uses:
        registration.release()


class Encoder(_Coder):
    _first, _direction = Callback.CREATE_ENCODER, "Encoder"

    def encode(self, message: Data, content_type: str = "") -> Encoded:
        """Encodes a whole message."""
        return Encoded(*self._whole(native.library().WseEncodeMessage, [content_type], message, 2))

    def stream(self, sink: Callable[[bytes], object], content_type: str = "") -> EncodedStream:
        """Begins a message that is written in parts; what comes out goes to a callable."""
        return EncodedStream(self._table, sink, content_type)


class Decoder(_Coder):
    _first, _direction = Callback.CREATE_DECODER, "Decoder"

    def decode(self, message: Data, content_type: str = "", content_encoding: str | None = None) -> Decoded:
        """Decodes a whole message. The arguments are what Encoder.encode gives."""
        inputs = [content_type, content_encoding or None]
        return Decoded(*self._whole(native.library().WseDecodeMessage, inputs, message, 1))

    def stream(self, source: Source, content_type: str = "", content_encoding: str | None = None) -> DecodedStream:
        """Begins a message that is read in parts. The source is a callable, which is asked for up to so many bytes and gives
        b"" at the end, or an iterable of parts."""
        return DecodedStream(self._table, source, content_type, content_encoding)


# ---- Streams ----


class _Instance:
    """An instance of the library's, and the trampoline that its sink or source is."""

    def __init__(self, table: Table, first: Callback, outside: Trampoline) -> None:
        if not table.create:
            raise ValueError("the encoder or decoder has been freed")
        self._functions = {step: native.PROTOTYPES[first + i](getattr(table, step)) for i, step in enumerate(native.STEPS)}
        self.handle = c_void_p()
        native.call(self._functions["create"], table.context, outside.function, None, byref(self.handle))
        self._finalizer = weakref.finalize(self, _free_instance, self._functions["free"], self.handle, outside)

    @property
    def is_free(self) -> bool:
        return not self._finalizer.alive

    def free(self) -> None:
        self._finalizer()

    def call(self, step: str, *arguments: Any) -> None:
        if self.is_free:
            raise ValueError("the stream is closed")
        native.call(self._functions[step], self.handle, *arguments)


def _free_instance(free: Callable[..., None], handle: c_void_p, outside: Trampoline) -> None:
    free(handle)
    outside.free()


class EncodedStream:
    """A message on its way through an encoder. Leaving `with` ends it, or abandons it after an exception."""

    def __init__(self, table: Table, sink: Callable[[bytes], object], content_type: str) -> None:
        def write(state: None, buffers: int, count: int, asynchronous: int | None, error: int | None) -> None:
            sink(native.joined(buffers, count))

        self._instance = _Instance(table, Callback.CREATE_ENCODER, Trampoline(Callback.WRITE, write))
        new_type, encoding = String(), String()
        self._instance.call("get_content_type", byref(native.string_of(content_type)), byref(new_type), byref(encoding))
        self.content_type, self.content_encoding = native.text_of(new_type), native.text_of(encoding)
        self._instance.call("start", None)

    def write(self, data: Data) -> int:
        message = native.octets(data)
        self._instance.call("transfer", byref(native.view(message)), 1, None)
        return len(message)

    def end(self) -> None:
        """Ends the message: what is left goes to the sink."""
        self._instance.call("end", None)
        self.close()

    def close(self) -> None:
        """Frees the instance; a message that has not been ended is abandoned."""
        self._instance.free()

    def __enter__(self) -> EncodedStream:
        return self

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        try:
            if kind is None and not self._instance.is_free:
                self.end()
        finally:
            self.close()


class DecodedStream(io.RawIOBase):
    """What comes out of a decoder, as a file to read from."""

    def __init__(self, table: Table, source: Source, content_type: str, content_encoding: str | None) -> None:
        read = _reader(source)

        def fill(state: None, room: int, size: int, actual: int, asynchronous: int | None, error: int | None) -> None:
            data = native.octets(read(size))
            if len(data) > size:
                raise ValueError(f"the source was asked for {size} bytes and gave {len(data)}")
            ctypes.memmove(room, data, len(data))
            c_uint32.from_address(actual).value = len(data)

        self._instance = _Instance(table, Callback.CREATE_DECODER, Trampoline(Callback.READ, fill))
        self._ended = False
        self._instance.call("start", None)
        encoding, new_type = byref(native.string_of(content_encoding)) if content_encoding else None, String()
        self._instance.call("get_content_type", byref(native.string_of(content_type)), encoding, byref(new_type))
        self.content_type = native.text_of(new_type)

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        with memoryview(room) as target:
            size, length = min(target.nbytes, 1 << 30), c_uint32()
            if self._ended or not size:
                return 0
            self._instance.call("transfer", (ctypes.c_char * size).from_buffer(target), size, byref(length), None)
        if not length.value:
            self._ended = True
            self._instance.call("end", None)
        return length.value

    def close(self) -> None:
        if not self.closed:
            if instance := getattr(self, "_instance", None):
                instance.free()
            super().close()


def _reader(source: Source) -> Callable[[int], Data]:
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
