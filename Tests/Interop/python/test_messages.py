"""Whole messages in one call, their labels, properties and failures; sessions; the library that is loaded, and its threads."""
from __future__ import annotations

import gzip
import os
import pickle
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path
from unittest import mock

import wsencoder
from support import BUILT_IN, CONTENT_CODINGS, ORDER, Case, Mirror, Xor
from wsencoder import CompressionLabel, Decoder, Encoder, Error, InvalidCharacters, Result, native

SOAP = b"<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>hello</s:Body></s:Envelope>"
SOAP_TYPE = "application/soap+xml; charset=utf-8"


class OneCall(Case):
    def test_every_codec_takes_back_what_it_gave(self):
        for codec in [*BUILT_IN, "msbin1,gzip", "mtom,br"]:
            encoded = wsencoder.encode(codec, SOAP, content_type=SOAP_TYPE)
            self.assertEqual(bytes(encoded), encoded.data)
            decoded = wsencoder.decode(codec, encoded)
            self.assertEqual(bytes(decoded), decoded.data)
            self.assertEqual(decoded.data, SOAP)
            self.assertEqual(wsencoder.decode(codec, bytes(encoded)).data, SOAP, "with the labels that the codec writes")
            self.assertEqual(wsencoder.decode(codec, encoded.data, encoded.content_type, encoded.content_encoding).data, SOAP)

    def test_what_is_not_bytes_is_taken_if_it_is_like_bytes(self):
        for data in bytearray(ORDER), memoryview(ORDER), memoryview(b"xx" + ORDER)[2:]:
            self.assertEqual(gzip.decompress(wsencoder.encode("gzip", data).data), ORDER)
        for data in "text", 5, None:
            with self.assertRaises(TypeError):
                wsencoder.encode("gzip", data)

    def test_what_is_too_long_for_one_structure_is_passed_in_several(self):
        self.register("mirror", Mirror)
        with mock.patch.object(native, "LARGEST", 1000):
            for message in ORDER * 3, b"x" * 2000, b"x", b"":
                self.assertEqual(gzip.decompress(wsencoder.encode("gzip", message).data), message)
                encoded = wsencoder.encode("identity,mirror", message)
                self.assertEqual(encoded.data, message[::-1])
                self.assertEqual(wsencoder.decode("identity,mirror", encoded).data, message)
                with Encoder("gzip") as encoder, encoder.session() as session, encoder.incremental() as parts:
                    self.assertEqual(gzip.decompress(session.encode(message).data), message)
                    self.assertEqual(gzip.decompress(parts.encode(message) + parts.finish()), message)

    def test_no_label_is_not_the_same_as_any(self):
        body = gzip.compress(ORDER)
        self.assertEqual(wsencoder.decode("gzip", body).data, ORDER)
        self.assertEqual(wsencoder.decode("gzip", body, "text/xml", "x-gzip"), (ORDER, "text/xml"))
        with self.assertFails(Result.WS_E_NOT_SUPPORTED, "there is no content encoding"):
            wsencoder.decode("gzip", body, "text/xml", "")
        with self.assertFails(Result.WS_E_NOT_SUPPORTED):
            wsencoder.decode("msbin1", wsencoder.encode("msbin1", SOAP).data, "text/plain")

    def test_labels_of_codecs_in_python_are_known(self):
        self.register("mirror", Mirror)
        self.register("oneway", Xor, encoder=False)
        self.assertEqual(wsencoder.decode("mirror,gzip", wsencoder.encode("mirror,gzip", ORDER).data).data, ORDER)
        with self.assertFails(Result.WS_E_NOT_SUPPORTED, 'the content encoding is "", not "oneway"'):
            wsencoder.decode("oneway", b"")

    def test_labels_name_their_codec(self):
        for codec in BUILT_IN + ["msbin1,gzip", "gzip,br", "mtom,deflate", "utf-16,gzip"]:
            encoded = wsencoder.encode(codec, SOAP, SOAP_TYPE)
            found = wsencoder.codec_of(encoded.content_type, encoded.content_encoding)
            self.assertEqual(found, codec.replace("utf-16le", "utf-16").replace("utf-16be", "utf-16"))
            self.assertEqual(wsencoder.decode(found, encoded).data, SOAP)
        for labels, codec in (
                (("", ""), "identity"), (("text/xml", "identity"), "identity"), (("text/xml", " X-GZIP , br"), "x-gzip,br"),
                (("Application/SOAP+msbin1 ; x=y", ""), "msbin1"), (("application/soap+msbin12", ""), "identity"),
                (('text/xml; charset="UTF-16"', "gzip"), "utf-16,gzip")):
            self.assertEqual(wsencoder.codec_of(*labels), codec)

    def test_failures_have_a_code_and_strings_and_can_be_pickled(self):
        try:
            wsencoder.decode("msbin1,gzip", wsencoder.encode("msbin1,gzip", SOAP).data[:-4])
            self.fail("it decodes")
        except Error as error:
            self.assertIs(error.hresult, Result.WS_E_INVALID_FORMAT)
            self.assertIn("gzip decoder: the input ends before the stream does (input offset", error.strings[-1])
            self.assertIn("WS_E_INVALID_FORMAT (0x803D0000): ", str(error))
            copy = pickle.loads(pickle.dumps(error))
            self.assertEqual((copy.hresult, copy.strings, str(copy)), (error.hresult, error.strings, str(error)))
        self.assertEqual(Error(0x80001234).hresult, 0x80001234)
        with self.assertRaises(ValueError):
            Error(0)


