"""Clients of HTTP/2, whose bodies nginx reads and sends in other ways."""
import pathlib
import subprocess
import tempfile
import time
import unittest

from gateway import SOAP, Nginx, Service, decode, encode, envelope, free_port


class Clients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.reply = (200, {"Content-Type": "text/plain"}, b"done")
        cls.service = cls.enterClassContext(Service(lambda request: cls.reply))
        cls.port = free_port()
        here = f"proxy_pass http://127.0.0.1:{cls.service.port};"
        cls.nginx = cls.enterClassContext(Nginx(f"""
            listen 127.0.0.1:{cls.port} http2;
            wsencoder_request msbin1; wsencoder_response auto; proxy_http_version 1.1; client_max_body_size 0;
            location / {{ {here} }}
            location /stream {{ wsencoder_buffers 2 1k; proxy_request_buffering off; proxy_buffering off; {here} }}
        """))

    def setUp(self):
        type(self).reply = (200, {"Content-Type": "text/plain"}, b"done")
        self.service.requests.clear()

    def curl(self, path, body=None, chunked=False):
        """The code of curl, the status and the body."""
        with tempfile.TemporaryDirectory() as folder:
            output, message = pathlib.Path(folder, "output"), pathlib.Path(folder, "message")
            arguments = ["curl", "-s", "-m", "60", "--http2-prior-knowledge", "-o", str(output),
                         "-w", "%{http_version} %{http_code}", f"http://127.0.0.1:{self.port}{path}"]
            if body is not None:
                message.write_bytes(body)
                arguments += ["-X", "POST", "-H", f"Content-Type: {SOAP}", "-H", "Expect:"]
                arguments += ["-T", "-" if chunked else str(message)]
            with open(message if body is not None else "/dev/null", "rb") as standard_input:
                said = subprocess.run(arguments, stdin=standard_input, capture_output=True, text=True, timeout=90)
            version, status = said.stdout.split()
            self.assertEqual(version, "2")
            return said.returncode, int(status), output.read_bytes() if output.exists() else b""

    def test_messages_of_every_size_in_both_directions(self):
        for path in ("/", "/stream"):
            for size in (1, 1000, 4000, 16_000, 300_000):
                for chunked in (False, True):
                    with self.subTest(path=path, size=size, chunked=chunked):
                        self.service.requests.clear()
                        message = envelope("x" * 30, size)
                        type(self).reply = (200, {"Content-Type": "application/soap+msbin1"}, encode(message, "msbin1")[0])
                        self.assertEqual(self.curl(path, message, chunked), (0, 200, message))
                        request, = self.service.requests
                        self.assertEqual(decode(request.body, request.headers, "msbin1"), message)

    def test_malformed_messages(self):
        for path in ("/", "/stream"):
            self.assertEqual(self.curl(path, b"<a><b></a>")[1], 400)
            type(self).reply = (200, {"Content-Type": "application/soap+msbin1"}, b"\xff")
            self.assertEqual(self.curl(path)[1], 502)

    def test_a_long_reply_that_fails_late_never_seems_to_be_whole(self):
        binary = encode(envelope("x" * 100, 200_000), "msbin1")[0]
        type(self).reply = (200, {"Content-Type": "application/soap+msbin1"},
                            [binary[:-1000], lambda: time.sleep(0.05), b"\xff"])
        for path in ("/", "/stream"):
            code, status, _ = self.curl(path)
            self.assertEqual(status, 200)
            self.assertNotEqual(code, 0)


if __name__ == "__main__":
    unittest.main()
