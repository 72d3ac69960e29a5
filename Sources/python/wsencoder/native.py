"""The library as it is in C: functions, structures, errors in both directions, and trampolines."""
from __future__ import annotations

import ctypes
import enum
import itertools
import operator
import os
import re
import weakref
from collections.abc import Callable
from ctypes import byref, c_char_p, c_int32, c_uint16, c_uint32, c_uint64, c_void_p
from pathlib import Path
from typing import Any

Data = bytes | bytearray | memoryview


class Result(enum.IntEnum):
    """The HRESULTs that the library returns. Callbacks may return others, which are plain numbers of 32 bits, unsigned."""
    S_OK = 0
    S_FALSE = 1
    WS_S_ASYNC = 0x003D0000
    WS_S_END = 0x003D0001
    E_FAIL = 0x80004005
    E_OUTOFMEMORY = 0x8007000E
    E_INVALIDARG = 0x80070057
    WS_E_INVALID_FORMAT = 0x803D0000
    WS_E_OBJECT_FAULTED = 0x803D0001
    WS_E_INVALID_OPERATION = 0x803D0003
    WS_E_OPERATION_ABORTED = 0x803D0004
    WS_E_QUOTA_EXCEEDED = 0x803D0008
    WS_E_ENDPOINT_NOT_FOUND = 0x803D000D
    WS_E_ENDPOINT_NOT_AVAILABLE = 0x803D000E
    WS_E_ENDPOINT_FAILURE = 0x803D000F
    WS_E_ENDPOINT_TOO_BUSY = 0x803D0012
    WS_E_ENDPOINT_DISCONNECTED = 0x803D0014
    WS_E_NOT_SUPPORTED = 0x803D0017


class Abi(enum.IntEnum):
    """A calling convention."""
    DEFAULT, SYSV, WIN64 = range(3)


class Callback(enum.IntEnum):
    """The callback types of webservices.h, by their WSE_CALLBACK_ID."""
    (CREATE_ENCODER, ENCODER_GET_CONTENT_TYPE, ENCODER_START, ENCODER_ENCODE, ENCODER_END, FREE_ENCODER,
     CREATE_DECODER, DECODER_GET_CONTENT_TYPE, DECODER_START, DECODER_DECODE, DECODER_END, FREE_DECODER,
     READ, WRITE, ASYNC, ASYNC_FUNCTION) = range(16)


class Error(Exception):
    """A failure: its code, an HRESULT, and strings that say what happened, from the general to the particular.

    Codecs, sinks and sources may raise it, too: the call of the library that led to them then fails with this code.
    """
    __module__ = "wsencoder"

    def __init__(self, hresult: int, *strings: str) -> None:
        if not hresult >> 31:
            raise ValueError(f"{hresult:#x} is not a failure")
        super().__init__(hresult, *strings)
        self.hresult = Result(hresult) if hresult in list(Result) else hresult
        self.strings = strings

    def __str__(self) -> str:
        name = self.hresult.name if isinstance(self.hresult, Result) else "HRESULT"
        texts = (_PROPERTY.sub(lambda match: match[1].lower(), text) for text in self.strings)
        return ": ".join([f"{name} (0x{self.hresult:08X})", *texts])


_PROPERTY = re.compile(r"\bWSE_PROPERTY_([A-Z_]+)\b")  # as C names it


# ---- Structures and functions ----


class Bytes(ctypes.Structure):
    """WS_BYTES."""
    _fields_ = [("length", c_uint32), ("bytes", c_void_p)]


class String(ctypes.Structure):
    """WS_STRING."""
    _fields_ = [("length", c_uint32), ("chars", ctypes.POINTER(c_uint16))]


class Property(ctypes.Structure):
    """WSE_PROPERTY."""
    _fields_ = [("id", c_uint32), ("value", c_void_p), ("size", c_uint32)]


class AsyncContext(ctypes.Structure):
    """WS_ASYNC_CONTEXT."""
    _fields_ = [("callback", c_void_p), ("state", c_void_p)]


REGISTER_CHECKED, PROPERTY_ABI = 1, 5
STEPS = ("create", "get_content_type", "start", "transfer", "end", "free")


class Table(ctypes.Structure):
    """WS_CHANNEL_ENCODER and WS_CHANNEL_DECODER: a context and the addresses of six functions."""
    _fields_ = [(name, c_void_p) for name in ("context", *STEPS)]


TYPES: dict[str, Any] = {"p": c_void_p, "s": c_char_p, "i": c_int32, "u": c_uint32, "q": c_uint64}
SHAPES = ("ppppp", "ppppp", "ppp", "ppupp", "ppp", "p", "ppppp", "ppppp", "ppp", "ppuppp", "ppp", "p",
          "ppuppp", "ppupp", "uup", "uupppp")  # arguments of each callback type