class Properties(Case):
    def test_each_property_is_taken_by_a_codec_that_has_it(self):
        encoders = {"compression_level": "zstd", "chunk_size": "gzip", "typed_text": "msbin1", "max_depth": "mtom",
                    "max_attributes": "msbin1", "max_namespace_declarations": "msbin1", "max_name_length": "msbin1",
                    "max_attribute_value_length": "msbin1", "max_session_size": "msbinsession1",
                    "compression_label": "msbin1+gzip", "raw_deflate": "deflate", "invalid_characters": "msbin1",
                    "max_inline_size": "mtom", "max_parts_buffer_size": "mtom"}
        decoders = {"max_decoded_size": "identity", "max_expansion": "gzip", "max_window_size": "br",
                    "max_array_length": "msbin1", "gzip_content_type": "gzip", "max_root_size": "mtom",
                    "max_part_header_size": "mtom", "max_parts": "mtom"}
        values = {"max_window_size": 1024}
        for direction, codecs in (Encoder, encoders), (Decoder, decoders):
            for name, codec in codecs.items():
                direction(codec, **{name: values.get(name, 1)}).free()
        Encoder("mtom", mime_boundary="a-boundary").free()
        self.assertEqual({*encoders, *decoders, "mime_boundary"}, set(wsencoder.properties.all_of_them()))

    def test_enumerations_have_the_words_of_the_library(self):
        known = wsencoder.properties.all_of_them()
        for name, choices in ("compression_label", CompressionLabel), ("invalid_characters", InvalidCharacters):
            words = [choice.name.lower().replace("_", "-") for choice in choices]
            self.assertEqual((list(known[name].choices), list(choices)), (words, list(range(len(words)))))

    def test_they_do_what_they_say(self):
        def encoded(codec, message=SOAP, **settings):
            return wsencoder.encode(codec, message, SOAP_TYPE, **settings)

        number = b"<a>12.5</a>"
        self.assertNotEqual(encoded("msbin1", number).data, encoded("msbin1", number, typed_text=False).data)
        self.assertEqual(encoded("msbin1+gzip", compression_label=CompressionLabel.CONTENT_ENCODING)[1:],
                         ("application/soap+msbin1", "gzip"))
        self.assertEqual(encoded("msbin1+gzip", compression_label="content-encoding"),
                         encoded("msbin1+gzip", compression_label=CompressionLabel.CONTENT_ENCODING))
        self.assertEqual(zlib.decompress(encoded("deflate", raw_deflate=True).data, -15), SOAP)
        self.assertIn("fixed-one", encoded("mtom", mime_boundary="fixed-one").content_type)
        control = encoded("msbin1", b"<a>&#x1;</a>", invalid_characters="reference")
        with self.assertFails(Result.WS_E_INVALID_FORMAT):
            wsencoder.decode("msbin1", control)
        self.assertEqual(wsencoder.decode("msbin1", control, invalid_characters=InvalidCharacters.DROP).data, b"<a></a>")
        with self.assertFails(Result.WS_E_QUOTA_EXCEEDED):
            encoded("msbin1", b"<a><b/></a>", max_depth=1)
        decoded = wsencoder.decode("gzip", gzip.compress(SOAP), "application/gzip", "", gzip_content_type=True)
        self.assertEqual(decoded, (SOAP, ""))

    def test_a_wrong_value_is_refused_by_name(self):
        for settings, kind, text in (
                ({"colour": 1}, TypeError, "colour"), ({"compression_level": "9"}, TypeError, "level is an integer"),
                ({"compression_level": 6.0}, TypeError, "an integer"),
                ({"compression_level": (1 << 32) + 6}, ValueError, "cannot be"),
                ({"chunk_size": -1}, ValueError, "cannot be -1"), ({"raw_deflate": 2}, ValueError, "True or False"),
                ({"raw_deflate": "no"}, TypeError, "a bool"), ({"mime_boundary": 5}, TypeError, "a string"),
                ({"compression_label": "both"}, ValueError, "content-type, content-encoding")):
            with self.subTest(settings), self.assertRaisesRegex(kind, text):
                Encoder("gzip", **settings)
        with self.assertFails(Result.E_INVALIDARG, "chunk_size"):
            Encoder("gzip", compression_level=1, chunk_size=0)
        with self.assertFails(Result.E_INVALIDARG, "max_window_size"):
            Decoder("gzip", max_window_size=1024)
        with self.assertRaisesRegex(Error, "max_decoded_size allows .limit 5"):
            wsencoder.decode("gzip", gzip.compress(b"123456"), max_decoded_size=5)


