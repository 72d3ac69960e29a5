"""Messages over net.tcp, as NetTcpBinding of WCF exchanges them ([MC-NMF]): a client, and a server for one connection.

    with wsencoder.net_tcp.connect("net.tcp://host:808/service") as connection:
        connection.send(request)
        reply = connection.receive()

Messages are text in UTF-8 on this side. The content type that the client names chooses how they go over the connection.
"""
from __future__ import annotations

import contextlib
import ctypes
import enum
import socket
import urllib.parse
import weakref
from collections.abc import Callable
from ctypes import byref, c_char_p, c_uint32, c_uint64, c_void_p
from typing import Any, NamedTuple

from . import native
from .native import Callback, Data, Result, Trampoline

Secure = Callable[[socket.socket], socket.socket]


class Mode(enum.IntEnum):
    """How messages follow one another on a connection."""
    SINGLETON_UNSIZED = 1  # one message each way, in chunks: what WCF calls streamed
    DUPLEX = 2
    SIMPLEX = 3  # from the client alone


class Preamble(NamedTuple):
    """What a client says about a connection before the first message."""
    via: str
    mode: Mode
    content_type: str


class _Preamble(ctypes.Structure):
    """WSE_FRAME_PREAMBLE."""
    _fields_ = [("mode", c_uint32), ("via", c_char_p), ("content_type", c_char_p), ("upgrade", c_char_p)]


class Connection:
    """One side of a connection. Leaving `with` ends it, unless an exception is on its way, and closes the socket.

    A failure is an Error, or the exception of the socket. After one, only close() is of use.
    """

    def __init__(self, connected: socket.socket, max_message_size: int = 0) -> None:
        """max_message_size: the largest message, encoded and decoded, that is received; 0 means 64 MiB."""
        self._sockets = [connected]
        self._handle = c_void_p()
        trampolines = _trampolines(self._sockets)
        try:
            native.call(native.library().WseCreateFrameSession, max_message_size, trampolines[0].function, None,
                        trampolines[1].function, None, byref(self._handle))
        except BaseException:
            for trampoline in trampolines:
                trampoline.free()
            raise
        self._finalizer = weakref.finalize(self, _free, native.library().WseFreeFrameSession, self._handle, trampolines)

    def open(self, via: str, content_type: str | None = None, mode: Mode = Mode.DUPLEX, upgrade: str | None = None,
             secure: Secure | None = None) -> None:
        """Opens the connection as its client. The content type is "application/soap+msbinsession1" by default.

        upgrade, secure: the protocol that secures the connection, such as "application/ssl-tls", and the function that then
        makes the secure socket of the plain one: lambda plain: context.wrap_socket(plain, server_hostname=host).
        """
        if (upgrade is None) != (secure is None):
            raise ValueError("upgrade and secure go together")
        texts = [native.c_text(text) if text is not None else None for text in (via, content_type, upgrade)]
        if self._call("WseOpenFrameSession", byref(_Preamble(mode, *texts))) == Result.S_FALSE and secure:
            self._sockets[0] = secure(self._sockets[0])
            self._call("WseOpenFrameSession", byref(_Preamble(mode, *texts[:2])))

    def accept(self, secure: Secure | None = None, upgrade: str = "application/ssl-tls") -> Preamble | None:
        """Accepts the connection as its server, if fail() does not follow. Returns None if the client has closed it.

        secure: makes the secure socket of the plain one if the client asks for the upgrade. Other upgrades are refused.
        """
        preamble = _Preamble()
        while True:
            result = self._call("WseAcceptFrameSession", byref(preamble))
            if result != Result.S_FALSE:
                break
            if secure is None or preamble.upgrade != upgrade.encode():
                self.fail("http://schemas.microsoft.com/ws/2006/05/framing/faults/UpgradeInvalid")
                raise native.Error(Result.WS_E_NOT_SUPPORTED, f"the client asks for the upgrade {preamble.upgrade!r}")
            self._call("WseAgreeToFrameUpgrade")
            self._sockets[0] = secure(self._sockets[0])
        if result == Result.WS_S_END:
            return None
        via, content_type = ((text or b"").decode("utf-8", "replace") for text in (preamble.via, preamble.content_type))
        return Preamble(via, Mode(preamble.mode), content_type)

    def send(self, message: Data) -> None:
        """Sends a message."""
        data = native.octets(message)
        self._call("WseSendFrameMessage", *native.views(data))

    def receive(self) -> bytes | None:
        """Waits for a message. Returns None if the peer has no more of them."""
        library, buffer, address, size = native.library(), c_void_p(), c_void_p(), c_uint64()
        native.call(library.WseCreateBuffer, 0, byref(buffer))
        try:
            if self._call("WseReceiveFrameMessage", buffer) == Result.WS_S_END:
                return None
            library.WseGetBufferBytes(buffer, byref(address), byref(size))
            return native.bytes_at(address.value, size.value)
        finally:
            library.WseFreeBuffer(buffer)

    def end(self) -> None:
        """Tells the peer that this side has no more messages. Those of the peer can still be received."""
        self._call("WseEndFrameSession")

    def fail(self, fault: str) -> None:
        """Refuses, as a server, what the client has sent, with the URI of a fault."""
        self._call("WseFailFrameSession", native.c_text(fault))

    def close(self) -> None:
        """Closes the socket."""
        self._finalizer()
        self._sockets[0].close()

    def _call(self, name: str, *arguments: Any) -> int:
        if not self._finalizer.alive:
            raise ValueError("the connection is closed")
        return native.call(getattr(native.library(), name), self._handle, *arguments)

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, kind: type[BaseException] | None, *exception: object) -> None:
        try:
            if kind is None and self._finalizer.alive:
                with contextlib.suppress(ConnectionError):  # the peer may have gone when it had what it wanted
                    self.end()
        finally:
            self.close()


def connect(via: str, content_type: str | None = None, mode: Mode = Mode.DUPLEX, *, upgrade: str | None = None,
            secure: Secure | None = None, max_message_size: int = 0, timeout: float | None = None) -> Connection:
    """Connects to a service and opens the connection. The address is "net.tcp://host:port/path"; the port is 808 by default.

    timeout: in seconds, of connecting and of each reading and writing.
    """
    address = urllib.parse.urlsplit(via)
    if address.scheme.lower() != "net.tcp" or not address.hostname:
        raise ValueError(f"not an address of net.tcp: {via}")
    connection = Connection(socket.create_connection((address.hostname, address.port or 808), timeout), max_message_size)
    try:
        connection.open(via, content_type, mode, upgrade, secure)
    except BaseException:
        connection.close()
        raise
    return connection


def _trampolines(sockets: list[socket.socket]) -> tuple[Trampoline, Trampoline]:
    """The source and the sink of the socket that is in the list at the time."""
    def read(state: None, room: int, size: int, actual: int, asynchronous: int | None, error: int | None) -> None:
        data = sockets[0].recv(size)
        ctypes.memmove(room, data, len(data))
        c_uint32.from_address(actual).value = len(data)

    def write(state: None, buffers: int, count: int, asynchronous: int | None, error: int | None) -> None:
        sockets[0].sendall(native.joined(buffers, count))

    return Trampoline(Callback.READ, read), Trampoline(Callback.WRITE, write)


def _free(free: Callable[..., None], handle: c_void_p, trampolines: tuple[Trampoline, ...]) -> None:
    free(handle)
    for trampoline in trampolines:
        trampoline.free()