SILENT = (Callback.FREE_ENCODER, Callback.FREE_DECODER, Callback.ASYNC)  # they return nothing, and take no WS_ERROR
PROTOTYPES = [ctypes.CFUNCTYPE(None if i in SILENT else c_uint32, *(TYPES[kind] for kind in SHAPES[i])) for i in Callback]
_FUNCTIONS = {
    "WsCreateError": "pup", "WsAddErrorString": "pp", "WsGetErrorString": "pup", "WsGetErrorProperty": "pupu",
    "WseGetVersion": "", "WseGetCodecCount": "", "WseGetCodecName": "u",
    "WseCreateChannelEncoder": "spupp", "WseCreateChannelDecoder": "spupp",
    "WseGetCodecProperty": "suupp", "WseEncoderFlush": "ppp",
    "WseCreateBuffer": "qpp", "WseGetBufferBytes": "ppp",
    "WseEncodeMessage": "pppupppp", "WseDecodeMessage": "ppppuppp",
    "WseCreateTrampoline": "uuppppp", "WseCallFunction": "uuppupp",
    "WseRegisterEncoder": "spuup", "WseRegisterDecoder": "spuup", "WseUnregister": "sp",
    "WseRegisterCodec": "pp",
    "WseCreateFrameSession": "qpppppp", "WseOpenFrameSession": "ppp", "WseAcceptFrameSession": "ppp",
    "WseAgreeToFrameUpgrade": "pp", "WseSendFrameMessage": "ppup", "WseReceiveFrameMessage": "ppp",
    "WseEndFrameSession": "pp", "WseFailFrameSession": "psp", "WseFreeFrameSession": "p",
    "WsFreeError": "p", "WseFreeChannelEncoder": "p", "WseFreeChannelDecoder": "p", "WseFreeBuffer": "p",
    "WseFreeTrampoline": "p",
}
_BUNDLED = Path(__file__).with_name("libwsencoder.so.0")  # in a wheel
_library: ctypes.CDLL | None = None
keys = itertools.count(1)  # what stands for a Python object where C keeps a pointer


def load(path: str | os.PathLike[str] | None = None) -> ctypes.CDLL:
    """Loads the library; needed only to load a file of your choice, before anything else is called.

    By default the package loads the copy that it contains, as a wheel does, or else the system's libwsencoder.so.0. No
    environment variable changes that, except those of the system's loader for the system's library.
    """
    global _library
    chosen = os.fspath(path) if path is not None else str(_BUNDLED) if _BUNDLED.exists() else "libwsencoder.so.0"
    if _library:
        if path is not None and os.path.realpath(chosen) != os.path.realpath(_library._name):
            raise RuntimeError(f"another library has been loaded already: {_library._name}")
        return _library
    # A CDLL, not a PyDLL: other threads of Python run while the library works.
    loaded = ctypes.CDLL(chosen)
    for name, shape in _FUNCTIONS.items():
        function = getattr(loaded, name)
        function.argtypes = [TYPES[kind] for kind in shape]
        function.restype = None if "Free" in name else c_char_p if name == "WseGetCodecName" else c_uint32
    _library = loaded
    return loaded


def library() -> ctypes.CDLL:
    """The library, with the types of its functions set."""
    return _library or load()


def version() -> tuple[int, int, int]:
    """The version of the library: major, minor, patch."""
    number = library().WseGetVersion()
    return number >> 16, number >> 8 & 0xFF, number & 0xFF


def c_text(text: str) -> bytes:
    if "\0" in text:
        raise ValueError("a name with a zero in it")
    return text.encode()


def text_of(string: String) -> str:
    return ctypes.string_at(string.chars, 2 * string.length).decode("utf-16-le", "surrogatepass") if string.length else ""


def string_of(text: str) -> String:
    """A WS_STRING that keeps its characters."""
    units = text.encode("utf-16-le", "surrogatepass")
    count = len(units) // 2
    return String(count, (c_uint16 * count).from_buffer_copy(units))


LARGEST = 1 << 30  # of a piece that ctypes or a WS_BYTES is handed: both count in 32 bits


def view(data: bytes) -> Bytes:
    """A WS_BYTES of bytes that the caller keeps, and that are not too many for one."""
    return Bytes(len(data), ctypes.cast(c_char_p(data), c_void_p))


def views(data: bytes) -> tuple[Any, int]:
    """An array of WS_BYTES of bytes that the caller keeps, and the number of its elements."""
    if len(data) <= LARGEST:
        return byref(view(data)), 1
    address, size = ctypes.cast(c_char_p(data), c_void_p).value or 0, len(data)
    pieces = [Bytes(min(LARGEST, size - begin), address + begin) for begin in range(0, size, LARGEST)]
    return (Bytes * len(pieces))(*pieces), len(pieces)