class Sessions(Case):
    def test_later_messages_build_on_earlier_ones(self):
        with Encoder("msbinsession1") as encoder, Decoder("msbinsession1") as decoder:
            with encoder.session() as sender, decoder.session() as receiver:
                first, second = sender.encode(ORDER, SOAP_TYPE), sender.encode(ORDER, SOAP_TYPE)
                self.assertLess(len(second.data), len(first.data))
                self.assertEqual(first.content_type, "application/soap+msbinsession1")
                text = receiver.decode(first)
                self.assertEqual(receiver.decode(second.data, second.content_type), text)
                self.assertEqual(wsencoder.decode("msbinsession1", first), text)
                with self.assertFails(Result.WS_E_INVALID_FORMAT):
                    wsencoder.decode("msbinsession1", second)

    def test_a_message_that_failed_ends_the_session(self):
        with Encoder("msbinsession1") as encoder, Decoder("msbinsession1") as decoder:
            sender, receiver = encoder.session(), decoder.session()
            message = sender.encode(ORDER)
            with self.assertFails(Result.WS_E_INVALID_FORMAT):
                receiver.decode(message.data[:-1])
            with self.assertFails(Result.WS_E_OBJECT_FAULTED):
                receiver.decode(message)
            sender.close()
            for again in lambda: sender.encode(ORDER), lambda: (receiver.close(), receiver.decode(message)):
                with self.assertRaises(ValueError):
                    again()


class Loading(Case):
    def test_the_version_is_that_of_the_library(self):
        self.assertEqual(".".join(map(str, wsencoder.version())), wsencoder.__version__)

    def test_no_variable_redirects_it_and_no_second_library_is_loaded(self):
        path = wsencoder.native.library()._name
        wsencoder.load()
        if os.path.sep in path:
            wsencoder.load(path)
        with self.assertRaisesRegex(RuntimeError, "loaded already"):
            wsencoder.load(sys.executable)
        environment = os.environ | {"WSENCODER_LIBRARY": "/nowhere", "PYTHONPATH": str(Path(wsencoder.__file__).parents[1])}
        script = "import wsencoder; print(wsencoder.version())"
        printed = subprocess.run([sys.executable, "-B", "-c", script], env=environment, capture_output=True, text=True,
                                 timeout=60)
        self.assertEqual((printed.stdout.strip(), printed.stderr), (str(wsencoder.version()), ""))

    def test_other_threads_run_while_the_library_works(self):
        message = self.random.randbytes(300_000)
        with Encoder("br", compression_level=11) as encoder:
            thread, turns = threading.Thread(target=encoder.encode, args=[message]), 0
            thread.start()
            while thread.is_alive():
                turns += 1
                time.sleep(0.001)
            # If the call kept the others waiting, there would be one or two turns, before and after it.
            self.assertGreater(turns, 10)
