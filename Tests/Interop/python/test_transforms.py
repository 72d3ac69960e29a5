"""Transforms written in Python: what goes in comes out, what they raise is reported, and nothing of them is left."""
from __future__ import annotations

import zlib

import wsencoder
from support import ORDER, Case, splits
from wsencoder import Decoder, Encoder, Error, Result, transforms


class Deflater:
    def __init__(self, level):
        compressor = zlib.compressobj(level or 6)
        self.update, self.finish = compressor.compress, compressor.flush


class Inflater:
    def __init__(self, level):
        self._inflater = zlib.decompressobj()
        self.update = self._inflater.decompress

    def finish(self):
        if not self._inflater.eof:
            raise Error(Result.WS_E_INVALID_FORMAT, "cut off")
        return b""


class Broken:
    def __init__(self, level):
        pass

    def update(self, data):
        raise KeyError("no such key")

    def finish(self):
        return "text"


class Transforms(Case):
    def tearDown(self):
        self.assertEqual((transforms._makers, transforms._states), ({}, {}))

    def transform(self, name, *arguments, **settings):
        wsencoder.register_transform(name, *arguments, **settings)
        self.addCleanup(self.forget, name)

    def test_a_message_comes_back_however_it_is_split(self):
        self.transform("zip", Deflater, Inflater, content_encoding="deflate", levels=(1, 9, 9))
        for chain in "zip", "gzip,zip", "zip,br":
            for message in b"", b"<", ORDER, self.random.randbytes(200_000):
                self.round_trip(chain, message)
        message, parts = ORDER * 50 + self.random.randbytes(50_000), []
        with Encoder("zip", compression_level=1, chunk_size=500) as encoder, encoder.stream(parts.append) as stream:
            for part in splits(message, self.random):
                stream.write(part)
        self.assertLessEqual(max(map(len, parts)), 500)
        self.assertEqual(zlib.decompress(b"".join(parts)), message)
        with Decoder("zip", chunk_size=7) as decoder:
            self.assertEqual(decoder.decode(zlib.compress(message), "", "deflate").data, message)
        wsencoder.unregister("zip")

    def test_limits_are_those_of_the_library(self):
        self.transform("zip", Deflater, Inflater)
        with Decoder("zip", max_decoded_size=1000) as decoder:
            with self.assertFails(Result.WS_E_QUOTA_EXCEEDED, "zip decoder: the message decodes to more than"):
                decoder.decode(zlib.compress(bytes(1001)), "", "")
        wsencoder.unregister("zip")

    def test_what_is_raised_is_reported_with_codec_and_offset(self):
        self.transform("zip", Deflater, Inflater)
        self.transform("broken", Broken, Broken)
        with Decoder("zip") as decoder:
            with self.assertFails(Result.WS_E_INVALID_FORMAT, "zip decoder: cut off (input offset 5)"):
                decoder.decode(zlib.compress(ORDER)[:5], "", "")
        with Encoder("broken") as encoder:
            with self.assertFails(Result.E_FAIL, "broken encoder: KeyError: 'no such key' (input offset 0)"):
                encoder.encode(ORDER)
            with self.assertFails(Result.E_FAIL, "broken encoder: TypeError: "):
                encoder.encode(b"")
        wsencoder.unregister("zip")
        wsencoder.unregister("broken")

    def test_what_cannot_be_registered_leaves_nothing(self):
        with self.assertFails(Result.E_INVALIDARG, "codec->name is that of a built-in codec"):
            wsencoder.register_transform("gzip", Deflater)
        with self.assertFails(Result.E_INVALIDARG, "codec->encoder and codec->decoder have no callbacks"):
            wsencoder.register_transform("none")
        wsencoder.register_transform("one-way", Deflater, aliases=["x-one"])
        with self.assertFails(Result.WS_E_NOT_SUPPORTED, "registered for encoders only"):
            Decoder("x-one")
        wsencoder.unregister("one-way")
