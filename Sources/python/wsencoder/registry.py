"""Codecs written in Python, registered with the library."""
from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Iterable, Iterator
from ctypes import byref, c_uint32, c_void_p
from typing import Any, Protocol

from . import native
from .native import Abi, Callback, Data, Error, Result, String, Table, Trampoline

Output = Data | Iterator[Data] | None


class EncodingCodec(Protocol):
    """An encoder in Python. It may have more than encode():

    start() and end() return what comes before and after the output of encode(). get_content_type(content_type) returns the
    content type and the content encoding of the encoded message. Without it, the type stays as it is, and the encoding is the
    attribute content_encoding ("" for none) or, without that, the name of the codec. Every output may also be an iterator of
    parts, or None.
    """

    def encode(self, data: bytes, /) -> Output: ...


class DecodingCodec(Protocol):
    """A decoder in Python, like EncodingCodec. end() is called when the source has no more bytes. The method
    get_content_type(content_type, content_encoding) returns the content type of the decoded message; without it, content
    encodings of other codecs are refused."""

    def decode(self, data: bytes, /) -> Output: ...


class Registration:
    """A registered codec: its six trampolines and its instances.

    It lives until the name is unregistered and all Encoders, Decoders and instances that use it are freed. Tables that C code
    has created are not counted: they must be freed before the name is unregistered.
    """

    def __init__(self, name: str, codec: Any, instance: type[Instance]) -> None:
        self._name = name
        self._make = codec if callable(codec) else lambda: codec
        self._instance = instance
        self._instances: dict[int, Instance] = {}
        self._uses = 1
        targets: list[Callable[..., None]] = [self._create, *map(self._step, native.STEPS[1:5]), self._free]
        self._trampolines = [Trampoline(Callback(instance.first + i), target) for i, target in enumerate(targets)]
        self.table = Table(None, *(trampoline.function for trampoline in self._trampolines))

    def _create(self, context: int, callback: int, state: int | None, place: int, error: int | None) -> None:
        instance, key = self._instance(self._make(), self._name, callback, state), next(native.keys)
        self.retain()
        self._instances[key] = instance
        c_void_p.from_address(place).value = key

    def _step(self, step: str) -> Callable[..., None]:
        def call(key: int, *arguments: Any) -> None:
            instance = self._instances[key]
            if instance.is_faulted and step != instance.beginning:
                raise Error(Result.WS_E_OBJECT_FAULTED, f"{self._name}: the message has failed before")
            instance.is_faulted = True  # unless all goes well
            getattr(instance, step)(*arguments)
            instance.is_faulted = False

        return call

    def _free(self, key: int) -> None:
        self._instances.pop(key).is_free = True
        self.release()

    def retain(self) -> None:
        with lock:
            self._uses += 1

    def release(self) -> None:
        with lock:
            self._uses -= 1
            if not self._uses:
                for trampoline in self._trampolines:
                    trampoline.free()


lock = threading.RLock()  # held while names are registered and looked up, and uses counted
_registrations: dict[tuple[Callback, str], Registration] = {}


def codecs() -> list[str]:
    """The names of all codecs, the built-in ones first."""
    library = native.library()
    with lock:  # a name lives until it is unregistered
        names = [library.WseGetCodecName(index) for index in range(library.WseGetCodecCount())]
    return [name.decode() for name in names if name is not None]


def registrations(first: Callback, chain: str) -> list[Registration]:
    """The registered codecs among the links of a chain, in the direction of a callback."""
    found = (_registrations.get((first, link.strip().lower())) for link in chain.split(","))
    return [registration for registration in found if registration]


def register_encoder(name: str, codec: Callable[[], EncodingCodec] | EncodingCodec, checked: bool = False) -> None:
    """Registers an encoder by name. A class or function is called for each instance; any other object serves all instances.

    checked: the library refuses calls that break the rules, and names the rule (WSE_REGISTER_CHECKED).
    """
    _register(native.library().WseRegisterEncoder, EncoderInstance, name, codec, checked)


def register_decoder(name: str, codec: Callable[[], DecodingCodec] | DecodingCodec, checked: bool = False) -> None:
    """Registers a decoder by name, as register_encoder does with an encoder."""
    _register(native.library().WseRegisterDecoder, DecoderInstance, name, codec, checked)


def _register(function: Any, instance: type[Instance], name: str, codec: Any, checked: bool) -> None:
    name_in_c, flags = native.c_text(name), native.REGISTER_CHECKED if checked else 0
    registration = Registration(name, codec, instance)
    with lock:
        try:
            native.call(function, name_in_c, byref(registration.table), Abi.DEFAULT, flags)
        except BaseException:
            registration.release()
            raise
        _registrations[instance.first, name] = registration


def unregister(name: str) -> None:
    """Removes a name, of an encoder, a decoder or both. What uses them goes on."""
    with lock:
        native.call(native.library().WseUnregister, native.c_text(name))
        for first in (EncoderInstance.first, DecoderInstance.first):
            if registration := _registrations.pop((first, name.lower()), None):
                registration.release()


