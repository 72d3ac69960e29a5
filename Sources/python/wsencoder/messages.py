"""Encoders and decoders: whole messages in one call, and what processes a message in parts."""
from __future__ import annotations

import ctypes
import weakref
from collections.abc import Callable
from ctypes import byref, c_uint64, c_void_p
from typing import Any, ClassVar, NamedTuple, TypeVar

from . import native, properties, registry, streams
from .incremental import IncrementalDecoder, IncrementalEncoder
from .native import Callback, Data, Error, Result, String, Table
from .streams import DecodedStream, EncodedStream, Source

_Self = TypeVar("_Self", bound="_Coder")


class Encoded(NamedTuple):
    """An encoded message and its labels. bytes() returns the message."""
    data: bytes
    content_type: str
    content_encoding: str  # "" if there is none

    def __bytes__(self) -> bytes:
        return self.data


class Decoded(NamedTuple):
    """A decoded message and its content type. bytes() returns the message."""
    data: bytes
    content_type: str

    def __bytes__(self) -> bytes:
        return self.data


def encode(codec: str, data: Data, content_type: str = "", **settings: properties.Value) -> Encoded:
    """Encodes a whole message with a codec, or a chain of codecs such as "msbin1,gzip"."""
    with Encoder(codec, **settings) as encoder:
        return encoder.encode(data, content_type)


def decode(codec: str, data: Data | Encoded, content_type: str | None = None, content_encoding: str | None = None,
           **settings: properties.Value) -> Decoded:
    """Decodes a whole message. For the labels see Decoder.decode."""
    with Decoder(codec, **settings) as decoder:
        return decoder.decode(data, content_type, content_encoding)


class _Coder:
    """A table of the library. Threads may share it; free() or `with` frees it, and streams that it made go on."""
    _first: ClassVar[Callback]
    _direction: ClassVar[str]

    def __init__(self, codec: str, **settings: properties.Value) -> None:
        """codec: a name, or a chain of names such as "msbin1,gzip". settings: properties such as chunk_size=4096."""
        elements, values = properties.in_c(settings)
        library, self._table, self._codec = native.library(), Table(), codec
        with registry.lock:
            uses = registry.registrations(self._first, codec)
            try:
                native.call(getattr(library, f"WseCreateChannel{self._direction}"), native.c_text(codec), elements, len(values),
                            byref(self._table))
            except Error as error:
                raise properties.named(error, settings) from None
            for registration in uses:
                registration.retain()
        free_table = getattr(library, f"WseFreeChannel{self._direction}")
        self._finalizer = weakref.finalize(self, _free_table, free_table, self._table, uses)

    def free(self) -> None:
        """Frees the table. Does nothing the second time."""
        self._finalizer()

    def __enter__(self: _Self) -> _Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.free()

    def _whole(self, function: Any, inputs: list[str | None], message: Data, output_count: int) -> tuple[Any, ...]:
        strings = [None if text is None else byref(native.string_of(text)) for text in inputs]
        outputs = [String() for _ in range(output_count)]
        data, buffer, address, size = native.octets(message), c_void_p(), c_void_p(), c_uint64()
        native.call(native.library().WseCreateBuffer, 0, byref(buffer))
        try:
            native.call(function, byref(self._table), *strings, *native.views(data), buffer, *map(byref, outputs))
            native.library().WseGetBufferBytes(buffer, byref(address), byref(size))
            return native.bytes_at(address.value, size.value), *map(native.text_of, outputs)
        finally:
            native.library().WseFreeBuffer(buffer)


def _free_table(free: Callable[..., None], table: Table, uses: list[registry.Registration]) -> None:
    free(byref(table))
    for registration in uses:
        registration.release()


class Encoder(_Coder):
    """An encoder of any number of messages."""
    _first, _direction = Callback.CREATE_ENCODER, "Encoder"

    def encode(self, message: Data, content_type: str = "") -> Encoded:
        """Encodes a whole message."""
        return Encoded(*self._whole(native.library().WseEncodeMessage, [content_type], message, 2))

    def stream(self, sink: Callable[[bytes], object], content_type: str = "") -> EncodedStream:
        """Begins a message that is written in parts. What is encoded goes to `sink`, such as the write method of a file."""
        return EncodedStream(self._table, sink, content_type)

    def incremental(self, content_type: str = "") -> IncrementalEncoder:
        """Begins a message that is encoded in parts, each of which returns bytes."""
        return IncrementalEncoder(self._table, content_type)

    def session(self) -> EncoderSession:
        """Begins a session: one instance that encodes one message after another, as msbinsession1 needs it."""
        return EncoderSession(self._table)


