"""Messages that are refused, services and clients that break off, and configurations that are wrong."""
import concurrent.futures
import contextlib
import http.client
import os
import random
import shutil
import socket
import struct
import subprocess
import threading
import time
import unittest

from gateway import ENCODINGS, SOAP, Nginx, Service, decode, encode, envelope

# Directives of limits, a value that messages of the test exceed, one that they do not, and the encoding in which they do so.
LIMITS = [
    ("wsencoder_max_decoded_size", "2k", "1m", "msbin1"),
    ("wsencoder_max_expansion", "2", "1000", "gzip"),
    ("wsencoder_max_depth", "3", "4", "msbin1"),
    ("wsencoder_max_attributes", "0", "1", "msbin1"),
    ("wsencoder_max_namespace_declarations", "0", "1", "msbin1"),
    ("wsencoder_max_name_length", "5", "8", "msbin1"),
    ("wsencoder_max_attribute_value_length", "4", "5", "msbin1"),
    ("wsencoder_max_root_size", "100", "1m", "mtom"),
    ("wsencoder_max_part_header_size", "20", "500", "mtom"),
    ("wsencoder_max_parts", "0", "1", "mtom"),
]
LIMITED = (b'<aaaaaaaa xmlns="b"><c at="value"><d><e/></d></c>'
           b"<f>" + b"QUJD" * 1000 + b"</f>" + b"<g/>" * 100 + b"</aaaaaaaa>")


