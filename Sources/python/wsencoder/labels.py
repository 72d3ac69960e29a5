"""The labels of a message, Content-Type and Content-Encoding, and the codec that they name."""
from __future__ import annotations

import re

_BINARY = re.compile(r"application/soap\+(msbin(?:session)?1(?:\+gzip|\+deflate)?)")
_UTF_16 = re.compile(r';\s*charset\s*=\s*"?(?:utf-16|unicodefffe)', re.IGNORECASE)


def codec_of(content_type: str, content_encoding: str = "") -> str:
    """The codec that decodes a message with these labels; "identity" if they name none that changes bytes.

    A coding that the library does not know becomes a link of the same name, so that creating the decoder fails unless such a
    codec has been registered.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    links = []
    if binary := _BINARY.fullmatch(media_type):
        links.append(binary[1])
    elif media_type == "multipart/related":
        links.append("mtom")
    elif _UTF_16.search(content_type):
        links.append("utf-16")
    codings = (coding.strip().lower() for coding in content_encoding.split(","))
    links += [coding for coding in codings if coding not in ("", "identity")]
    return ",".join(links) or "identity"
