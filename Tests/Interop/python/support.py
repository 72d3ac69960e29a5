"""What the tests share: codecs in Python, and a case that leaves nothing behind."""
from __future__ import annotations

import gc
import os
import platform
import random
import threading
import unittest
from pathlib import Path

import wsencoder
from wsencoder import Abi, Decoder, Encoder, Error, native

ROOT = Path(__file__).resolve().parents[3]

SEED = int(os.environ.get("WSE_TEST_SEED", "20261122"))
ORDER = (ROOT / "Tests/Messages/purchase-order.xml").read_bytes()
# Those that take any bytes.
CONTENT_CODINGS = ["identity", "gzip", "deflate", "br", "zstd"]
BUILT_IN = CONTENT_CODINGS + [
    "msbin1", "msbinsession1", "msbin1+gzip", "msbin1+deflate", "msbinsession1+gzip", "msbinsession1+deflate",
    "mtom", "utf-16", "utf-16le", "utf-16be",
]
ABIS = list(Abi) if platform.machine() in ("x86_64", "AMD64") else [Abi.DEFAULT]


class Xor:
    """Each byte with its place in the message: knows when parts are lost or swapped."""

    def start(self):
        self.place = 0

    def encode(self, data):
        begin, self.place = self.place, self.place + len(data)
        return bytes(byte ^ (begin + i) & 0xFF for i, byte in enumerate(data))

    decode = encode


class Mirror:
    """The message backwards: gives nothing before the end, and then in parts, some of them empty."""
    content_encoding = "x-mirror"

    def start(self):
        self.parts = []

    def encode(self, data):
        self.parts.append(data)

    decode = encode

    def end(self):
        whole = b"".join(self.parts)[::-1]
        return (memoryview(whole[i // 2:i // 2 + 1000]) if i % 2000 == 0 else b"" for i in range(0, 2 * len(whole), 1000))


def faulty(method, exception):
    """A codec that raises in one of its methods."""
    def fail(*arguments):
        raise exception
    return type("Faulty", (Xor,), {method: fail})


def splits(message, generator):
    while message:
        size = generator.choice([1, 7, 1000, 70_000])
        yield message[:size]
        message = message[size:]


def on_another_thread(work):
    results = []
    thread = threading.Thread(target=lambda: results.append(work()))
    thread.start()
    thread.join(60)
    return results[0]


class Case(unittest.TestCase):
    def setUp(self):
        self.random = random.Random(SEED)
        self.addCleanup(self.nothing_is_left, wsencoder.codecs(), set(native._targets))

    def nothing_is_left(self, codecs, trampolines):
        gc.collect()
        self.assertEqual(wsencoder.codecs(), codecs)
        self.assertLessEqual(set(native._targets), trampolines, "trampolines that were not freed")

    def register(self, name, codec, *, encoder=True, decoder=True, checked=False):
        if encoder:
            wsencoder.register_encoder(name, codec, checked)
            self.addCleanup(self.forget, name)
        if decoder:
            wsencoder.register_decoder(name, codec, checked)
            self.addCleanup(self.forget, name)

    def forget(self, name):
        if name in wsencoder.codecs():
            wsencoder.unregister(name)

    def round_trip(self, chain, message=ORDER, content_type="text/xml"):
        with Encoder(chain) as encoder, Decoder(chain) as decoder:
            encoded = encoder.encode(message, content_type)
            self.assertEqual(decoder.decode(*encoded).data, message)
        return encoded

    def assertFails(self, hresult, *texts):
        """Expects an Error whose strings hold the texts."""
        case = self

        class Context:
            def __enter__(self):
                return self

            def __exit__(self, kind, exception, traceback):
                case.assertIs(kind, Error)
                case.assertEqual(f"{exception.hresult:#x}", f"{hresult:#x}", exception)
                for text in texts:
                    case.assertIn(text, "\n".join(exception.strings))
                return True

        return Context()
