"""The transport of zeep, against WCF and Microsoft's MTOM reader and writer on Mono and against labels of every kind; net.tcp.

usage: test_zeep.py ECHO_SERVICE FILE_SERVICE [unittest's arguments]
"""
from __future__ import annotations

import contextlib
import datetime
import decimal
import gzip
import http.server
import io
import itertools
import random
import re
import subprocess
import sys
import tempfile
import threading
import unittest
import zlib
from pathlib import Path

import urllib3.exceptions
import zeep
import zeep.wsa

import wsencoder
import wsencoder.zeep

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[2] / "Sources/python/README.md"
ECHO = "urn:example:echo"
REPLY = ('<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><SayResponse xmlns="urn:example:echo">'
         "<SayResult>{}</SayResult></SayResponse></s:Body></s:Envelope>")
MESSAGE = ('<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing">'
           '<s:Header><a:Action s:mustUnderstand="1">urn:example:echo/Echo/{0}</a:Action>'
           "<a:MessageID>urn:uuid:33221100-5544-7766-8899-aabbccddeeff</a:MessageID></s:Header>"
           '<s:Body><{0} xmlns="urn:example:echo">{1}</{0}></s:Body></s:Envelope>')
SOAP = "application/soap+xml; charset=utf-8"


@contextlib.contextmanager
def mono(program):
    """Runs a service on Mono; returns the lines that it prints, of which the first is its HTTP address."""
    command = ["timeout", "120", "mono", program, "110"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield (line.decode().strip() for line in process.stdout)
        finally:
            process.stdin.close()


class Wcf(unittest.TestCase):
    """A service of WCF that takes binary XML over HTTP."""

    @classmethod
    def setUpClass(cls):
        cls.address, *cls.net_tcp = itertools.islice(cls.enterClassContext(mono(ECHO_SERVICE)), 4)
        cls.client = zeep.Client(str(HERE / "echo.wsdl"), plugins=[zeep.wsa.WsAddressingPlugin()],
                                 transport=wsencoder.zeep.Transport("msbin1"))
        # The service that a WSDL of a real service would name.
        cls.service = cls.client.create_service("{urn:example:echo}EchoBinding", cls.address)

    def test_the_program_of_the_page_says_hello(self):
        program = re.search(r"^```python\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)[1]
        printed = io.StringIO()
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), contextlib.redirect_stdout(printed):
            wsdl = (HERE / "echo.wsdl").read_text()
            Path("echo.wsdl").write_text(wsdl.replace("http://127.0.0.1/echo", self.address))
            exec(compile(program, str(PAGE), "exec"), {})
        self.assertEqual(printed.getvalue(), "hello\n")

    def test_texts_come_back(self):
        for text in "hello", "caf\u00e9 \u4e2d\u6587 \U0001F600", "<&>\"'", "0", "true", "12.50", "x" * 70000:
            self.assertEqual(self.service.Say(text), text)

    def test_values_of_each_type_come_back(self):
        placed = datetime.datetime(2020, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc)
        order = self.service.Submit({"Number": 7, "Customer": "A & B", "Placed": placed, "Total": decimal.Decimal("148.95"),
                                     "Token": "33221100-5544-7766-8899-aabbccddeeff", "Paid": True, "Signature": b"\1\2\3\0"})
        self.assertEqual((order.Number, order.Customer, order.Total, order.Token, order.Paid, order.Signature),
                         (7, "A & B", decimal.Decimal("148.95"), "33221100-5544-7766-8899-aabbccddeeff", True, b"\1\2\3\0"))
        self.assertEqual(order.Placed.replace(tzinfo=None), placed.replace(tzinfo=None))

    def test_a_fault_is_zeeps_fault(self):
        with self.assertRaisesRegex(zeep.exceptions.Fault, "The server was unable"):  # Mono keeps the reason to itself
            self.service.Fail("no anvils")

    def test_sessions_over_net_tcp(self):
        request = MESSAGE.format("Say", "<text>{}</text>")
        for address in self.net_tcp[:2]:
            with wsencoder.net_tcp.connect(address, timeout=60) as connection:
                for i in range(5):
                    connection.send(request.format(i).encode())
                    self.assertIn(f"<SayResult>{i}</SayResult>".encode(), connection.receive())
        streamed = wsencoder.net_tcp.connect(self.net_tcp[2], mode=wsencoder.net_tcp.Mode.SINGLETON_UNSIZED, timeout=60)
        with streamed as connection:
            connection.send(request.format("streamed").encode())
            self.assertIn(b"<SayResult>streamed</SayResult>", connection.receive())
            self.assertIsNone(connection.receive())

    def test_threads_share_the_transport(self):
        said = []
        threads = [threading.Thread(target=lambda i=i: said.append(self.service.Say(f"{i}"))) for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertEqual(sorted(said), ["0", "1", "2", "3"])


class Files(unittest.TestCase):
    """A service that reads and writes MTOM with Microsoft's classes."""

    def test_a_file_comes_back_reversed(self):
        file = random.Random(17).randbytes(100_000)
        with mono(FILE_SERVICE) as addresses:
            address = next(addresses)
            for binding in "FilesBinding11", "FilesBinding12":
                client = zeep.Client(str(HERE / "files.wsdl"), transport=wsencoder.zeep.Transport("mtom"))
                service = client.create_service("{urn:example:files}" + binding, address)
                for content in file, b"short":
                    self.assertEqual(service.Reverse(content), content[::-1])


class Labels(unittest.TestCase):
    """A service in Python, with replies and labels of the test's choice."""

    def setUp(self):
        case = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                case.requests.append((self.headers, self.rfile.read(int(self.headers["Content-Length"]))))
                status, headers, body = case.reply
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *arguments):
                pass

        self.requests, self.reply = [], (200, {"Content-Type": SOAP}, REPLY.format("plain").encode())
        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.addCleanup(server.server_close)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.shutdown)
        self.address = f"http://127.0.0.1:{server.server_port}/echo"

    def say(self, codec="identity", **options):
        client = zeep.Client(str(HERE / "echo.wsdl"), transport=wsencoder.zeep.Transport(codec, **options))
        return client.create_service("{urn:example:echo}EchoBinding", self.address).Say("hello")

    def test_requests_are_encoded_and_labelled(self):
        for codec, content_type, coding in (
                ("identity", SOAP, None), ("gzip", SOAP, "gzip"), ("deflate", SOAP, "deflate"), ("br", SOAP, "br"),
                ("zstd", SOAP, "zstd"), ("msbin1", "application/soap+msbin1", None),
                ("msbin1+gzip", "application/soap+msbin1+gzip", None), ("msbin1,gzip", "application/soap+msbin1", "gzip"),
                ("mtom", "multipart/related", None), ("utf-16le", "application/soap+xml; charset=utf-16LE", None)):
            self.assertEqual(self.say(codec), "plain")
            headers, body = self.requests[-1]
            self.assertTrue(headers["Content-Type"].startswith(content_type), headers["Content-Type"])
            self.assertEqual(headers["Content-Encoding"], coding)
            self.assertEqual(headers["MIME-Version"], "1.0" if codec == "mtom" else None)
            self.assertIn("zstd", headers["Accept-Encoding"])
            decoded = wsencoder.decode(codec, body, headers["Content-Type"], coding or "")
            self.assertIn(b"hello", decoded.data)

    def test_python_reads_what_was_compressed(self):
        self.say("gzip")
        self.assertIn(b"hello", gzip.decompress(self.requests[-1][1]))
        self.say("deflate", encoder_properties={"raw_deflate": True, "compression_level": 9})
        self.assertIn(b"hello", zlib.decompress(self.requests[-1][1], -15))

    def test_replies_are_decoded_by_their_labels(self):
        text = REPLY.format("caf\u00e9").encode()
        for codec in ("gzip", "deflate", "br", "zstd", "gzip,br", "msbin1", "msbin1+gzip", "msbin1+deflate", "msbin1,gzip",
                      "mtom", "utf-16le", "utf-16be", "mtom,gzip"):
            encoded = wsencoder.encode(codec, text, SOAP)
            labels = {"Content-Type": encoded.content_type, "Content-Encoding": encoded.content_encoding}
            self.reply = 200, {name: value for name, value in labels.items() if value}, encoded.data
            self.assertEqual(self.say(), "caf\u00e9")
        self.reply = 200, {"Content-Type": SOAP, "Content-Encoding": "deflate"}, zlib.compress(text)
        self.assertEqual(self.say(), "caf\u00e9")
        # WCF labels compressed replies so.
        self.reply = 200, {"Content-Type": "application/soap+msbin1", "Content-Encoding": "gzip"}, \
            wsencoder.encode("msbin1+gzip", text, SOAP).data
        self.assertEqual(self.say(), "caf\u00e9")

    def test_replies_that_cannot_be_decoded_are_transport_errors(self):
        bomb = gzip.compress(REPLY.format("x" * 100_000).encode())
        for reply, text, options in (
                ((200, {"Content-Type": SOAP, "Content-Encoding": "gzip"}, b"no gzip"), "gzip decoder: ", {}),
                ((500, {"Content-Type": "application/soap+msbin1"}, b"\xff"), "msbin1 decoder: ", {}),
                ((200, {"Content-Type": SOAP, "Content-Encoding": "compress"}, b"?"), "WS_E_NOT_SUPPORTED", {}),
                ((200, {"Content-Type": SOAP, "Content-Encoding": ", ".join(["gzip"] * 9)}, b"?"), "cannot be decoded", {}),
                ((200, {"Content-Type": SOAP, "Content-Encoding": "gz\0ip"}, b"?"), "a zero", {}),
                ((200, {"Content-Type": SOAP, "Content-Encoding": "gzip"}, bomb), "max_decoded_size allows",
                 {"decoder_properties": {"max_decoded_size": 100_000, "max_parts": 3}})):
            self.reply = reply
            with self.assertRaisesRegex(zeep.exceptions.TransportError, text) as caught:
                self.say(**options)
            self.assertEqual(caught.exception.status_code, reply[0])
            self.assertIsInstance(caught.exception.__cause__, (wsencoder.Error, urllib3.exceptions.HTTPError, ValueError))

    def test_a_reply_without_a_body_is_none(self):
        self.reply = 202, {"Content-Type": "application/soap+msbin1"}, b""
        self.assertIsNone(self.say("msbin1"))

    def test_a_property_that_no_decoder_has_is_refused_at_once(self):
        with self.assertRaisesRegex(ValueError, "max_depth=0"):
            wsencoder.zeep.Transport(decoder_properties={"max_depth": 0})
        with self.assertRaises(TypeError):
            wsencoder.zeep.Transport(decoder_properties={"colour": 3})


if __name__ == "__main__":
    ECHO_SERVICE, FILE_SERVICE = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1] + sys.argv[3:])
