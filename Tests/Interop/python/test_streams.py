"""Messages in parts: objects as those of zlib, files as those of gzip, and the command of the package."""
from __future__ import annotations

import bz2
import gzip
import io
import os
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import wsencoder
from support import BUILT_IN, ORDER, Case, Xor, splits
from wsencoder import Decoder, Encoder, Result, native

SOAP_TYPE = "application/soap+xml; charset=utf-8"


class Incremental(Case):
    def test_parts_of_any_size_make_the_same_message(self):
        message = b"<order>" + b"<item>anvil</item>" * 5000 + b"</order>"
        for codec in [*BUILT_IN, "msbin1,gzip", "mtom,br"]:
            with self.subTest(codec), Encoder(codec) as encoder, Decoder(codec, chunk_size=100) if codec != "identity" \
                    else Decoder(codec) as decoder:
                with encoder.incremental(SOAP_TYPE) as parts:
                    encoded = b"".join(parts.encode(part) for part in splits(message, self.random)) + parts.finish()
                self.assertEqual(parts.content_encoding, encoder.encode(message, SOAP_TYPE).content_encoding)
                with decoder.incremental(parts.content_type, parts.content_encoding) as back:
                    decoded = b"".join(back.decode(part) for part in splits(encoded, self.random))
                    self.assertFalse(back.eof)
                    decoded += back.finish()
                    self.assertTrue(back.eof)
                self.assertEqual(decoded, message)

    def test_bytes_come_out_as_soon_as_they_can(self):
        whole = zlib.compressobj(wbits=31)
        with Decoder("gzip") as decoder, decoder.incremental() as parts:
            self.assertEqual(parts.decode(whole.compress(b"first") + whole.flush(zlib.Z_SYNC_FLUSH)), b"first")
            self.assertEqual(parts.decode(b""), b"")
            self.assertEqual(parts.decode(whole.compress(b"second") + whole.flush()) + parts.finish(), b"second")

    def test_what_is_flushed_can_be_decoded_before_the_rest_comes(self):
        for codec in "gzip", "br", "zstd", "msbin1", "msbin1+gzip":
            with self.subTest(codec), Encoder(codec) as encoder, Decoder(codec) as decoder:
                with encoder.incremental() as parts, decoder.incremental(parts.content_type, parts.content_encoding) as back:
                    self.assertEqual(back.decode(parts.encode(b"<a>first<b/>") + parts.flush())[:8], b"<a>first")
                    self.assertEqual(parts.flush(), b"")
                    back.decode(parts.encode(b"second</a>") + parts.finish())
                    back.finish()
                with self.assertRaises(ValueError):
                    parts.flush()

    def test_one_byte_at_a_time(self):
        for codec in "gzip", "msbin1", "mtom,zstd":
            encoded = wsencoder.encode(codec, ORDER)
            expected = wsencoder.decode(codec, encoded).data
            with Decoder(codec) as decoder, decoder.incremental() as parts:
                decoded = b"".join(parts.decode(encoded.data[i:i + 1]) for i in range(len(encoded.data)))
                self.assertEqual(decoded + parts.finish(), expected)

    def test_an_incomplete_message_fails_at_the_end(self):
        encoded = gzip.compress(ORDER)
        with Decoder("gzip") as decoder:
            parts = decoder.incremental()
            parts.decode(encoded[:-1])
            with self.assertFails(Result.WS_E_INVALID_FORMAT, "the input ends before the stream does"):
                parts.finish()
            with self.assertFails(Result.WS_E_OBJECT_FAULTED):
                parts.decode(encoded[-1:])
            parts.close()
            with self.assertRaisesRegex(ValueError, "closed"):
                parts.decode(b"")
            parts = decoder.incremental()
            self.assertEqual(parts.decode(encoded) + parts.finish(), ORDER)
            with self.assertRaisesRegex(ValueError, "finished"):
                parts.decode(b"more")

    def test_malformed_input_fails_where_it_is_met(self):
        with Decoder("gzip", max_decoded_size=100) as decoder:
            with decoder.incremental() as parts, self.assertFails(Result.WS_E_INVALID_FORMAT):
                parts.decode(b"no gzip at all")
            with decoder.incremental() as parts, self.assertFails(Result.WS_E_QUOTA_EXCEEDED):
                parts.decode(gzip.compress(bytes(101)))

    def test_it_can_be_dropped_at_any_time(self):
        encoded = wsencoder.encode("msbin1,gzip", ORDER).data
        decoder = Decoder("msbin1,gzip")
        for size in 0, 1, 20, len(encoded):
            for drop in lambda parts: parts.close(), lambda parts: None:
                parts = decoder.incremental()
                parts.decode(encoded[:size])
                drop(parts)
                del parts
        decoder.free()
        self.assertEqual(native._raised, {}, "what a WS_ERROR that was not freed leaves")

    def test_transforms_in_python_wait_and_registered_decoders_cannot(self):
        class Compressor:
            def __init__(self, level):
                compressor = bz2.BZ2Compressor()
                self.update, self.finish = compressor.compress, compressor.flush

        class Decompressor:
            def __init__(self, level):
                self.update = bz2.BZ2Decompressor().decompress

            def finish(self):
                return b""

        wsencoder.register_transform("bzip2", Compressor, Decompressor)
        self.addCleanup(wsencoder.unregister, "bzip2")
        encoded = wsencoder.encode("gzip,bzip2", ORDER).data
        with Decoder("gzip,bzip2") as decoder, decoder.incremental() as parts:
            decoded = b"".join(parts.decode(encoded[i:i + 10]) for i in range(0, len(encoded), 10))
            self.assertEqual(decoded + parts.finish(), ORDER)
        self.register("xor", Xor)
        with Decoder("xor") as decoder, decoder.incremental() as parts:
            with self.assertFails(Result.WS_E_INVALID_OPERATION):
                parts.decode(b"abc")


