"""The same work as nginx with the module, in Python: text from clients, msbin1 to the service, and back."""
import http.client
import http.server
import sys
import threading

import gateway  # noqa: F401, which finds the package
import wsencoder


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    local = threading.local()

    def log_message(self, *_):
        pass

    def do_POST(self):
        kept = self.local
        if not hasattr(kept, "encoder"):
            kept.encoder = wsencoder.Encoder("msbin1")
            kept.decoder = wsencoder.Decoder("msbin1")
            kept.service = http.client.HTTPConnection("127.0.0.1", self.server.service)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        encoded = kept.encoder.encode(body, content_type=self.headers["Content-Type"])
        kept.service.request("POST", "/", encoded.data, {"Content-Type": encoded.content_type})
        reply = kept.service.getresponse()
        decoded = kept.decoder.decode(reply.read(), reply.headers["Content-Type"], "")
        self.send_response_only(reply.status)
        self.send_header("Content-Type", decoded.content_type)
        self.send_header("Content-Length", str(len(decoded.data)))
        self.end_headers()
        self.wfile.write(decoded.data)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def handle_error(self, *_):
        """wrk breaks off when its time is over."""


if __name__ == "__main__":
    server = Server(("127.0.0.1", int(sys.argv[1])), Handler)
    server.service = int(sys.argv[2])
    server.serve_forever()
