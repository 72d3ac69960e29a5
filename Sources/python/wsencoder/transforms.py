"""Transforms written in Python: codecs that turn bytes into other bytes and leave all else to the library (WSE_CODEC)."""
from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable
from ctypes import POINTER, byref, c_char_p, c_int32, c_size_t, c_uint32, c_void_p
from typing import Any, Protocol

from . import native

NEEDS_INPUT, MAY_END, OUTPUT_FULL, FINISHED = range(4)


class Transformer(Protocol):
    """Transforms one message. It keeps what it does not return at once."""

    def update(self, data: bytes, /) -> native.Data:
        """Transforms the next bytes of the message; returns what is ready."""

    def finish(self) -> native.Data:
        """Returns the rest, after the last bytes. A decoder raises an exception if the message is not complete."""


class _Options(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("level", c_int32)]


class _Piece(ctypes.Structure):
    """WSE_CODEC_INPUT and WSE_CODEC_OUTPUT."""
    _fields_ = [("bytes", c_void_p), ("size", c_size_t), ("done", c_size_t)]


class _Levels(ctypes.Structure):
    _fields_ = [(name, c_int32) for name in ("lowest", "highest", "standard")]


class _Direction(ctypes.Structure):
    _fields_ = [(name, c_void_p) for name in ("create", "begin", "process", "commit", "abandon", "free")]


class _Codec(ctypes.Structure):
    _fields_ = [("size", c_uint32), ("uses_session", c_int32),
                *((name, c_char_p) for name in ("name", "aliases", "content_encoding", "plain", "decoded", "encoded")),
                ("levels", POINTER(_Levels)), ("context", c_void_p), ("free_context", c_void_p),
                ("encoder", _Direction), ("decoder", _Direction)]


class _State:
    """An encoder or decoder instance."""

    def __init__(self, make: Callable[[int], Transformer], level: int) -> None:
        self._make, self._level = make, level

    def begin(self) -> None:
        self._transformer = self._make(self._level)
        self._ready = memoryview(b"")
        self._has_ended = False

    def process(self, source: _Piece, target: _Piece, is_last: bool) -> int:
        while True:
            part, self._ready = self._ready[:target.size - target.done], self._ready[target.size - target.done:]
            ctypes.memmove((target.bytes or 0) + target.done, part.tobytes(), len(part))
            target.done += len(part)
            if self._ready:
                return OUTPUT_FULL
            if source.done < source.size:
                given = self._transformer.update(native.bytes_at(source.bytes, source.size))
                source.done = source.size
            elif is_last and not self._has_ended:
                given, self._has_ended = self._transformer.finish(), True
            else:
                return FINISHED if self._has_ended else MAY_END
            self._ready = memoryview(native.octets(given))


_makers: dict[int, tuple[Any, Any]] = {}  # what makes encoders and decoders, by the key that C keeps as the context
_states: dict[int, _State] = {}


def _create(index: int) -> Callable[..., None]:
    def create(context: int, options: Any, place: Any, error: int | None) -> None:
        key = next(native.keys)
        _states[key] = _State(_makers[context][index], options.contents.level)
        place[0] = key

    return create


def _begin(state: int, error: int | None) -> None:
    _states[state].begin()


def _process(state: int, source: Any, target: Any, is_last: int, progress: Any, error: int | None) -> None:
    progress[0] = _states[state].process(source.contents, target.contents, bool(is_last))


def _reporting(function: Callable[..., None]) -> Callable[..., int]:
    def call(*arguments: Any) -> int:
        try:
            function(*arguments)
            return native.Result.S_OK
        except BaseException as exception:
            return native.report(exception, arguments[-1])

    return call


# They serve all transforms and are never freed: a function of ctypes must not be collected while it is called.
_CREATE = ctypes.CFUNCTYPE(c_uint32, c_void_p, POINTER(_Options), POINTER(c_void_p), c_void_p)
_creates = [_CREATE(_reporting(_create(index))) for index in range(2)]
_begins = ctypes.CFUNCTYPE(c_uint32, c_void_p, c_void_p)(_reporting(_begin))
_processes = ctypes.CFUNCTYPE(c_uint32, c_void_p, POINTER(_Piece), POINTER(_Piece), c_int32, POINTER(c_uint32),
                              c_void_p)(_reporting(_process))
_frees = ctypes.CFUNCTYPE(None, c_void_p)(lambda state: _states.pop(state) and None)
_free_contexts = ctypes.CFUNCTYPE(None, c_void_p)(lambda context: _makers.pop(context) and None)


def _direction(index: int) -> _Direction:
    create, begin, process, free = (ctypes.cast(function, c_void_p) for function in
                                    (_creates[index], _begins, _processes, _frees))
    return _Direction(create, begin, process, None, None, free)


def register_transform(
        name: str, encoder: Callable[[int], Transformer] | None = None, decoder: Callable[[int], Transformer] | None = None, *,
        aliases: Iterable[str] = (), content_encoding: str | None = None,
        content_types: tuple[str, str, str] | None = None, levels: tuple[int, int, int] | None = None) -> None:
    """Registers a transform by name. unregister() removes the name; what uses the transform goes on.

    encoder, decoder: called for each message with the compression level, or with 0 if there are no levels. One may be missing.
    content_types: what the encoder takes, what the decoder returns, and what the encoder returns.
    levels: the lowest, the highest and the default.

    The library checks limits after update() has returned: until then, all that it returns is in memory.
    """
    key = next(native.keys)
    codec = _Codec(ctypes.sizeof(_Codec), 0, native.c_text(name), ",".join(aliases).encode() or None,
                   native.c_text(content_encoding) if content_encoding is not None else None,
                   *(native.c_text(text) for text in content_types or ()))
    codec.context, codec.free_context = key, ctypes.cast(_free_contexts, c_void_p).value
    if levels:
        codec.levels = ctypes.pointer(_Levels(*levels))
    codec.encoder = _direction(0) if encoder else _Direction()
    codec.decoder = _direction(1) if decoder else _Direction()
    _makers[key] = encoder, decoder
    try:
        native.call(native.library().WseRegisterCodec, byref(codec))
    except BaseException:
        del _makers[key]
        raise