class Files(Case):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "message"

    def test_a_file_is_written_and_read_as_one_of_gzip(self):
        message = ORDER * 100
        with wsencoder.open(self.path, "wb", codec="gzip", compression_level=9) as file:
            for part in splits(message, self.random):
                self.assertEqual(file.write(part), len(part))
        with gzip.open(self.path) as file:
            self.assertEqual(file.read(), message)
        with wsencoder.open(self.path, codec="gzip", max_decoded_size=0) as file:
            self.assertEqual(file.read(10) + file.readline() + file.read(), message)
        with wsencoder.open(str(self.path), codec="gzip") as file:
            self.assertEqual(list(file), message.splitlines(True))
        with self.assertRaises(FileExistsError):
            wsencoder.open(self.path, "xb", codec="gzip")

    def test_a_file_is_flushed_when_asked_and_not_when_closed(self):
        for mode, first, second in ("wb", b"first", b"second"), ("wt", "first", "second"):
            with self.subTest(mode), wsencoder.open(self.path, mode, codec="gzip") as file:
                file.write(first)
                file.close()
                self.assertRaises(ValueError, file.flush)
            self.assertEqual(self.path.read_bytes(), wsencoder.encode("gzip", b"first").data)
            with wsencoder.open(self.path, mode, codec="gzip") as file:
                file.write(first)
                file.flush()
                with Decoder("gzip") as decoder, decoder.incremental() as parts:
                    self.assertEqual(parts.decode(self.path.read_bytes()), b"first")
                file.write(second)
            self.assertEqual(wsencoder.decode("gzip", self.path.read_bytes()).data, b"firstsecond")

    def test_text_is_utf_8_unless_another_encoding_is_named(self):
        text = "<caf\u00e9>\n\u4e2d\u6587</caf\u00e9>\n"
        latin = {"encoding": "latin-1", "errors": "replace"}
        for settings, raw in ({}, text.encode()), (latin, text.encode(**latin)):
            with wsencoder.open(self.path, "wt", codec="gzip", **settings) as file:
                file.write(text)
            self.assertEqual(gzip.decompress(self.path.read_bytes()), raw)
        with wsencoder.open(self.path, "wt", codec="br") as file:
            print(text, end="", file=file)
        with wsencoder.open(self.path, "rt", codec="br") as file:
            self.assertEqual(file.read(), text)

    def test_an_exception_leaves_the_message_unfinished(self):
        long = self.random.randbytes(500_000)
        for mode, part in ("wb", long), ("wt", long.hex()):
            with self.assertRaises(LookupError), wsencoder.open(self.path, mode, codec="gzip") as file:
                file.write(part)
                raise LookupError
            self.assertTrue(file.closed)
            with self.assertFails(Result.WS_E_INVALID_FORMAT), wsencoder.open(self.path, codec="gzip") as file:
                file.read()

    def test_file_objects_of_others_stay_open(self):
        target = io.BytesIO()
        with wsencoder.open(target, "wb", codec="msbin1,zstd", content_type=SOAP_TYPE) as file:
            file.write(b"<order/>")
        self.assertEqual((file.content_type, file.content_encoding), ("application/soap+msbin1", "zstd"))
        source = io.BytesIO(target.getvalue())
        with wsencoder.open(source, codec="msbin1,zstd") as file:
            self.assertEqual((file.read(), file.content_type), (b"<order/>", SOAP_TYPE))
        self.assertFalse(target.closed or source.closed)
        with self.assertRaises(ValueError):
            file.read()

    def test_wrong_arguments_open_nothing(self):
        for arguments in (("r+",), ("rw",), ("",), ("b",), ("tb",), ("rr",)):
            with self.assertRaisesRegex(ValueError, "mode"):
                wsencoder.open(self.path, *arguments, codec="gzip")
        with self.assertRaises(ValueError):
            wsencoder.open(self.path, "rb", codec="gzip", encoding="utf-8")
        with self.assertRaises(ValueError):
            wsencoder.open(self.path, "wb", codec="gzip", content_encoding="gzip")
        self.assertFalse(self.path.exists())
        self.path.write_bytes(b"")
        with self.assertFails(Result.WS_E_NOT_SUPPORTED):
            wsencoder.open(self.path, codec="lzma")

    def test_a_sink_that_fails_is_reported_and_the_file_is_closed(self):
        class Full(io.RawIOBase):
            def write(self, data):
                raise OSError("no space")

        file = wsencoder.open(Full(), "wb", codec="gzip")
        file.write(ORDER)
        with self.assertRaisesRegex(OSError, "no space"):
            file.close()
        self.assertTrue(file.closed)
        file.close()