def bytes_at(address: int | None, size: int) -> bytes:
    """A copy of bytes of the library."""
    if not address or not size:
        return b""
    if size <= LARGEST:
        return ctypes.string_at(address, size)
    pieces = (ctypes.string_at(address + begin, min(LARGEST, size - begin)) for begin in range(0, size, LARGEST))
    return b"".join(pieces)


def octets(data: Data) -> bytes:
    return data if isinstance(data, bytes) else memoryview(data).tobytes()


def joined(buffers: int | None, count: int) -> bytes:
    """A copy of what an array of WS_BYTES points to."""
    elements = list((Bytes * count).from_address(buffers)) if buffers and count else []
    return b"".join(bytes_at(element.bytes, element.length) for element in elements)


# ---- Errors, both ways ----

_raised: dict[int, tuple[int, BaseException] | None] = {}  # what callbacks raised, for each WS_ERROR of a call under way


class Report:
    """A WS_ERROR of a call or of an asynchronous operation."""

    def __init__(self) -> None:
        place = c_void_p()
        library().WsCreateError(None, 0, byref(place))
        self.error = place.value or 0
        _raised[self.error] = None

    def check(self, result: int) -> int:
        """Raises what a result stands for, if it is a failure."""
        if result >> 31:
            raise _explained(origin(result, self.error), Error(result, *strings_of(self.error)))
        return result

    def free(self) -> None:
        _raised.pop(self.error, None)
        library().WsFreeError(self.error)
        self.error = 0


def call(function: Callable[..., int], *arguments: Any) -> int:
    """Calls a C function whose last argument, not given here, is a WS_ERROR. A failure is raised."""
    report = Report()
    try:
        return report.check(function(*arguments, report.error))
    finally:
        report.free()


def strings_of(error: int | None) -> list[str]:
    if not error:
        return []
    count, string = c_uint32(), String()
    library().WsGetErrorProperty(error, 0, byref(count), 4)
    results = (library().WsGetErrorString(error, index, byref(string)) for index in range(count.value))
    return [text_of(string) for result in results if not result >> 31]


def origin(result: int, error: int | None) -> BaseException | None:
    """The exception that a result comes from, if that is known."""
    code, exception = (_raised.get(error) if error else None) or (0, None)
    return exception if code == result else None


def _explained(original: BaseException | None, report: Error) -> BaseException:
    if original is None:
        return report
    original.__cause__ = original.__cause__ or report
    return original


def report(exception: BaseException, error: int | None) -> int:
    """Adds an exception to a WS_ERROR, if there is one; returns the result that stands for it."""
    result = exception.hresult if isinstance(exception, Error) else Result.E_FAIL
    if error:
        known = strings_of(error)  # among them its own, if it has come through another codec
        for text in reversed(exception.strings if isinstance(exception, Error) else [_description(exception)]):
            if text not in known:
                library().WsAddErrorString(error, byref(string_of(text)))
        if error in _raised:
            _raised[error] = result, exception
    return result


def _description(exception: BaseException) -> str:
    try:
        text = str(exception)
    except Exception:
        text = "(no text can be had)"
    return f"{type(exception).__name__}: {text}" if text else type(exception).__name__


# ---- Trampolines ----

_targets: dict[int, Callable[..., int | None]] = {}


def _dispatch(key: int, callback: int, arguments: Any, count: int) -> int:
    values = [TYPES[kind].from_address(arguments[i]).value for i, kind in enumerate(SHAPES[callback])]
    try:
        return operator.index(_targets[key](*values) or Result.S_OK) & 0xFFFFFFFF
    except BaseException as exception:
        if callback in SILENT:
            raise  # ctypes hands it to sys.unraisablehook
        return report(exception, values[-1])


_dispatcher = ctypes.CFUNCTYPE(c_uint32, c_void_p, c_uint32, ctypes.POINTER(c_void_p), c_uint32)(_dispatch)


class Trampoline:
    """A C function of a callback type that calls a Python callable; `function` is its address.

    The callable is passed the arguments as numbers, None for NULL, and returns an HRESULT or None. free() may be called any
    number of times and from anywhere, also by the callable; it happens by itself when the object is collected.
    """

    def __init__(self, callback: Callback, target: Callable[..., int | None], abi: Abi = Abi.DEFAULT) -> None:
        key, handle, function = next(keys), c_void_p(), c_void_p()
        call(library().WseCreateTrampoline, callback, abi, _dispatcher, key, byref(handle), byref(function))
        _targets[key] = target
        self.function = function.value
        self._finalizer = weakref.finalize(self, _free_trampoline, key, handle.value)
        self._finalizer.atexit = False  # another thread may still call it then

    def free(self) -> None:
        self._finalizer()


def _free_trampoline(key: int, handle: int | None) -> None:
    del _targets[key]
    library().WseFreeTrampoline(handle)
