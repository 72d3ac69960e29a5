"""What the tests of the nginx module share: nginx with the module, a service behind it, and messages in each encoding."""
import contextlib
import http.client
import http.server
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Sources/python"))

import wsencoder  # noqa: E402

wsencoder.load(ROOT / "build/libwsencoder.so")

MODULE = str(pathlib.Path(os.environ.get("WSE_NGINX_MODULE", ROOT / "build/nginx/ngx_http_wsencoder_module.so")).resolve())
# The libraries of a sanitizer, if the module was built with one.
PRELOAD = os.environ.get("WSE_NGINX_PRELOAD", "")

SOAP = 'application/soap+xml; charset=utf-8; action="urn:example:echo/Echo/Say"'
ENCODINGS = ["text", "msbin1", "mtom", "msbin1+gzip", "gzip"]


def envelope(text="hello", size=0):
    """A message of SOAP 1.2 with at least `size` bytes."""
    body = "".join(f"<item><number>{i}</number><text>{text}</text></item>" for i in range(size // 40 + 1))
    return ('<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing">'
            '<s:Header><a:Action s:mustUnderstand="1">urn:example:echo/Echo/Say</a:Action></s:Header>'
            f'<s:Body><Say xmlns="urn:example:echo">{body}</Say></s:Body></s:Envelope>').encode()


def encode(message, encoding, content_type=SOAP, label="content-type"):
    """The message in an encoding: bytes, content type, content encoding."""
    if encoding == "text":
        return message, content_type, ""
    with wsencoder.Encoder(encoding) as encoder:
        encoded = encoder.encode(message, content_type=content_type)
    if label == "content-encoding" and encoding == "msbin1+gzip":
        return encoded.data, "application/soap+msbin1", "gzip"
    return encoded.data, encoded.content_type, encoded.content_encoding


def decode(body, headers, encoding):
    """The text of a message in an encoding, which its headers must name."""
    content_type = headers.get("Content-Type", "")
    coding = headers.get("Content-Encoding", "")
    with wsencoder.Decoder("identity" if encoding == "text" else encoding) as decoder:
        return decoder.decode(body, content_type, coding).data


class Service:
    """A service: records requests, and replies with what `reply(request)` returns as (status, headers, body).

    A body that is a list is sent in chunks; an Exception in it ends the connection there.
    """

    def __init__(self, reply):
        self.reply = reply
        self.requests = []
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def log_message(self, *_):
                pass

            def read_body(self):
                if self.headers.get("Transfer-Encoding", "") == "chunked":
                    body = bytearray()
                    while True:
                        line = self.rfile.readline()
                        if not line:
                            raise ConnectionError("the request ended early")
                        size = int(line.split(b";")[0], 16)
                        body += self.rfile.read(size)
                        self.rfile.readline()
                        if size == 0:
                            return bytes(body)
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))

            def serve(self):
                self.body = b""
                try:
                    self.body = self.read_body()
                except (ConnectionError, ValueError) as error:
                    self.broken = str(error)
                    service.requests.append(self)
                    self.close_connection = True
                    return
                service.requests.append(self)
                status, headers, body = service.reply(self)
                self.send_response_only(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if isinstance(body, list):
                    self.send_header("Transfer-Encoding", "chunked")
                elif "Content-Length" not in headers and status >= 200 and status not in (204, 304):
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command == "HEAD":
                    return
                if not isinstance(body, list):
                    self.wfile.write(body)
                    if len(body) < int(headers.get("Content-Length", 0)):
                        self.close_connection = True
                    return
                for piece in body:
                    if isinstance(piece, Exception):
                        self.close_connection = True
                        return
                    if callable(piece):
                        piece()
                        continue
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                self.wfile.write(b"0\r\n\r\n")

            do_POST = do_GET = do_HEAD = do_PUT = serve

            def handle(self):
                with contextlib.suppress(ConnectionError, BrokenPipeError):
                    super().handle()

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 512

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Nginx:
    """nginx in a folder of its own. `server` is what stands in its server { }; it may name $port. `tool` is the beginning of a
    command, such as valgrind's, that runs it."""

    def __init__(self, server, http="", workers=1, top="", events="worker_connections 1024;", tool=()):
        self.tool = tool
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="wsencoder-nginx-"))
        self.port = free_port()
        user = "user root;" if os.geteuid() == 0 else ""
        temporary = "".join(f"{name}_temp_path {self.folder}/{name};\n"
                            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        self.configuration = self.folder / "nginx.conf"
        self.configuration.write_text(f"""
            {user} {top}
            load_module {MODULE};
            worker_processes {workers};
            daemon off;
            pid {self.folder}/nginx.pid;
            error_log {self.folder}/error.log info;
            events {{ {events} }}
            http {{
                {temporary}
                log_format encodings '$status $wsencoder_request_encoding $wsencoder_response_encoding $wsencoder_error';
                access_log {self.folder}/access.log encodings;
                {http}
                server {{ listen 127.0.0.1:{self.port}; {server} }}
            }}
        """)
        self.process = None

    def command(self, *arguments):
        return [*self.tool, shutil.which("nginx") or "/usr/sbin/nginx", "-p", str(self.folder), "-c", str(self.configuration),
                "-e", str(self.folder / "error.log"), *arguments]

    def environment(self):
        if not PRELOAD:
            return None
        suppressions = self.folder / "suppressions"
        # The first of nginx's own pools.
        suppressions.write_text("leak:ngx_create_pool\n")
        return {**os.environ, "LD_PRELOAD": PRELOAD, "ASAN_OPTIONS": f"detect_leaks=1:log_path={self.folder}/sanitizer",
                "UBSAN_OPTIONS": f"print_stacktrace=1:log_path={self.folder}/sanitizer",
                "LSAN_OPTIONS": f"suppressions={suppressions}:print_suppressions=0"}

    def __enter__(self):
        self.output = open(self.folder / "output", "w+b")
        self.process = subprocess.Popen(self.command(), stdout=self.output, stderr=self.output, env=self.environment())
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        said = (self.folder / "output").read_text() + self.errors()
        self.__exit__()
        raise RuntimeError(f"nginx does not start: {said}")

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.output.close()
        self.code = self.process.returncode
        self.said = (self.folder / "output").read_text() if (self.folder / "output").exists() else ""
        self.log = self.errors()
        reports = "".join(report.read_text() for report in self.folder.glob("sanitizer*"))
        shutil.rmtree(self.folder, ignore_errors=True)
        if reports:
            raise AssertionError(reports)

    def errors(self):
        log = self.folder / "error.log"
        return log.read_text(errors="replace") if log.exists() else ""

    def accesses(self):
        return (self.folder / "access.log").read_text().splitlines()

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def workers(self):
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(child) for child in children]

    def memory(self, peak=False):
        """Resident bytes of the largest worker, or the most that it has had."""
        field = "VmHWM:" if peak else "VmRSS:"
        sizes = []
        for worker in self.workers():
            with contextlib.suppress(OSError):
                for line in pathlib.Path(f"/proc/{worker}/status").read_text().splitlines():
                    if line.startswith(field):
                        sizes.append(int(line.split()[1]) * 1024)
        return max(sizes)

    def connect(self, timeout=30):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def call(self, path, body=None, content_type=SOAP, coding="", method=None, **headers):
        """Sends one request on a connection of its own: status, headers, body."""
        connection = self.connect()
        try:
            return self.exchange(connection, path, body, content_type, coding, method, **headers)
        finally:
            connection.close()

    @staticmethod
    def exchange(connection, path, body=None, content_type=SOAP, coding="", method=None, **headers):
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            names["Content-Type"] = content_type
        if coding:
            names["Content-Encoding"] = coding
        connection.request(method or ("GET" if body is None else "POST"), path, body, names)
        reply = connection.getresponse()
        return reply.status, reply.headers, reply.read()