class Decoder(_Coder):
    """A decoder of any number of messages.

    All methods take the labels of the message: the content type and the content encoding that came with it, "" if there was
    none. The decoder refuses labels of another codec. None stands for the labels that the encoder of this codec writes.
    """
    _first, _direction = Callback.CREATE_DECODER, "Decoder"
    _own_labels: tuple[str, str] | None = None

    def decode(self, message: Data | Encoded, content_type: str | None = None, content_encoding: str | None = None) -> Decoded:
        """Decodes a whole message. The labels of an Encoded are its own unless others are passed."""
        if isinstance(message, Encoded):
            content_type = message.content_type if content_type is None else content_type
            content_encoding = message.content_encoding if content_encoding is None else content_encoding
            message = message.data
        inputs = list(self._labels(content_type, content_encoding))
        return Decoded(*self._whole(native.library().WseDecodeMessage, inputs, message, 1))

    def stream(self, source: Source, content_type: str | None = None, content_encoding: str | None = None) -> DecodedStream:
        """Begins a message that is read in parts, as a file is. The source is a callable that is passed a size and returns at
        most that many bytes, b"" at the end, such as the read method of a file; or bytes, or an iterable of bytes."""
        return DecodedStream(self._table, source, *self._labels(content_type, content_encoding))

    def incremental(self, content_type: str | None = None, content_encoding: str | None = None) -> IncrementalDecoder:
        """Begins a message that is decoded in parts, as they come."""
        return IncrementalDecoder(self._table, *self._labels(content_type, content_encoding))

    def session(self) -> DecoderSession:
        """Begins a session: one instance that decodes the messages of an encoder's session, in their order."""
        return DecoderSession(self)

    def _labels(self, content_type: str | None, content_encoding: str | None) -> tuple[str, str | None]:
        if content_type is None or content_encoding is None:
            if self._own_labels is None:
                self._own_labels = _labels_of(self._codec)
            content_type = self._own_labels[0] if content_type is None else content_type
            content_encoding = self._own_labels[1] if content_encoding is None else content_encoding
        return content_type, content_encoding or None


def _labels_of(codec: str) -> tuple[str, str]:
    """The labels that an encoder writes, without parameters, which may be those of one message, as a boundary is."""
    try:
        encoder = Encoder(codec)
    except Error as error:
        if error.hresult == Result.WS_E_NOT_SUPPORTED:  # it can only be decoded
            return "", ""
        raise
    with encoder:
        content_type, content_encoding = streams.labels(encoder._table)
    return content_type.partition(";")[0].strip(), content_encoding


# ---- Sessions ----


class EncoderSession:
    """An encoder instance whose messages build on the earlier ones. Leaving `with` frees it."""

    def __init__(self, table: Table) -> None:
        self._parts: list[bytes] = []
        self._instance = streams.encoder_instance(table, self._parts.append)

    def encode(self, message: Data, content_type: str = "") -> Encoded:
        """Encodes the next message, which has to be decoded next."""
        self._parts.clear()
        labels = streams.begin_encoding(self._instance, content_type)
        data = native.octets(message)
        self._instance.call("transfer", *native.views(data), None)
        self._instance.call("end", None)
        return Encoded(b"".join(self._parts), *labels)

    def close(self) -> None:
        self._instance.free()

    def __enter__(self) -> EncoderSession:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


class DecoderSession:
    """A decoder instance whose messages build on the earlier ones. Leaving `with` frees it."""

    def __init__(self, decoder: Decoder) -> None:
        self._labels = decoder._labels
        self._input: Callable[[int], Data] = lambda size: b""
        self._instance = streams.decoder_instance(decoder._table, lambda size: self._input(size))

    def decode(self, message: Data | Encoded, content_type: str | None = None, content_encoding: str | None = None) -> Decoded:
        """Decodes the next message."""
        if isinstance(message, Encoded):
            content_type = message.content_type if content_type is None else content_type
            content_encoding = message.content_encoding if content_encoding is None else content_encoding
            message = message.data
        self._input = streams.reader(message)
        new_type = streams.begin_decoding(self._instance, *self._labels(content_type, content_encoding))
        parts, room = [], ctypes.create_string_buffer(1 << 16)
        while size := streams.transfer(self._instance, room, len(room)):
            parts.append(room.raw[:size])
        self._instance.call("end", None)
        return Decoded(b"".join(parts), new_type)

    def close(self) -> None:
        self._instance.free()

    def __enter__(self) -> DecoderSession:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
