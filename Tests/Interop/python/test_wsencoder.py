"""The library's codecs used from Python, codecs in Python used by the library, and exceptions on their way through both."""
from __future__ import annotations

import gzip
import threading
import zlib
from ctypes import byref, c_void_p

import wsencoder
from support import BUILT_IN, CONTENT_CODINGS, ORDER, Case, Mirror, Xor, faulty, on_another_thread, splits
from wsencoder import Decoder, Encoder, Error, Result, native


class BuiltInCodecs(Case):
    def test_every_codec_takes_back_what_it_gave(self):
        for codec in CONTENT_CODINGS:
            for message in (b"", b"<", ORDER, self.random.randbytes(200_000)):
                encoded = self.round_trip(codec, message)
                self.assertEqual(encoded[1:], ("text/xml", "" if codec == "identity" else codec))

    def test_python_reads_what_reaches_a_python_sink(self):
        for codec, window_bits in ("gzip", 31), ("deflate", 15):
            for level in 0, 1, 9:
                message = ORDER * 50 + self.random.randbytes(100_000)
                parts = []
                with Encoder(codec, compression_level=level, chunk_size=5000) as encoder:
                    with encoder.stream(parts.append) as stream:
                        for part in splits(message, self.random):
                            stream.write(part)
                self.assertEqual(stream.content_encoding, codec)
                self.assertLessEqual(max(map(len, parts)), 5000)
                reader = zlib.decompressobj(window_bits)
                self.assertEqual(reader.decompress(b"".join(parts)), message)
                self.assertTrue(reader.eof and not reader.unused_data)

    def test_python_sources_of_each_kind_are_read_to_the_end(self):
        message = ORDER * 30
        encoded = gzip.compress(message)
        position = 0

        def pull(size):
            nonlocal position
            position += size
            return memoryview(encoded)[position - size:position]

        with Decoder("gzip", chunk_size=999) as decoder:
            for source in (pull, encoded, splits(encoded, self.random), [b"", encoded[:1], b"", encoded[1:]]):
                with decoder.stream(source, "text/xml", "gzip") as stream:
                    self.assertEqual(stream.content_type, "text/xml")
                    self.assertEqual(stream.read(10), message[:10])
                    self.assertEqual(stream.readline(), message[10:message.index(b"\n") + 1])
                    self.assertEqual(stream.read(), message[message.index(b"\n") + 1:])
                    self.assertEqual(stream.read(), b"")

    def test_failures_are_told(self):
        with self.assertFails(Result.WS_E_NOT_SUPPORTED, "lzma"):
            Encoder("lzma")
        with self.assertFails(Result.E_INVALIDARG):
            Encoder("gzip", compression_level=10)
        with self.assertRaisesRegex(TypeError, "colour"):
            Encoder("gzip", colour=3)
        with Decoder("gzip", max_decoded_size=10) as decoder:
            with self.assertFails(Result.WS_E_INVALID_FORMAT, "gzip decoder: "):
                decoder.decode(b"no gzip at all", "", "gzip")
            with self.assertFails(Result.WS_E_QUOTA_EXCEEDED):
                decoder.decode(gzip.compress(bytes(11)), "", "gzip")
            with self.assertFails(Result.WS_E_INVALID_FORMAT), decoder.stream(gzip.compress(b"x")[:-1], "", "gzip") as stream:
                stream.read()
        self.assertEqual(str(Error(Result.E_FAIL, "last", "first")), "E_FAIL (0x80004005): last: first")
        self.assertEqual(str(Error(0x80001234)), "HRESULT (0x80001234)")

    def test_a_sink_may_close_its_own_stream(self):
        with Encoder("gzip", chunk_size=100) as encoder:
            stream = encoder.stream(lambda data: stream.close())
            with self.assertFails(Result.WS_E_OPERATION_ABORTED):
                stream.write(self.random.randbytes(1_000_000))
            with self.assertRaises(ValueError):
                stream.write(b"more")

    def test_an_exception_inside_with_abandons_the_message(self):
        parts = []
        with Encoder("gzip") as encoder, self.assertRaises(LookupError), encoder.stream(parts.append) as stream:
            stream.write(ORDER)
            raise LookupError
        self.assertEqual(parts, [])


