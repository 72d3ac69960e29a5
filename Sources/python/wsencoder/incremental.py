"""Messages that are encoded or decoded in parts, each of which returns bytes, as with the objects of zlib."""
from __future__ import annotations

import ctypes
from ctypes import byref, c_uint32

from . import native, streams
from .native import AsyncContext, Callback, Data, Error, Report, Result, Table, Trampoline

_SHORT_CALLBACK = 0  # WS_SHORT_CALLBACK
_ROOM = 1 << 16


class IncrementalEncoder:
    """Encodes a message part by part. Leaving `with` frees it."""

    def __init__(self, table: Table, content_type: str) -> None:
        self._parts: list[bytes] = []
        self._stream = streams.EncodedStream(table, self._parts.append, content_type)
        self.content_type, self.content_encoding = self._stream.content_type, self._stream.content_encoding

    def encode(self, data: Data) -> bytes:
        """Encodes the next part. Returns what is ready, which may be nothing yet."""
        self._stream.write(data)
        return self._taken()

    def flush(self) -> bytes:
        """Returns all that has been encoded so far, in a form that the peer's decoder can return, but for an end that is not
        complete, such as half a tag. It costs some compression. A codec that was registered as an encoder holds back what it
        does."""
        self._stream.flush()
        return self._taken()

    def finish(self) -> bytes:
        """Ends the message. Returns the rest of it."""
        self._stream.end()
        return self._taken()

    def close(self) -> None:
        """Frees the instance. A message that has not been finished is abandoned."""
        self._stream.close()

    def _taken(self) -> bytes:
        data = b"".join(self._parts)
        self._parts.clear()
        return data

    def __enter__(self) -> IncrementalEncoder:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


class IncrementalDecoder:
    """Decodes a message part by part. Leaving `with` frees it.

    What it returns is not verified until finish() has returned: if a call fails before that, discard it. Codecs of
    register_decoder, which must have their input when they ask for it, cannot be used; those of register_transform can.
    """

    def __init__(self, table: Table, content_type: str, content_encoding: str | None) -> None:
        self._feed = _Feed()
        self._instance = streams.Instance(table, Callback.CREATE_DECODER, self._feed)
        self._room, self._length = ctypes.create_string_buffer(_ROOM), c_uint32()
        self.content_type = streams.begin_decoding(self._instance, content_type, content_encoding)
        self.eof = False

    def decode(self, data: Data) -> bytes:
        """Decodes the next part. Returns all that it decodes to."""
        return self._decoded(data, False)

    def finish(self) -> bytes:
        """Says that no more parts come. Returns the rest of the message; raises an Error if it is not complete."""
        return self._decoded(b"", True)

    def _decoded(self, data: Data, is_last: bool) -> bytes:
        self._instance.check()
        if self.eof:
            raise ValueError("the message has been finished")
        feed, parts = self._feed, []
        feed.input += data
        feed.is_last = is_last
        while feed.resume() if feed.report else self._begin():
            length = feed.ended()
            if not length:
                self._instance.call("end", None)
                self.eof = True
                break
            parts.append(self._room.raw[:length])
        return b"".join(parts)

    def _begin(self) -> bool:
        """Has the instance decode; returns whether that has ended, rather than waits for more input."""
        feed = self._feed
        return feed.begin(self._instance.functions["transfer"], self._instance.handle, self._room)

    def close(self) -> None:
        """Frees the instance. A message that has not been finished is abandoned."""
        self._instance.free()

    def __enter__(self) -> IncrementalDecoder:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


class _Feed:
    """The source of a decoder that is handed its input. While there is none, the decoder's operation is outstanding."""
    report: Report | None = None  # of that operation
    _result: int | None = None
    _wanted: tuple[int, int, int, AsyncContext] | None = None  # the call of the source that has not completed

    def __init__(self) -> None:
        self.input, self.is_last = bytearray(), False
        self._length = c_uint32()
        self._source = Trampoline(Callback.READ, self._read)
        self._completion = Trampoline(Callback.ASYNC, self._complete)
        self._context = AsyncContext(self._completion.function, None)
        self.function = self._source.function

    def begin(self, function: object, handle: object, room: ctypes.Array[ctypes.c_char]) -> bool:
        self.report, self._result = Report(), None
        assert callable(function)
        result = function(handle, room, len(room), byref(self._length), byref(self._context), self.report.error)
        if result != Result.WS_S_ASYNC:
            self._result = result
        return self._result is not None

    def resume(self) -> bool:
        """Completes the call of the source; returns whether the operation has ended."""
        if not self.input and not self.is_last:
            return False
        self._complete_source(Result.S_OK)
        return self._result is not None

    def ended(self) -> int:
        """The number of bytes that the operation has decoded. Raises its failure."""
        report, result, self.report = self.report, self._result, None
        assert report is not None and result is not None
        try:
            report.check(result)
        finally:
            report.free()
        return self._length.value

    def free(self) -> None:
        if self._wanted:  # the library keeps the instance until then
            self._complete_source(Result.WS_E_OPERATION_ABORTED)
        if self.report:
            self.report.free()
            self.report = None
        self._source.free()
        self._completion.free()

    def _complete_source(self, result: int) -> None:
        if wanted := self._wanted:
            *target, context = wanted
            self._wanted = None
            if result == Result.S_OK:
                self._fill(*target)
            native.PROTOTYPES[Callback.ASYNC](context.callback)(result, _SHORT_CALLBACK, context.state)

    def _read(self, state: None, room: int, size: int, actual: int, asynchronous: int | None, error: int | None) -> int:
        if self.input or self.is_last:
            self._fill(room, size, actual)
            return Result.S_OK
        if not asynchronous:
            raise Error(Result.WS_E_INVALID_OPERATION, "a codec of an incremental decoder has to wait for input")
        self._wanted = room, size, actual, AsyncContext.from_buffer_copy(AsyncContext.from_address(asynchronous))
        return Result.WS_S_ASYNC

    def _fill(self, room: int, size: int, actual: int) -> None:
        data = bytes(self.input[:size])
        del self.input[:size]
        ctypes.memmove(room, data, len(data))
        c_uint32.from_address(actual).value = len(data)

    def _complete(self, result: int, model: int, state: None) -> None:
        self._result = result & 0xFFFFFFFF