class Refused(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.reply = (200, {"Content-Type": "text/plain"}, b"done")
        cls.service = cls.enterClassContext(Service(lambda request: cls.reply))
        here = f"proxy_pass http://127.0.0.1:{cls.service.port};"
        limits = "".join(f"location /{name}/{limit} {{ {name} {value}; {here} }}\n"
                         for name, low, high, _ in LIMITS for limit, value in (("exceeded", low), ("kept", high)))
        cls.nginx = cls.enterClassContext(Nginx(f"""
            wsencoder_request $arg_to; wsencoder_response auto; proxy_http_version 1.1; client_max_body_size 0; {limits}
            location / {{ {here} }}
            location /stream {{ proxy_request_buffering off; proxy_buffering off; {here} }}
            location /impatient {{ proxy_read_timeout 500ms; {here} }}
            location /impatient/stream {{ proxy_read_timeout 500ms; proxy_buffering off; {here} }}
            location /pages {{ error_page 502 /page.html; {here} }}
            location /included {{ ssi on; ssi_types text/plain; return 200 '[<!--#include virtual="/part" -->]'; }}
            location /page.html {{ return 200 "page of errors"; }}
        """))

    def setUp(self):
        type(self).reply = (200, {"Content-Type": "text/plain"}, b"done")
        self.service.requests.clear()
        self.logged = len(self.nginx.accesses())

    def last_error(self):
        return [line for line in self.nginx.errors().splitlines() if "wsencoder refused" in line][-1]

    def wait_for_access(self, status, sentence):
        """nginx logs a request after it has replied."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            lines = self.nginx.accesses()[self.logged:]
            if lines and lines[-1].startswith(f"{status} ") and sentence in lines[-1]:
                self.logged += len(lines)
                return
            time.sleep(0.01)
        self.fail(f"not logged: {status} {sentence}")

    # ---- Requests ----

    def test_malformed_requests_are_answered_400(self):
        binary, compressed = encode(envelope(), "msbin1")[0], encode(envelope("x", 3000), "gzip")[0]
        for body, content_type, coding, to, sentence in (
                (b"<a><b></a>", SOAP, "", "msbin1", "msbin1 encoder: "),
                (b"<a>" + b"x" * 100_000, SOAP, "", "msbin1", "msbin1 encoder: "),
                (binary[:-1], "application/soap+msbin1", "", "text", "msbin1 decoder: "),
                (b"\xff" + binary, "application/soap+msbin1", "", "text", "msbin1 decoder: "),
                (compressed[:-1], SOAP, "gzip", "text", "gzip decoder: "),
                (compressed + b"x", SOAP, "gzip", "msbin1", "gzip decoder: "),
                (b"--x\r\n\r\n", 'multipart/related; type="application/xop+xml"; boundary="x"', "", "text", "mtom decoder: ")):
            for chunked in (False, True):
                with self.subTest(sentence=sentence, body=body[:20], chunked=chunked):
                    status, headers, page = self.nginx.call(f"/?to={to}", iter([body[:7], body[7:]]) if chunked else body,
                                                            content_type, coding)
                    self.assertEqual(status, 400)
                    self.assertIn(b"400 Bad Request", page)
                    self.assertEqual(self.service.requests, [])
                    self.assertIn("wsencoder refused the request: " + sentence, self.last_error())
                    self.assertRegex(self.last_error(), r"(offset|line) \d+")
                    self.assertRegex(self.last_error(), r"request id: [0-9a-f]{32}")
                    self.wait_for_access(400, sentence)

    def test_the_error_says_where(self):
        self.nginx.call("/?to=msbin1", b"<a>\n  <b></c></a>")
        self.assertIn("(line 2, column", self.last_error())
        self.nginx.call("/?to=text", encode(envelope(), "msbin1")[0][:50], "application/soap+msbin1")
        self.assertIn("(input offset 47)", self.last_error())

    def test_requests_over_a_limit_are_answered_413(self):
        for name, _, _, encoding in LIMITS:
            for limit, expected in (("exceeded", 413), ("kept", 200)):
                with self.subTest(directive=name, limit=limit):
                    body, content_type, coding = encode(LIMITED, encoding)
                    self.assertEqual(self.nginx.call(f"/{name}/{limit}?to=text", body, content_type, coding)[0], expected)

    def test_text_over_the_size_of_messages_is_answered_413(self):
        shell = b"<a></a>"
        for size, expected in ((2048, 200), (2049, 413), (100_000, 413)):
            for chunked in (False, True):
                with self.subTest(size=size, chunked=chunked):
                    text = b"<a>" + b"x" * (size - len(shell)) + b"</a>"
                    body = iter([text[:1000], text[1000:]]) if chunked else text
                    self.assertEqual(self.nginx.call("/wsencoder_max_decoded_size/exceeded?to=msbin1", body)[0], expected)
        self.assertIn("the text is larger than wsencoder_max_decoded_size allows (limit 2048)", self.last_error())

    def test_a_connection_ends_with_a_request_that_is_refused(self):
        with socket.create_connection(("127.0.0.1", self.nginx.port), 30) as client:
            client.sendall(b"POST /?to=msbin1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/soap+xml\r\n"
                           b"Transfer-Encoding: chunked\r\n\r\n4\r\n<a><\r\n4\r\n<<<<\r\n")
            received = b""
            while piece := client.recv(65536):
                received += piece
        self.assertEqual(received.count(b"HTTP/1.1 400 "), 1)
        self.assertEqual(received.count(b"HTTP/1.1"), 1)

    def test_the_service_sees_that_a_stream_was_broken_off(self):
        message = envelope("x" * 50, 200_000)[:-5] + b"</a>"
        with socket.create_connection(("127.0.0.1", self.nginx.port), 30) as client:
            client.sendall(b"POST /stream?to=msbin1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/soap+xml\r\n"
                           b"Content-Length: %d\r\n\r\n" % len(message))
            client.sendall(message[:100_000])
            time.sleep(0.1)
            client.sendall(message[100_000:])
            self.assertIn(b" 400 ", client.recv(65536))
        deadline = time.monotonic() + 10
        while not self.service.requests and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertTrue(hasattr(self.service.requests[0], "broken"))

    # ---- Replies ----

    def refuse_reply(self, body, sentence, path="/", **headers):
        type(self).reply = (200, {"Content-Type": "application/soap+msbin1",
                                  **{name.replace("_", "-"): value for name, value in headers.items()}}, body)
        status, headers, page = self.nginx.call(path)
        self.assertEqual(status, 502)
        self.assertIn(b"502 Bad Gateway", page)
        self.assertNotIn("Content-Encoding", headers)
        self.assertIn("wsencoder refused the reply: " + sentence, self.last_error())
        self.wait_for_access(502, sentence)

    def test_malformed_replies_are_answered_502(self):
        binary = encode(envelope("x", 10_000), "msbin1")[0]
        for path in ("/", "/stream"):
            self.refuse_reply(binary[:-1], "msbin1 decoder: ", path)
            self.refuse_reply(b"\xff", "msbin1 decoder: ", path)
            self.refuse_reply(binary + b"x", "msbin1 decoder: ", path)
            self.refuse_reply([binary[:1000], binary[1000:-1]], "msbin1 decoder: ", path)
            self.refuse_reply(binary, "gzip decoder: ", path, Content_Encoding="gzip")
            self.refuse_reply(binary, "the Content-Encoding ", path, Content_Encoding="compress", ETag='"x"')
            self.refuse_reply(b"--x", "mtom decoder: ", path, Content_Type='multipart/related; type="application/xop+xml"')

    def test_replies_over_a_limit_are_answered_502(self):
        for name, _, _, encoding in LIMITS:
            for limit, expected in (("exceeded", 502), ("kept", 200)):
                with self.subTest(directive=name, limit=limit):
                    body, content_type, coding = encode(LIMITED, encoding)
                    type(self).reply = (200, {"Content-Type": content_type, "Content-Encoding": coding}, body)
                    status, _, text = self.nginx.call(f"/{name}/{limit}")
                    self.assertEqual(status, expected)
                    self.assertTrue(status == 502 or text == LIMITED)

    def test_an_error_page_can_be_of_ones_own(self):
        type(self).reply = (200, {"Content-Type": "application/soap+msbin1"}, b"\xff")
        status, _, page = self.nginx.call("/pages")
        self.assertEqual((status, page), (502, b"page of errors"))

    def test_head_of_a_reply_that_has_a_wrong_label(self):
        type(self).reply = (200, {"Content-Type": "application/soap+xml; charset=utf-16", "Content-Encoding": "compress",
                                  "Content-Length": "10"}, b"")
        self.assertEqual(self.nginx.call("/", method="HEAD")[0], 502)

    def test_a_service_that_dies_before_much_is_sent_is_answered_502(self):
        binary = encode(envelope("x", 20_000), "msbin1")[0]
        for body, more in (([binary[:5000], ConnectionError()], {}), (binary[:5000], {"Content-Length": str(len(binary))}),
                           ([ConnectionError()], {})):
            for path in ("/", "/stream"):
                with self.subTest(path=path, more=more):
                    type(self).reply = (200, {"Content-Type": "application/soap+msbin1", **more}, body)
                    self.assertEqual(self.nginx.call(path)[0], 502)

    def test_a_service_that_stops_before_much_is_sent_is_answered_504(self):
        binary = encode(envelope("x", 20_000), "msbin1")[0]
        for path in ("/impatient", "/impatient/stream"):
            with self.subTest(path=path):
                type(self).reply = (200, {"Content-Type": "application/soap+msbin1"},
                                    [binary[:5000], lambda: time.sleep(2), binary[5000:]])
                self.assertEqual(self.nginx.call(path)[0], 504)
                self.wait_for_access(504, "the service sent nothing for too long")

    def test_a_part_that_is_refused_is_no_part_of_the_reply(self):
        type(self).reply = (200, {"Content-Type": "application/soap+msbin1"}, encode(envelope("part"), "msbin1")[0])
        self.assertEqual(self.nginx.call("/included")[2], b"[" + envelope("part") + b"]")
        type(self).reply = (200, {"Content-Type": "application/soap+msbin1"}, b"\xff")
        with contextlib.suppress(http.client.IncompleteRead, ConnectionError):
            self.assertNotIn(b"Say", self.nginx.call("/included")[2])
        type(self).reply = (200, {"Content-Type": "text/plain"}, b"done")
        self.assertEqual(self.nginx.call("/included")[2], b"[done]")

    def receive(self, path, version):
        """All that comes, and whether the connection ended as if that were all."""
        received = b""
        with socket.create_connection(("127.0.0.1", self.nginx.port), 30) as client:
            client.sendall(b"GET %s HTTP/%s\r\nHost: x\r\nConnection: close\r\n\r\n" % (path.encode(), version))
            try:
                while piece := client.recv(65536):
                    received += piece
            except ConnectionResetError:
                return received, False
        return received, version == b"1.0" or received.endswith(b"\r\n0\r\n\r\n")

    def test_a_long_reply_that_fails_late_never_seems_to_be_whole(self):
        binary = encode(envelope("x" * 100, 200_000), "msbin1")[0]
        pieces = [binary[i:i + 10_000] for i in range(0, len(binary), 10_000)]
        for last in ([pieces[-1][:-1]], [b"\xff"], [ConnectionError()]):
            for path in ("/", "/stream"):
                for version in (b"1.0", b"1.1"):
                    with self.subTest(last=last, path=path, version=version):
                        type(self).reply = (200, {"Content-Type": "application/soap+msbin1"},
                                            pieces[:-1] + [lambda: time.sleep(0.05)] + last)
                        received, whole = self.receive(path, version)
                        self.assertTrue(received.startswith(b"HTTP/1.1 200 OK"), received[:100])
                        self.assertFalse(whole)

    def test_damaged_messages_never_harm_the_worker(self):
        seed = int(os.environ.get("WSE_TEST_SEED", "1"))
        chance, message = random.Random(seed), LIMITED + b" " * 3000
        for _ in range(400):
            encoding = chance.choice(["text", *ENCODINGS])
            body, content_type, coding = encode(message, encoding)
            damaged = bytearray(body)
            for _ in range(chance.randint(1, 4)):
                at = chance.randrange(len(damaged))
                damaged[at:at + chance.randint(0, 2)] = chance.randbytes(chance.randint(0, 2))
            to = chance.choice(ENCODINGS)
            type(self).reply = (200, {"Content-Type": content_type, "Content-Encoding": coding}, bytes(damaged))
            with self.subTest(seed=seed, encoding=encoding, to=to, damaged=bytes(damaged)):
                path = chance.choice(("/", "/stream"))
                status, _, _ = self.nginx.call(f"{path}?to={to}", bytes(damaged), content_type, coding)
                self.assertIn(status, (200, 400, 413, 415, 502))
                self.assertIn(self.nginx.call(path)[0], (200, 502))
        self.assertNotRegex(self.nginx.errors(), r"\[(alert|emerg|crit)\]|exited on signal")

    # ---- Those who break off ----

    def test_clients_that_go_away(self):
        message = envelope("x" * 100, 300_000)
        type(self).reply = (200, {"Content-Type": "application/soap+msbin1"}, encode(message, "msbin1")[0])
        for path in ("/", "/stream"):
            for sent in (0, 1, 5000, 100_000, len(message)):
                for reset in (False, True):
                    client = socket.create_connection(("127.0.0.1", self.nginx.port), 30)
                    client.sendall(b"POST %s?to=msbin1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/soap+xml\r\n"
                                   b"Content-Length: %d\r\n\r\n" % (path.encode(), len(message)))
                    client.sendall(message[:sent])
                    if sent == len(message):
                        client.recv(10_000)
                    if reset:
                        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    client.close()
        for _ in range(3):
            self.assertEqual(self.nginx.call("/?to=msbin1", message)[::2], (200, message))
        self.assertNotRegex(self.nginx.errors(), r"\[(alert|emerg|crit)\]|exited on signal")


class Reload(unittest.TestCase):
    def test_no_request_fails_while_nginx_is_reloaded(self):
        reply, message = envelope("reply", 3000), envelope("request", 3000)
        binary = encode(reply, "msbin1")[0]
        failures, done, stop = [], [], threading.Event()
        with Service(lambda request: (200, {"Content-Type": "application/soap+msbin1"}, binary)) as service, \
                Nginx(f"""wsencoder_request msbin1; wsencoder_response auto; keepalive_requests 5;
                      location / {{ proxy_pass http://127.0.0.1:{service.port}; }}""", workers=2) as nginx:
            def work():
                while not stop.is_set():
                    # A connection of its own: one that is idle may be closed by the old worker at any time.
                    status, _, body = nginx.call("/", message, Connection="close")
                    done.append(status)
                    if (status, body) != (200, reply):
                        failures.append(status)

            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                futures = [pool.submit(work) for _ in range(4)]
                for _ in range(5):
                    time.sleep(0.3)
                    nginx.reload()
                time.sleep(0.3)
                stop.set()
                for future in futures:
                    future.result()
            self.assertTrue(all(decode(request.body, request.headers, "msbin1") == message for request in service.requests))
        self.assertEqual(failures, [])
        self.assertGreater(len(done), 20)
        self.assertNotRegex(nginx.log, r"\[(alert|emerg|crit)\]|exited on signal")


class Configuration(unittest.TestCase):
    def test_what_is_wrong_is_said_when_nginx_starts(self):
        for server, sentence in (
                ("wsencoder_request no-such;", 'there is no encoder "no-such"'),
                ("wsencoder_response no-such;", 'there is no decoder "no-such"'),
                ("wsencoder_accept both;", 'invalid value "both"'),
                ("wsencoder_max_depth 0;", '"wsencoder_max_depth" directive has a value that is not valid'),
                ("wsencoder_max_depth -1;", "has a value that is not valid"),
                ("wsencoder_max_depth 65537;", "has a value that is not valid"),
                ("wsencoder_max_decoded_size many;", "has a value that is not valid"),
                ("wsencoder_compression_level 100;", "has a value that is not valid"),
                ("wsencoder_typed_text 1;", "has a value that is not valid"),
                ("wsencoder_invalid_characters no;", "has a value that is not valid"),
                ("wsencoder_chunk_size 5g;", "has a value that is not valid"),
                ("wsencoder_max_depth 5; wsencoder_max_depth 6;", "is duplicate"),
                ("wsencoder_request text; wsencoder_request off;", "is duplicate"),
                ("wsencoder_response auto; wsencoder_response off;", "is duplicate"),
                ("wsencoder_buffers 4;", "invalid number of arguments")):
            with self.subTest(server=server):
                nginx = Nginx(server)
                try:
                    said = subprocess.run(nginx.command("-t"), capture_output=True, text=True, timeout=60,
                                          env=nginx.environment())
                    self.assertNotEqual(said.returncode, 0)
                    self.assertIn(sentence, said.stderr)
                finally:
                    shutil.rmtree(nginx.folder)

    def test_locations_inherit_and_override(self):
        with Service(lambda request: (200, {"Content-Type": "text/plain"}, b"")) as service:
            here = f"proxy_pass http://127.0.0.1:{service.port};"
            with Nginx(f"""wsencoder_max_depth 3;
                       location / {{ {here} }}
                       location /off {{ wsencoder_request off; {here} }}
                       location /deeper {{ wsencoder_max_depth 4; {here} }}""", http="wsencoder_request msbin1;") as nginx:
                message = b"<a><b><c><d/></c></b></a>"
                self.assertEqual([nginx.call(path, message)[0] for path in ("/", "/off", "/deeper")], [413, 200, 200])
                self.assertEqual([request.body == message for request in service.requests], [True, False])


if __name__ == "__main__":
    unittest.main()