class RegisteredCodecs(Case):
    def test_a_codec_in_python_is_known_by_name(self):
        self.register("xor", Xor)
        self.assertEqual(wsencoder.codecs(), [*BUILT_IN, "xor"])
        encoded = self.round_trip("xor")
        self.assertEqual(encoded, (bytes(byte ^ i & 0xFF for i, byte in enumerate(ORDER)), "text/xml", "xor"))
        self.assertEqual(self.round_trip(" XOR "), encoded)
        self.assertEqual(self.round_trip("xor", b"").data, b"")

    def test_it_is_driven_by_other_threads(self):
        self.register("xor", Xor)
        with Encoder("xor,gzip") as encoder, Decoder("xor,gzip") as decoder:
            expected = encoder.encode(ORDER)
            self.assertEqual(on_another_thread(lambda: encoder.encode(ORDER)), expected)
            stream = on_another_thread(lambda: decoder.stream(expected.data, "", expected.content_encoding))
            self.assertEqual(on_another_thread(lambda: stream.read(100)) + stream.read(), ORDER)
            stream.close()
            wrong, messages = [], [self.random.randbytes(self.random.randrange(3000)) for _ in range(20)]

            def work():
                wrong.extend(message for message in messages if decoder.decode(*encoder.encode(message)).data != message)

            threads = [threading.Thread(target=work) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(60)
            self.assertEqual(wrong, [])

    def test_chains_with_built_in_codecs_work_both_ways(self):
        self.register("xor", Xor)
        self.register("mirror", Mirror)
        message = ORDER * 3 + self.random.randbytes(100_000)
        for chain, encoding in {
            "xor,gzip": "xor, gzip", "gzip,xor": "gzip, xor", "mirror,zstd": "x-mirror, zstd", "br,mirror": "br, x-mirror",
            "xor,mirror": "xor, x-mirror", "gzip,xor,mirror,deflate,xor": "gzip, xor, x-mirror, deflate, xor",
        }.items():
            encoded = self.round_trip(chain, message)
            self.assertEqual(encoded.content_encoding, encoding)
        self.assertEqual(gzip.decompress(self.round_trip("mirror,gzip").data), ORDER[::-1])
        self.assertEqual(gzip.decompress(self.round_trip("gzip,mirror").data[::-1]), ORDER)

    def test_chains_stream_however_the_message_is_split(self):
        self.register("xor", Xor)
        self.register("mirror", Mirror)
        message = ORDER * 20
        for chain in "xor", "mirror", "xor,gzip", "gzip,xor", "mirror,xor":
            with Encoder(chain) as encoder, Decoder(chain) as decoder:
                parts = []
                with encoder.stream(parts.append) as stream:
                    for part in splits(message, self.random):
                        stream.write(part)
                decoded = []
                with decoder.stream(splits(b"".join(parts), self.random), "", stream.content_encoding) as stream:
                    while part := stream.read(self.random.choice([1, 100, 100_000])):
                        decoded.append(part)
                self.assertEqual(b"".join(decoded), message)

    def test_a_codec_chooses_types(self):
        class Typed(Xor):
            def get_content_type(self, content_type, content_encoding=None):
                if content_encoding is None:
                    return f"application/x-typed; of=\"{content_type}\"; \U0001F600", "typed"
                return f"{content_type} in {content_encoding}"

        self.register("typed", Typed)
        with Encoder("typed") as encoder, Decoder("typed") as decoder:
            encoded = encoder.encode(ORDER, "text/xml")
            self.assertEqual(encoded[1:], ('application/x-typed; of="text/xml"; \U0001F600', "typed"))
            self.assertEqual(decoder.decode(ORDER, "a/b", "c").content_type, "a/b in c")

    def test_a_content_encoding_of_another_codec_is_refused(self):
        self.register("xor", Xor)
        with Decoder("xor") as decoder:
            for encoding in "gzip", "":
                with self.assertFails(Result.WS_E_NOT_SUPPORTED, "the content encoding is"):
                    decoder.decode(b"", "", encoding)

    def test_an_object_serves_all_instances(self):
        class Counter:
            count = 0

            def encode(self, data):
                self.count += len(data)
                return data

        counter = Counter()
        self.register("counter", counter, decoder=False)
        with Encoder("gzip,counter") as encoder:
            sizes = [len(encoder.encode(ORDER).data) for _ in range(3)]
        self.assertEqual(counter.count, sum(sizes))

    def test_names_are_given_once_and_for_one_direction(self):
        self.register("xor", Xor, decoder=False)
        with self.assertFails(Result.WS_E_NOT_SUPPORTED):
            Decoder("xor")
        with self.assertFails(Result.WS_E_INVALID_OPERATION, "registered already"):
            wsencoder.register_encoder("xor", Mirror)
        self.register("xor", Xor, encoder=False)
        self.assertEqual(wsencoder.codecs().count("xor"), 1)
        for name in "gzip", "Xor2", "", "-xor", "a b", "x" * 64, "a,b":
            with self.assertFails(Result.E_INVALIDARG):
                wsencoder.register_encoder(name, Xor)
        with self.assertRaises(ValueError):
            wsencoder.register_encoder("xor2\0", Xor)
        with self.assertFails(Result.WS_E_NOT_SUPPORTED):
            wsencoder.unregister("nobody")

    def test_a_stream_may_be_closed_by_those_it_calls(self):
        class Closer(Xor):
            def encode(self, data):
                if not streams[0].closer_is_sink:
                    streams[0].close()
                return super().encode(data)

        def sink(data):
            self.assertFalse(closed, "called after it has closed the stream")
            closed.append(1)
            streams[0].close()

        for chain in "closer", "gzip,closer", "closer,gzip", "closer,closer":
            for checked in False, True:
                for closer_is_sink in False, True:
                    self.register("closer", Closer, checked=checked, decoder=False)
                    closed, encoder = [], Encoder(chain, **{"chunk_size": 100} if "gzip" in chain else {})
                    streams = [encoder.stream(sink)]
                    streams[0].closer_is_sink = closer_is_sink
                    with self.subTest(chain=chain, checked=checked, sink=closer_is_sink):
                        with self.assertFails(Result.WS_E_OPERATION_ABORTED):
                            # More than any encoder holds back.
                            streams[0].write(self.random.randbytes(300_000))
                        self.assertEqual(len(closed), closer_is_sink)
                    encoder.free()
                    wsencoder.unregister("closer")

    def test_a_codec_may_unregister_itself(self):
        class Leaver(Xor):
            def encode(self, data):
                if "leaver" in wsencoder.codecs():
                    wsencoder.unregister("leaver")
                    encoder.free()
                return super().encode(data)

        for chain in "leaver", "gzip,leaver", "leaver,gzip":
            self.register("leaver", Leaver, decoder=False)
            encoder, parts = Encoder(chain), []
            with encoder.stream(parts.append) as stream:
                stream.write(ORDER)
            self.assertEqual(native._targets, {})
            self.assertGreater(len(b"".join(parts)), 10)

    def test_what_is_in_use_outlives_its_name(self):
        self.register("xor", Xor)
        parts = []
        encoder, decoder = Encoder("xor"), Decoder("xor,xor")
        stream = encoder.stream(parts.append)
        stream.write(ORDER[:10])
        wsencoder.unregister("xor")
        with self.assertFails(Result.WS_E_NOT_SUPPORTED):
            Encoder("xor")
        self.register("xor", Mirror)
        stream.write(ORDER[10:])
        self.assertEqual(encoder.encode(ORDER).data, b"".join(parts))
        self.assertEqual(decoder.decode(ORDER, "", "xor, xor").data, ORDER)
        encoder.free()
        stream.write(b"!")
        stream.end()
        decoder.free()
        self.assertEqual(len(b"".join(parts)), len(ORDER) + 1)
        self.assertEqual(len(native._targets), 12, "those of the second codec alone")


class Exceptions(Case):
    def test_an_exception_comes_back_as_it_was_raised(self):
        for chain in "faulty", "faulty,gzip", "gzip,faulty", "xor,faulty,xor":
            for method in "get_content_type", "start", "encode", "end", "__init__":
                original = ValueError(f"in {method}")
                self.register("faulty", faulty(method, original), decoder=False)
                self.register("xor", Xor, decoder=False)
                with self.assertRaises(ValueError) as caught, Encoder(chain) as encoder:
                    encoder.encode(ORDER)
                self.assertIs(caught.exception, original)
                cause = original.__cause__
                self.assertEqual((cause.hresult, cause.strings.count(f"ValueError: in {method}")), (Result.E_FAIL, 1), cause)
                wsencoder.unregister("faulty")
                wsencoder.unregister("xor")

    def test_decoders_do_the_same(self):
        self.register("xor", Xor, decoder=False)
        for chain in "xor", "xor,gzip", "gzip,xor":
            with Encoder(chain) as encoder:
                encoded = encoder.encode(ORDER)
            for method in "get_content_type", "start", "decode", "end", "__init__":
                original = KeyError(method)
                self.register("xor", faulty(method, original), encoder=False)
                with self.assertRaises(KeyError) as caught, Decoder(chain) as decoder:
                    decoder.decode(*encoded)
                self.assertIs(caught.exception, original)
                self.assertIn(f"KeyError: '{method}'", original.__cause__.strings)
                wsencoder.unregister("xor")
                self.register("xor", Xor, decoder=False)

    def test_sinks_and_sources_may_raise(self):
        self.register("xor", Xor)
        for chain in "identity", "gzip", "xor", "xor,gzip", "gzip,xor":
            original = BrokenPipeError("gone")

            def fail(data):
                raise original

            with Encoder(chain) as encoder, self.assertRaises(BrokenPipeError) as caught, encoder.stream(fail) as stream:
                stream.write(ORDER)
            self.assertIs(caught.exception, original)
            self.assertEqual(original.__cause__.strings.count("BrokenPipeError: gone"), 1)
            original.__cause__ = OSError("a cause of its own")
            encoding = chain.replace(",", ", ").replace("identity", "")
            with Decoder(chain) as decoder, self.assertRaises(BrokenPipeError) as caught:
                with decoder.stream(fail, "", encoding) as stream:
                    stream.read()
            self.assertIs(caught.exception, original)
            self.assertIsInstance(original.__cause__, OSError)
        with Decoder("gzip") as decoder, self.assertRaisesRegex(ValueError, "asked for"):
            decoder.stream(lambda size: bytes(size + 1), "", "gzip").read()

    def test_the_message_faults(self):
        self.register("faulty", faulty("encode", ValueError("no")), decoder=False)
        for chain in "faulty", "gzip,faulty", "faulty,gzip":
            with Encoder(chain) as encoder:
                stream = encoder.stream(bytes)
                with self.assertRaises(ValueError):
                    stream.write(self.random.randbytes(1_000_000))
                for again in lambda: stream.write(b"x"), stream.end:
                    with self.assertFails(Result.WS_E_OBJECT_FAULTED):
                        again()
                stream.close()

    def test_an_error_keeps_its_code_and_strings(self):
        original = Error(Result.WS_E_INVALID_FORMAT, "the second thing", "the first thing")
        self.register("faulty", faulty("encode", original), decoder=False)
        with Encoder("faulty,gzip") as encoder, self.assertRaises(Error) as caught:
            encoder.encode(ORDER)
        self.assertIs(caught.exception, original)
        self.assertEqual(original.__cause__.hresult, Result.WS_E_INVALID_FORMAT)
        self.assertEqual([text for text in original.__cause__.strings if text.startswith("the ")], list(original.strings))

    def test_odd_exceptions_are_told_too(self):
        class Mute(Exception):
            def __str__(self):
                raise RuntimeError

        for exception, text in (Mute(), "Mute: (no text can be had)"), (AssertionError(), "AssertionError"), \
                (ValueError("\U0001F600 \udc80"), "ValueError: \U0001F600 \udc80"), (KeyboardInterrupt(), "KeyboardInterrupt"):
            self.register("faulty", faulty("encode", exception), decoder=False)
            with Encoder("faulty") as encoder, self.assertRaises(type(exception)):
                encoder.encode(ORDER)
            self.assertEqual(exception.__cause__.strings[-1], text)
            wsencoder.unregister("faulty")

    def test_a_host_in_c_is_given_code_and_text(self):
        self.register("faulty", faulty("encode", ZeroDivisionError("by nought")), decoder=False)
        library, error, buffer, table = native.library(), c_void_p(), c_void_p(), native.Table()
        library.WsCreateError(None, 0, byref(error))
        library.WseCreateBuffer(0, byref(buffer), error)
        library.WseCreateChannelEncoder(b"faulty", None, 0, byref(table), error)
        arguments = byref(table), None, byref(native.view(ORDER)), 1, buffer, None, None
        self.assertEqual(library.WseEncodeMessage(*arguments, error), Result.E_FAIL)
        self.assertEqual(native.strings_of(error.value)[-1], "ZeroDivisionError: by nought")
        self.assertEqual(library.WseEncodeMessage(*arguments, None), Result.E_FAIL)
        library.WseFreeChannelEncoder(byref(table))
        library.WseFreeBuffer(buffer)
        library.WsFreeError(error)

    def test_what_is_not_bytes_is_refused(self):
        for output in "text", 5, [b"list"], iter(["text"]):
            self.register("odd", type("Odd", (), {"encode": lambda self, data, output=output: output}), decoder=False)
            with Encoder("odd,gzip") as encoder, self.assertRaises(TypeError) as caught:
                encoder.encode(ORDER)
            self.assertEqual(caught.exception.__cause__.hresult, Result.E_FAIL)
            self.assertTrue(any(text.startswith("TypeError: ") for text in caught.exception.__cause__.strings))
            wsencoder.unregister("odd")
        self.register("odd", type("Odd", (Xor,), {"get_content_type": lambda self, content_type: ("one",)}), decoder=False)
        with Encoder("odd") as encoder, self.assertRaises(ValueError):
            encoder.encode(ORDER)

    def test_a_codec_may_use_another_and_live_with_its_failure(self):
        class Inner(Xor):
            def encode(self, data):
                with Encoder("faulty") as encoder:
                    try:
                        encoder.encode(data)
                    except ValueError:
                        return data

        self.register("faulty", faulty("encode", ValueError("no")), decoder=False)
        self.register("inner", Inner, decoder=False)
        with Encoder("inner") as encoder:
            self.assertEqual(encoder.encode(ORDER).data, ORDER)
