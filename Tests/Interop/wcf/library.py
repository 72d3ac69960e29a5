"""libwsencoder through its C interface: one instance of an encoder or decoder, for any number of messages in turn."""
import ctypes
from ctypes import CFUNCTYPE, POINTER, byref, c_char_p, c_int32, c_uint32, c_uint64, c_void_p

SOAP_XML = "application/soap+xml; charset=utf-8"


class Bytes(ctypes.Structure):
    _fields_ = [("length", c_uint32), ("bytes", c_char_p)]


class String(ctypes.Structure):
    _fields_ = [("length", c_uint32), ("chars", c_void_p)]

    def __init__(self, text=""):
        self.memory = ctypes.create_string_buffer(text.encode("utf-16-le"))
        super().__init__(len(text), ctypes.addressof(self.memory))

    def __str__(self):
        return ctypes.string_at(self.chars, self.length * 2).decode("utf-16-le") if self.length else ""


class Property(ctypes.Structure):
    """WSE_PROPERTY."""
    _fields_ = [("id", c_uint32), ("value", c_void_p), ("size", c_uint32)]


class Encoder(ctypes.Structure):
    """WS_CHANNEL_ENCODER."""
    _fields_ = [("context", c_void_p),
                ("create", CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p, POINTER(c_void_p), c_void_p)),
                ("content_type", CFUNCTYPE(c_int32, c_void_p, POINTER(String), POINTER(String), POINTER(String), c_void_p)),
                ("start", CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)),
                ("encode", CFUNCTYPE(c_int32, c_void_p, POINTER(Bytes), c_uint32, c_void_p, c_void_p)),
                ("end", CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)),
                ("free", CFUNCTYPE(None, c_void_p))]


class Decoder(ctypes.Structure):
    """WS_CHANNEL_DECODER."""
    _fields_ = [("context", c_void_p),
                ("create", CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p, POINTER(c_void_p), c_void_p)),
                ("content_type", CFUNCTYPE(c_int32, c_void_p, POINTER(String), POINTER(String), POINTER(String), c_void_p)),
                ("start", CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)),
                ("decode", CFUNCTYPE(c_int32, c_void_p, c_void_p, c_uint32, POINTER(c_uint32), c_void_p, c_void_p)),
                ("end", CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)),
                ("free", CFUNCTYPE(None, c_void_p))]


class Property(ctypes.Structure):
    """WSE_PROPERTY."""
    _fields_ = [("id", c_int32), ("value", c_void_p), ("size", c_uint32)]


TYPED_TEXT = 6


class Failed(Exception):
    """The library's function failed; the text is what it says of it."""


class Library:
    def __init__(self, path):
        self.functions = functions = ctypes.CDLL(path)
        functions.WseGetCodecName.restype = c_char_p
        for name in ("WsFreeError", "WsResetError", "WseFreeBuffer", "WseResetBuffer"):
            getattr(functions, name).argtypes = [c_void_p]
        self.error = c_void_p()
        functions.WsCreateError(None, 0, byref(self.error))

    def codecs(self):
        return [self.functions.WseGetCodecName(index).decode() for index in range(self.functions.WseGetCodecCount())]

    def check(self, result):
        if result >= 0:
            return
        text = String()
        known = self.functions.WsGetErrorString(self.error, 0, byref(text)) == 0
        message = f"0x{result & 0xFFFFFFFF:08X} {text if known else ''}"
        self.functions.WsResetError(self.error)
        raise Failed(message)

    def encoder(self, codec, properties=None):
        functions = self.functions
        return EncoderInstance(self, Encoder(), functions.WseCreateChannelEncoder, codec, functions.WseBufferWrite, properties)

    def decoder(self, codec, properties=None):
        functions = self.functions
        return DecoderInstance(self, Decoder(), functions.WseCreateChannelDecoder, codec, functions.WseBufferRead, properties)


class Instance:
    """A table of callbacks, an instance, and a WSE_BUFFER for its sink or source."""

    def __init__(self, library, table, fill, codec, transfer, properties):
        """`properties`: by their numbers, each a ULONG or an enumeration."""
        self.library, self.table = library, table
        self.buffer, self.context = c_void_p(), c_void_p()
        self.error = library.error
        values = {number: c_uint32(value) for number, value in (properties or {}).items()}
        array = (Property * len(values))(*(Property(number, ctypes.addressof(value), 4) for number, value in values.items()))
        library.check(fill(codec.encode(), array, len(array), byref(table), self.error))
        library.check(library.functions.WseCreateBuffer(c_uint64(0), byref(self.buffer), self.error))
        transfer = ctypes.cast(transfer, c_void_p)
        library.check(table.create(table.context, transfer, self.buffer, byref(self.context), self.error))

    def close(self):
        self.table.free(self.context)
        self.library.functions.WseFreeBuffer(self.buffer)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class EncoderInstance(Instance):
    def __call__(self, message, count=1, content_type=SOAP_XML):
        """What the message is on the wire, given in so many pieces; `self.content_type` and `self.content_encoding` label
        it."""
        functions, table, check = self.library.functions, self.table, self.library.check
        functions.WseResetBuffer(self.buffer)
        new_type, encoding = String(), String()
        check(table.content_type(self.context, byref(String(content_type)), byref(new_type), byref(encoding), self.error))
        self.content_type, self.content_encoding = str(new_type), str(encoding)
        check(table.start(self.context, None, self.error))
        size = len(message) // count + 1
        pieces = [message[at * size:(at + 1) * size] for at in range(count)]
        buffers = (Bytes * count)(*(Bytes(len(piece), piece) for piece in pieces))
        check(table.encode(self.context, buffers, count, None, self.error))
        check(table.end(self.context, None, self.error))
        address, size = c_void_p(), c_uint64()
        check(functions.WseGetBufferBytes(self.buffer, byref(address), byref(size)))
        return ctypes.string_at(address, size.value)


class DecoderInstance(Instance):
    def __call__(self, wire, content_type, content_encoding=None):
        """The message; `self.content_type` is its content type."""
        functions, table, check = self.library.functions, self.table, self.library.check
        functions.WseResetBuffer(self.buffer)
        check(functions.WseBufferWrite(self.buffer, byref(Bytes(len(wire), wire)), 1, None, self.error))
        new_type, room, length = String(), ctypes.create_string_buffer(1 << 16), c_uint32()
        check(table.start(self.context, None, self.error))
        encoding = byref(String(content_encoding)) if content_encoding else None
        check(table.content_type(self.context, byref(String(content_type)), encoding, byref(new_type), self.error))
        self.content_type = str(new_type)
        message = []
        while True:
            check(table.decode(self.context, room, len(room), byref(length), None, self.error))
            if length.value == 0:
                break
            message.append(room.raw[:length.value])
        check(table.end(self.context, None, self.error))
        return b"".join(message)
