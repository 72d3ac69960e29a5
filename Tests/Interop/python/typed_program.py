"""What mypy --strict says about a program that uses the package: its types are of use to others, too."""
from __future__ import annotations

import io
from typing import TYPE_CHECKING

import wsencoder

if TYPE_CHECKING:
    from typing_extensions import assert_type  # for the checker alone


def check() -> None:
    encoded = wsencoder.encode("gzip", b"", content_type="text/xml", compression_level=9)
    assert_type(encoded, wsencoder.Encoded)
    assert_type(bytes(encoded), bytes)
    assert_type(wsencoder.decode("gzip", encoded).content_type, str)
    assert_type(wsencoder.open("name", codec="gzip"), wsencoder.DecodedFile)
    assert_type(wsencoder.open(io.BytesIO(), "wb", codec="gzip"), wsencoder.EncodedFile)
    assert_type(wsencoder.open("name", "rt", codec="gzip"), io.TextIOWrapper)
    with wsencoder.Encoder("msbinsession1") as encoder, encoder.session() as session:
        assert_type(encoder, wsencoder.Encoder)
        assert_type(session.encode(b""), wsencoder.Encoded)
    with wsencoder.Decoder("gzip") as decoder, decoder.incremental() as parts:
        assert_type(parts.decode(b""), bytes)
    assert_type(wsencoder.Error(wsencoder.Result.E_FAIL, "text").strings, tuple[str, ...])
    wsencoder.register_encoder("upper", Upper)


class Upper:
    def encode(self, data: bytes) -> bytes:
        return data.upper()
