"""libwsencoder for Python: encodes and decodes SOAP messages as WCF and Windows Web Services do. It needs only ctypes.

    encoded = wsencoder.encode("msbin1,gzip", b"<order/>", content_type="application/soap+xml")
    bytes(encoded), encoded.content_type, encoded.content_encoding
    wsencoder.decode("msbin1,gzip", encoded, max_decoded_size=1 << 20).data

Encoder and Decoder do the same for many messages, in parts and in sessions; open() is for files. register_encoder,
register_decoder and register_transform make codecs in Python known by name, alone and in chains.

An exception raised in Python while the library has called it (by a sink, a source, a codec) fails the call with E_FAIL, or with
its own code if it is an Error; its text, "ValueError: too long", is added to the WS_ERROR. Where that failure comes back to
Python, the exception itself is raised again; its cause, unless it had one, is the Error with what the library had to say.
"""
from . import net_tcp
from .files import DecodedFile, EncodedFile, open
from .incremental import IncrementalDecoder, IncrementalEncoder
from .labels import codec_of
from .messages import Decoded, Decoder, DecoderSession, Encoded, Encoder, EncoderSession, decode, encode
from .native import Abi, Callback, Error, Result, Trampoline, load, version
from .properties import CompressionLabel, InvalidCharacters
from .registry import DecodingCodec, EncodingCodec, codecs, register_decoder, register_encoder, unregister
from .streams import DecodedStream, EncodedStream
from .transforms import Transformer, register_transform

__version__ = "0.1.0"

__all__ = [
    "Abi", "Callback", "CompressionLabel", "Decoded", "DecodedFile", "DecodedStream", "Decoder", "DecoderSession",
    "DecodingCodec", "Encoded", "EncodedFile", "EncodedStream", "Encoder", "EncoderSession", "EncodingCodec", "Error",
    "IncrementalDecoder", "IncrementalEncoder", "InvalidCharacters", "Result", "Trampoline", "Transformer", "codec_of",
    "codecs", "decode", "encode", "load", "net_tcp", "open", "register_decoder", "register_encoder", "register_transform",
    "unregister", "version",
]