# ---- Instances ----


class Instance:
    """An instance of a codec in Python. Its methods are the callbacks, without their first argument."""
    first: Callback  # of the direction's six
    beginning: str  # the step that a message begins with
    is_faulted = False
    is_free = False  # its own sink may free it during a call

    def __init__(self, codec: Any, name: str, outside: int, state: int | None) -> None:
        self._codec = codec
        self._coding: str = getattr(codec, "content_encoding", name)
        self._lent: list[String] = []  # until the next GetContentType
        self._outside = native.PROTOTYPES[Callback.WRITE if self.first == Callback.CREATE_ENCODER else Callback.READ](outside)
        self._state = state

    def _call_outside(self, *arguments: Any) -> None:
        """Calls the sink or source, which reports to the error of the call that led here."""
        self._check_alive()
        result = self._outside(self._state, *arguments)
        self._check_alive()
        if result == Result.WS_S_ASYNC:
            raise Error(Result.WS_E_INVALID_OPERATION, "WS_S_ASYNC was returned where no asynchronous context was given")
        if result >> 31:
            raise native.origin(result, arguments[-1]) or Error(result, *native.strings_of(arguments[-1]))

    def _check_alive(self) -> None:
        if self.is_free:
            raise Error(Result.WS_E_OPERATION_ABORTED, "freed while a call was under way")

    def _optional(self, method: str) -> Iterator[bytes]:
        return _parts(getattr(self._codec, method, lambda: None)())

    def _lend(self, texts: Iterable[str], places: Iterable[int]) -> None:
        self._lent = [native.string_of(text) for text in texts]
        for string, place in zip(self._lent, places, strict=True):
            ctypes.memmove(place, byref(string), ctypes.sizeof(String))


def _parts(output: Output) -> Iterator[bytes]:
    each = output if isinstance(output, Iterator) else iter(() if output is None else (output,))
    return filter(None, map(native.octets, each))


class EncoderInstance(Instance):
    first, beginning = Callback.CREATE_ENCODER, "get_content_type"

    def get_content_type(self, content_type: int, new_type: int, encoding: int, error: int | None) -> None:
        choose = getattr(self._codec, "get_content_type", lambda content_type: (content_type, self._coding))
        self._lend(choose(native.text_of(String.from_address(content_type))), (new_type, encoding))

    def start(self, asynchronous: int | None, error: int | None) -> None:
        self._give(self._optional("start"), error)

    def transfer(self, buffers: int | None, count: int, asynchronous: int | None, error: int | None) -> None:
        if data := native.joined(buffers, count):
            self._give(_parts(self._codec.encode(data)), error)

    def end(self, asynchronous: int | None, error: int | None) -> None:
        self._give(self._optional("end"), error)

    def _give(self, parts: Iterator[bytes], error: int | None) -> None:
        for part in parts:
            self._call_outside(*native.views(part), None, error)


class DecoderInstance(Instance):
    first, beginning = Callback.CREATE_DECODER, "start"
    _chunk_size = 1 << 16

    def start(self, asynchronous: int | None, error: int | None) -> None:
        self._room = ctypes.create_string_buffer(self._chunk_size)
        self._rest = memoryview(b"")
        self._ended = False
        self._parts = self._optional("start")

    def get_content_type(self, content_type: int, encoding: int | None, new_type: int, error: int | None) -> None:
        coding = native.text_of(String.from_address(encoding)) if encoding else ""
        choose = getattr(self._codec, "get_content_type", self._check_coding)
        self._lend([choose(native.text_of(String.from_address(content_type)), coding)], [new_type])

    def _check_coding(self, content_type: str, coding: str) -> str:
        if coding.lower() != self._coding.lower():
            raise Error(Result.WS_E_NOT_SUPPORTED, f'the content encoding is "{coding}", not "{self._coding}"')
        return content_type

    def transfer(self, buffer: int, size: int, length: int, asynchronous: int | None, error: int | None) -> None:
        while not self._rest:
            self._rest = memoryview(next(self._parts, b""))
            if self._rest or self._ended:
                break
            data = self._read(error)
            self._ended = not data
            self._parts = _parts(self._codec.decode(data)) if data else self._optional("end")
        given, self._rest = self._rest[:size], self._rest[size:]
        ctypes.memmove(buffer, given.tobytes(), len(given))
        c_uint32.from_address(length).value = len(given)

    def _read(self, error: int | None) -> bytes:
        length = c_uint32()
        self._call_outside(self._room, self._chunk_size, byref(length), None, error)
        if length.value > self._chunk_size:
            raise Error(Result.WS_E_INVALID_OPERATION, "the source claims more bytes than it was asked for")
        return ctypes.string_at(self._room, length.value)

    def end(self, asynchronous: int | None, error: int | None) -> None:
        """Does nothing: all bytes have been returned by now."""
