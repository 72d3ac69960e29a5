"""A transport for zeep: SOAP over HTTP in binary XML, in MTOM, in UTF-16 and compressed.

    client = zeep.Client("service.wsdl", transport=wsencoder.zeep.Transport("msbin1"))
"""
from __future__ import annotations

import functools
import io
from typing import Any

import requests
import urllib3.exceptions
import zeep.exceptions
import zeep.transports

from . import properties
from .labels import codec_of
from .messages import Decoder, Encoder
from .native import Error
from .properties import Value

_CODINGS = "gzip, deflate, br, zstd"


class Transport(zeep.transports.Transport):
    """Sends requests in an encoding, and takes replies in any encoding of the library, which their labels name.

    zeep itself sees text, and raises a fault as zeep.exceptions.Fault. A reply that cannot be decoded is a TransportError with
    the Error as its cause. What is loaded, such as a WSDL, is not decoded.
    """

    def __init__(self, codec: str = "identity", *, encoder_properties: dict[str, Value] | None = None,
                 decoder_properties: dict[str, Value] | None = None, accept_encoding: str = _CODINGS, **options: Any) -> None:
        """codec: of requests; "msbin1", "mtom", "msbin1+gzip" or "gzip" for instance.
        encoder_properties: of its encoder.
        decoder_properties: of the decoders of replies, such as {"max_decoded_size": 1 << 20}. A decoder is passed those that it
        has.
        accept_encoding: what requests ask for in Accept-Encoding; "identity" for replies that are not compressed.
        options: those of zeep.transports.Transport.
        """
        super().__init__(**options)  # type: ignore[no-untyped-call]
        self._encoder = Encoder(codec, **encoder_properties or {})
        self._accept_encoding = accept_encoding
        settings = decoder_properties or {}
        properties.check_decoder(settings)
        # The table of a decoder serves any number of replies, also on other threads.
        self._decoder = functools.lru_cache(16)(functools.partial(_decoder_with, settings))

    def post(self, address: str, message: str | bytes, headers: dict[str, str]) -> requests.Response:
        """Sends a request; returns the reply as if it had come as text without a content coding."""
        data = message.encode() if isinstance(message, str) else message
        sent = requests.structures.CaseInsensitiveDict(headers)
        self.logger.debug("HTTP Post to %s:\n%s", address, data.decode("utf-8", "replace"))
        encoded = self._encoder.encode(data, sent.get("Content-Type", ""))
        sent["Content-Type"] = encoded.content_type
        if encoded.content_encoding:
            sent["Content-Encoding"] = encoded.content_encoding
        if encoded.content_type.startswith("multipart/"):
            sent["MIME-Version"] = "1.0"
        sent["Accept-Encoding"] = self._accept_encoding
        reply = self.session.post(address, data=encoded.data, headers=sent, timeout=self.operation_timeout, stream=True)
        with reply:
            text = self._decoded(reply)
        self.logger.debug("HTTP Response from %s (status: %d):\n%s", address, text.status_code,
                          text.content.decode("utf-8", "replace"))
        return text

    def _decoded(self, reply: requests.Response) -> requests.Response:
        try:
            return _with_content(reply, *self._content(reply))
        except (Error, urllib3.exceptions.HTTPError, ValueError) as error:  # ValueError: of labels with a zero in them
            raise zeep.exceptions.TransportError(  # type: ignore[no-untyped-call]
                f"the reply cannot be decoded: {error}", reply.status_code) from error

    def _content(self, reply: requests.Response) -> tuple[bytes, str]:
        content_type, content_encoding = reply.headers.get("Content-Type", ""), reply.headers.get("Content-Encoding", "")
        # A reply without a body, such as that of status 202, has nothing to decode, whatever its labels say.
        first = [bytes(reply.raw.read(1, decode_content=False))]
        if not first[0]:
            return b"", content_type

        def read(size: int) -> bytes:
            return first.pop() if first else bytes(reply.raw.read(size, decode_content=False))

        decoder = self._decoder(codec_of(content_type, content_encoding))
        with decoder.stream(read, content_type, content_encoding) as stream:
            return stream.readall() or b"", stream.content_type


def _decoder_with(settings: dict[str, Value], codec: str) -> Decoder:
    has = properties.of_decoder(codec)
    return Decoder(codec, **{name: value for name, value in settings.items() if name in has})


def _with_content(reply: requests.Response, content: bytes, content_type: str) -> requests.Response:
    """The reply with other content, and headers that say so."""
    changed = requests.Response()
    for name in "status_code", "url", "encoding", "history", "reason", "cookies", "elapsed", "request":
        setattr(changed, name, getattr(reply, name))
    changed.headers.update(reply.headers)
    for name in "Content-Encoding", "Transfer-Encoding":
        changed.headers.pop(name, None)
    changed.headers["Content-Length"] = str(len(content))
    if content_type:
        changed.headers["Content-Type"] = content_type
    changed.raw = io.BytesIO(content)
    return changed
