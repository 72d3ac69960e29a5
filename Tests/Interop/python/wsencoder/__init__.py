"""libwsencoder for Python: its codecs, and codecs written in Python that it knows by name. Needs nothing but ctypes.

    with Encoder("gzip", compression_level=9) as encoder, Decoder("gzip") as decoder:
        body, content_type, content_encoding = encoder.encode(b"<order/>", content_type="text/xml")
        assert decoder.decode(body, content_type, content_encoding).data == b"<order/>"

    register_encoder("rot13", Rot13)        # a class with encode(data) -> bytes
    register_transform("bzip2", Compressor, Decompressor)   # classes with update(data) and finish() -> bytes
    with Encoder("rot13,gzip") as encoder, encoder.stream(file.write) as stream:
        stream.write(b"<order/>")

The library is the path given to load(), that of the environment's WSENCODER_LIBRARY, or the installed one.

An exception raised in Python while the library has called it (a sink, a source, a codec) fails the call as E_FAIL, or with its
own code if it is an Error; its text, "ValueError: too long", is added to the WS_ERROR. Where that failure comes back to Python
the exception itself is raised again; its cause, unless it had one, is the Error with what the library had to say.
"""
from .messages import Decoded, DecodedStream, Decoder, Encoded, EncodedStream, Encoder
from .native import Abi, Callback, Error, Result, Trampoline, load, version
from .registry import DecodingCodec, EncodingCodec, codecs, register_decoder, register_encoder, unregister
from .transforms import Transformer, register_transform

__all__ = [
    "Abi", "Callback", "Decoded", "DecodedStream", "Decoder", "DecodingCodec", "Encoded", "EncodedStream", "Encoder",
    "EncodingCodec", "Error", "Result", "Trampoline", "Transformer", "codecs", "load", "register_decoder", "register_encoder",
    "register_transform", "unregister", "version",
]