class Command(Case):
    def run_command(self, *arguments, message=b""):
        environment = os.environ | {"PYTHONPATH": str(Path(wsencoder.__file__).parents[1])}
        return subprocess.run([sys.executable, "-B", "-m", "wsencoder", *arguments], input=message, env=environment,
                              capture_output=True, timeout=60)

    def test_a_pipe_is_encoded_and_decoded(self):
        encoded = self.run_command("encode", "-c", "gzip", "-p", "compression-level=9", "--headers", message=ORDER)
        self.assertEqual((encoded.returncode, encoded.stderr), (0, b"Content-Encoding: gzip\n"))
        self.assertEqual(gzip.decompress(encoded.stdout), ORDER)
        decoded = self.run_command("decode", "-c", "gzip", message=encoded.stdout)
        self.assertEqual((decoded.returncode, decoded.stdout, decoded.stderr), (0, ORDER, b""))

    def test_files_are_encoded_and_decoded(self):
        with tempfile.TemporaryDirectory() as folder:
            names = [str(Path(folder) / name) for name in ("a", "b", "c")]
            Path(names[0]).write_bytes(b"<order/>")
            for arguments in (["encode", "-p", "typed-text=no", "-t", SOAP_TYPE, names[0], "-o", names[1]],
                              ["decode", "-p", "max_decoded_size=100", names[1], "-o", names[2]]):
                done = self.run_command(*arguments, "-c", "msbin1+gzip")
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))
            self.assertEqual(Path(names[2]).read_bytes(), b"<order/>")

    def test_codecs_and_versions_are_listed(self):
        self.assertEqual(self.run_command("list").stdout.decode().split(), BUILT_IN)
        self.assertIn(wsencoder.__version__.encode(), self.run_command("--version").stdout)

    def test_failures_are_one_line_and_status_1(self):
        for arguments, text in (
                (["decode", "-c", "gzip"], b"gzip decoder: "), (["encode", "-c", "lzma"], b"WS_E_NOT_SUPPORTED"),
                (["encode", "-c", "gzip", "/nowhere"], b"No such file"),
                (["encode", "-c", "gzip", "-p", "max-depth=5"], b"max_depth")):
            done = self.run_command(*arguments, message=b"no gzip")
            self.assertEqual((done.returncode, done.stderr.count(b"\n")), (1, 1), done.stderr)
            self.assertIn(text, done.stderr)
        for wrong in "colour=3", "chunk-size", "chunk-size=many":
            self.assertEqual(self.run_command("encode", "-c", "gzip", "-p", wrong).returncode, 2)
