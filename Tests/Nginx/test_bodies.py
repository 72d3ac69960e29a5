"""Bodies of every size and shape: in chunks, through files, as a stream, without an end, and none at all."""
import gzip
import random
import socket
import unittest

from gateway import PRELOAD, Nginx, Service, decode, encode, envelope

MEBIBYTE = 1 << 20


class Bodies(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.replies = {}
        done = (200, {"Content-Type": "text/plain"}, b"done")
        cls.service = cls.enterClassContext(Service(lambda request: cls.replies.get(request.path, done)))
        here = f"proxy_pass http://127.0.0.1:{cls.service.port};"
        cls.nginx = cls.enterClassContext(Nginx(f"""
            wsencoder_request msbin1; wsencoder_response auto; proxy_http_version 1.1; client_max_body_size 0;
            wsencoder_max_decoded_size 256m; wsencoder_max_array_length 1m;
            location / {{ {here} }}
            location /small {{ wsencoder_buffers 2 1k; client_body_buffer_size 1k; {here} }}
            location /file {{ client_body_in_file_only clean; wsencoder_buffers 2 1k; {here} }}
            location /stream {{ wsencoder_buffers 2 1k; proxy_request_buffering off; proxy_buffering off; {here} }}
            location /stream/1.0 {{ proxy_http_version 1.0; proxy_request_buffering off; {here} }}
            location /text {{ wsencoder_request text; {here} }}
            location /text/stream {{ wsencoder_request text; proxy_request_buffering off; {here} }}
            location /redirected {{ wsencoder_request text; {here} }}
            location /included {{ ssi on; ssi_types application/soap+xml text/plain; {here} }}
            location /cached {{ wsencoder_request off; proxy_cache replies; proxy_cache_valid 200 1m; {here} }}
            location /compressed {{ gzip on; gzip_types application/soap+xml; gzip_min_length 1; {here} }}
        """, http="proxy_cache_path cache keys_zone=replies:1m;"))

    def setUp(self):
        self.service.requests.clear()
        self.replies.clear()

    def reply(self, path, message, encoding="msbin1", pieces=None, status=200, **headers):
        body, content_type, coding = encode(message, encoding)
        names = {"Content-Type": content_type, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if coding:
            names["Content-Encoding"] = coding
        if pieces:
            body = [body[i:i + pieces] for i in range(0, len(body), pieces)]
        self.replies[path] = (status, names, body)
        return message

    # ---- Requests ----

    def test_requests_of_every_size(self):
        for path in ("/", "/small", "/file", "/stream"):
            for size in (1, 100, 1000, 2000, 4000, 16_000, 64_000, 300_000):
                for pieces in (None, 1, 997, 65_536):
                    if pieces == 1 and size > 5000:
                        continue
                    with self.subTest(path=path, size=size, pieces=pieces):
                        self.service.requests.clear()
                        message = envelope("x" * 30, size)
                        body = message if pieces is None else (message[i:i + pieces] for i in range(0, len(message), pieces))
                        status, _, _ = self.nginx.call(path, body)
                        self.assertEqual(status, 200)
                        request, = self.service.requests
                        self.assertEqual(decode(request.body, request.headers, "msbin1"), message)

    def test_requests_that_fill_what_an_encoder_is_given_at_a_time(self):
        for path in ("/", "/stream"):
            for size in (16_383, 16_384, 16_385, 32_767, 32_768, 32_769):
                with self.subTest(path=path, size=size):
                    self.service.requests.clear()
                    message = b"<a>" + b"x" * (size - len(b"<a></a>")) + b"</a>"
                    self.assertEqual(self.nginx.call(path, message)[0], 200)
                    request, = self.service.requests
                    self.assertEqual(decode(request.body, request.headers, "msbin1"), message)

    def test_requests_that_expand(self):
        message = envelope("y" * 10_000, 400 * 40)
        body, content_type, coding = encode(message, "gzip")
        for path in ("/text", "/text/stream"):
            self.service.requests.clear()
            self.assertEqual(self.nginx.call(path, body, content_type, coding)[0], 200)
            self.assertEqual(self.service.requests[0].body, message)

    def test_a_request_goes_to_the_next_service_if_the_first_one_fails(self):
        def fail(_):
            raise ConnectionError

        for size in (10, 300_000):
            message = envelope("x" * 30, size)
            done = (200, {"Content-Type": "text/plain"}, b"second")
            with Service(fail) as first, Service(lambda request: done) as second, Nginx(
                    "wsencoder_request msbin1; wsencoder_buffers 2 4k; location / { proxy_pass http://services; }",
                    http=f"""upstream services {{ server 127.0.0.1:{first.port}; server 127.0.0.1:{second.port} backup; }}
                         proxy_next_upstream error non_idempotent;""") as nginx:
                self.assertEqual(nginx.call("/", message)[2], b"second")
            for service in (first, second):
                request, = service.requests
                self.assertEqual(decode(request.body, request.headers, "msbin1"), message)

    def test_a_request_that_is_sent_slowly_is_passed_on_as_it_comes(self):
        message = envelope("z" * 50, 20_000)
        with socket.create_connection(("127.0.0.1", self.nginx.port), 30) as client:
            client.sendall(b"POST /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/soap+xml\r\n"
                           b"Content-Length: %d\r\n\r\n" % len(message))
            for i in range(0, len(message), 3000):
                client.sendall(message[i:i + 3000])
            while client.recv(65536):
                pass
        request, = self.service.requests
        self.assertEqual(request.headers["Transfer-Encoding"], "chunked")
        self.assertEqual(decode(request.body, request.headers, "msbin1"), message)

    def test_streaming_needs_http_1_1(self):
        with socket.create_connection(("127.0.0.1", self.nginx.port), 30) as client:
            client.sendall(b"POST /stream/1.0 HTTP/1.1\r\nHost: x\r\nContent-Type: application/soap+xml\r\n"
                           b"Content-Length: 100000\r\n\r\n<a>")
            self.assertIn(b" 500 ", client.recv(65536))
        self.assertIn('"proxy_http_version 1.1" is needed', self.nginx.errors())

    def test_expect_100_continue(self):
        with socket.create_connection(("127.0.0.1", self.nginx.port), 30) as client:
            client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/soap+xml\r\n"
                           b"Content-Length: 4\r\nExpect: 100-continue\r\n\r\n")
            self.assertTrue(client.recv(65536).startswith(b"HTTP/1.1 100 "))
            client.sendall(b"<a/>")
            self.assertIn(b" 200 OK", client.recv(65536))

    # ---- Replies ----

    def test_replies_of_every_size(self):
        for path in ("/", "/small", "/stream"):
            for size in (1, 1000, 2000, 4000, 16_000, 64_000, 300_000):
                for pieces in (None, 1, 997, 65_536):
                    if pieces == 1 and size > 5000:
                        continue
                    with self.subTest(path=path, size=size, pieces=pieces):
                        message = self.reply(path, envelope("x" * 30, size), pieces=pieces)
                        status, headers, body = self.nginx.call(path)
                        self.assertEqual((status, len(body)), (200, len(message)))
                        self.assertEqual(body, message)
                        self.assertTrue("Content-Length" in headers or headers["Transfer-Encoding"] == "chunked")

    def test_replies_that_expand(self):
        message = self.reply("/", envelope("y" * 10_000, 400 * 40), "gzip")
        self.assertEqual(self.nginx.call("/")[2], message)

    def test_a_client_that_reads_slowly(self):
        for path in ("/", "/stream", "/small"):
            message = self.reply(path, envelope("y" * 10_000, 1000 * 40), "msbin1+gzip")
            with socket.socket() as client:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                client.settimeout(30)
                client.connect(("127.0.0.1", self.nginx.port))
                client.sendall(b"GET %s HTTP/1.0\r\n\r\n" % path.encode())
                received = bytearray()
                while piece := client.recv(50_000):
                    received += piece
            self.assertEqual(bytes(received).split(b"\r\n\r\n", 1)[1], message)

    def test_http_1_0_clients(self):
        for size in (100, 300_000):
            message = self.reply("/", envelope("x", size))
            with socket.create_connection(("127.0.0.1", self.nginx.port), 30) as client:
                client.sendall(b"GET / HTTP/1.0\r\n\r\n")
                received = b""
                while piece := client.recv(65_536):
                    received += piece
            header, body = received.split(b"\r\n\r\n", 1)
            self.assertEqual(body, message)
            self.assertNotIn(b"chunked", header)

    def test_keep_alive(self):
        connection = self.nginx.connect()
        for i in range(50):
            message = self.reply("/", envelope(f"reply {i}", i * 1000), pieces=None if i % 2 else 700)
            self.service.requests.clear()
            self.assertEqual(self.nginx.exchange(connection, "/", envelope(f"request {i}"))[2], message)
            self.assertEqual(decode(self.service.requests[0].body, self.service.requests[0].headers, "msbin1"),
                             envelope(f"request {i}"))
        connection.close()
        with socket.create_connection(("127.0.0.1", self.nginx.port), 30) as client:
            request = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/soap+xml\r\nContent-Length: 4\r\n\r\n<a/>"
            client.sendall(request * 9 + request.replace(b"x", b"x\r\nConnection: close", 1))
            received = b""
            while piece := client.recv(65_536):
                received += piece
        self.assertEqual(received.count(b"HTTP/1.1 200 OK"), 10)
        self.assertEqual(received.count(b"</s:Envelope>"), 10)

    def test_faults_are_decoded_like_any_reply(self):
        for status in (400, 500):
            message = self.reply("/", envelope("fault"), status=status)
            self.assertEqual(self.nginx.call("/")[::2], (status, message))

    def test_replies_without_a_message(self):
        binary = {"Content-Type": "application/soap+msbin1", "ETag": '"x"'}
        for status in (204, 304):
            self.replies["/"] = (status, binary, b"")
            code, headers, body = self.nginx.call("/")
            self.assertEqual((code, body), (status, b""))
        self.replies["/"] = (202, binary, b"")
        code, headers, body = self.nginx.call("/")
        self.assertEqual((code, body, headers["Content-Length"], headers["ETag"]), (202, b"", "0", '"x"'))
        self.replies["/"] = (202, binary, [])
        code, headers, body = self.nginx.call("/")
        self.assertEqual((code, body, headers["Content-Type"]), (202, b"", "application/soap+msbin1"))

    def test_head(self):
        self.reply("/", envelope("reply"), ETag='"x"')
        status, headers, body = self.nginx.call("/", method="HEAD")
        self.assertEqual((status, body), (200, b""))
        self.assertTrue(headers["Content-Type"].startswith("application/soap+xml"))
        self.assertNotIn("Content-Length", headers)
        self.assertEqual(headers["ETag"], 'W/"x"')

    def test_parts_of_replies_are_left_as_they_are(self):
        self.replies["/"] = (206, {"Content-Type": "application/soap+msbin1", "Content-Range": "bytes 1-3/9"}, b"abc")
        status, headers, body = self.nginx.call("/", Range="bytes=1-3")
        self.assertEqual((status, headers["Content-Type"], body), (206, "application/soap+msbin1", b"abc"))

    def test_a_range_of_a_translated_reply_is_the_whole(self):
        message = self.reply("/", envelope("reply", 300_000), Accept_Ranges="bytes")
        status, _, body = self.nginx.call("/", Range="bytes=1-3")
        self.assertEqual((status, body), (200, message))

    def test_other_content_types_are_left_as_they_are(self):
        page = {"Content-Type": "text/html", "ETag": '"x"', "Content-Encoding": "gzip"}
        self.replies["/"] = (200, page, gzip.compress(b"<p>"))
        _, headers, body = self.nginx.call("/")
        self.assertEqual((headers["ETag"], gzip.decompress(body)), ('"x"', b"<p>"))
        # SOAP with attachments is no package of XOP.
        self.replies["/"] = (200, {"Content-Type": 'multipart/related; type="text/xml"; boundary=x'}, b"--x")
        self.assertEqual(self.nginx.call("/")[2], b"--x")

    def test_internal_redirects(self):
        self.replies["/"] = (200, {"X-Accel-Redirect": "/redirected", "Content-Type": "application/soap+msbin1"}, b"ignored")
        message = self.reply("/redirected", envelope("reply"))
        status, _, body = self.nginx.call("/", envelope("request"))
        self.assertEqual((status, body), (200, message))

    def test_subrequests(self):
        self.reply("/part", envelope("part"), "msbin1")
        self.replies["/included"] = (200, {"Content-Type": "text/plain"}, b'[<!--#include virtual="/part" -->]')
        self.assertEqual(self.nginx.call("/included")[2], b"[" + envelope("part") + b"]")

    def test_cached_replies(self):
        message = self.reply("/cached", envelope("cached", 100_000))
        for _ in range(3):
            self.assertEqual(self.nginx.call("/cached")[::2], (200, message))
        self.assertEqual(len(self.service.requests), 1)

    def test_gzip_of_nginx_compresses_what_was_translated(self):
        message = self.reply("/compressed", envelope("reply", 500_000))
        _, headers, body = self.nginx.call("/compressed", Accept_Encoding="gzip")
        self.assertEqual((headers["Content-Encoding"], gzip.decompress(body)), ("gzip", message))


@unittest.skipIf(PRELOAD, "a sanitizer keeps memory that was freed")
class LargeBodies(unittest.TestCase):
    """100 MiB each way, while the memory of the worker is watched."""

    @classmethod
    def setUpClass(cls):
        cls.message = envelope(random.Random(1).randbytes(300).hex(), 40 * 170_000)
        assert len(cls.message) > 100 * MEBIBYTE
        cls.binary = encode(cls.message, "msbin1")
        cls.service = cls.enterClassContext(Service(
            lambda request: (200, {"Content-Type": cls.binary[1]}, cls.binary[0] if request.command == "GET" else b"")))
        cls.nginx = cls.enterClassContext(Nginx(f"""
            wsencoder_request msbin1; wsencoder_response auto; wsencoder_max_decoded_size 200m; client_max_body_size 0;
            proxy_http_version 1.1;
            location / {{ proxy_max_temp_file_size 0; proxy_pass http://127.0.0.1:{cls.service.port}; }}
            location /stream {{ proxy_request_buffering off; proxy_pass http://127.0.0.1:{cls.service.port}; }}
        """))
        cls.nginx.call("/", envelope())

    def test_memory_does_not_grow_with_a_message(self):
        before = self.nginx.memory(peak=True)
        for path in ("/", "/stream"):
            self.service.requests.clear()
            self.assertEqual(self.nginx.call(path, self.message)[0], 200)
            request, = self.service.requests
            self.assertEqual(request.body, self.binary[0])
        self.assertEqual(self.nginx.call("/")[2], self.message)
        self.assertLess(self.nginx.memory(peak=True) - before, 8 * MEBIBYTE)


if __name__ == "__main__":
    unittest.main()
