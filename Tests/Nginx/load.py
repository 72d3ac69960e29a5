"""A minute of load by wrk, and many connections that are idle, while the memory of the worker is watched.

    load.py [--seconds 60] [--idle 10000] [--in-flight 100]
"""
import argparse
import socket
import sys
import threading
import time

from gateway import SOAP, Nginx, Service, encode
from measure import MESSAGE, everything, load

KIBIBYTE = 1024


def watch_load(seconds):
    """Memory may settle during the first tenth of the time, and must not grow after it."""
    with everything() as (gateway, _, scripts):
        load(gateway.port, scripts["gateway"], max(2, seconds // 10), 64)
        sizes = [gateway.memory()]
        done = threading.Event()

        def sample():
            while not done.wait(1):
                sizes.append(gateway.memory())

        sampler = threading.Thread(target=sample)
        sampler.start()
        rate = load(gateway.port, scripts["gateway"], seconds, 64).rate
        done.set()
        sampler.join()
        sizes.append(gateway.memory())
    growth = sizes[-1] - sizes[0]
    print(f"{rate * seconds:.0f} messages in {seconds} s by 64 connections: worker {sizes[0] // KIBIBYTE} KiB at the beginning,"
          f" {max(sizes) // KIBIBYTE} KiB at most, {sizes[-1] // KIBIBYTE} KiB at the end")
    return growth < 512 * KIBIBYTE


def request(body=MESSAGE):
    header = f"POST / HTTP/1.1\r\nHost: gateway\r\nContent-Type: {SOAP}\r\nContent-Length: {len(MESSAGE)}\r\n\r\n"
    return header.encode() + body


def receive(connection):
    """One reply, with its body."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    header, _, body = received.partition(b"\r\n\r\n")
    length = int(header.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return header


def watch_connections(idle, in_flight):
    go = threading.Event()
    binary = encode(MESSAGE, "msbin1")[0]

    def reply(_):
        return 200, {"Content-Type": "application/soap+msbin1"}, [binary[:100], go.wait, binary[100:]]

    with Service(reply) as service, Nginx(
            f"""wsencoder_request msbin1; wsencoder_response auto; keepalive_timeout 600; client_body_timeout 600;
            location /nothing {{ return 204; }}
            location / {{ proxy_pass http://127.0.0.1:{service.port}; proxy_buffering off; }}""",
            top="worker_rlimit_nofile 20000;", events="worker_connections 15000;") as nginx:
        go.set()
        nginx.call("/", MESSAGE)
        before = nginx.memory()
        connections = []
        try:
            for _ in range(idle):
                connections.append(socket.create_connection(("127.0.0.1", nginx.port), 60))
            # Each has had a request, so that it is kept alive and not only open.
            for connection in connections:
                connection.sendall(b"GET /nothing HTTP/1.1\r\nHost: gateway\r\n\r\n")
                said = b""
                while not said.endswith(b"\r\n\r\n"):
                    said += connection.recv(65536)
            quiet = nginx.memory()
            print(f"{idle} idle connections: worker {quiet // KIBIBYTE} KiB, {(quiet - before) / idle:.0f} bytes each")
            sizes = []
            for _ in range(8):
                go.clear()
                service.requests.clear()
                for connection in connections[:in_flight]:
                    connection.sendall(request())
                deadline = time.monotonic() + 60
                while len(service.requests) < in_flight and time.monotonic() < deadline:
                    time.sleep(0.01)
                time.sleep(1)
                sizes.append(nginx.memory())
                go.set()
                for connection in connections[:in_flight]:
                    assert receive(connection).startswith(b"HTTP/1.1 200 OK")
        finally:
            for connection in connections:
                connection.close()
        print(f"{in_flight} messages in flight among them: {(sizes[0] - quiet) / in_flight / KIBIBYTE:.1f} KiB each;"
              f" worker {', '.join(str(size // KIBIBYTE) for size in sizes)} KiB, one run after the other")
    # What was freed after the first runs lies between what is still used.
    return sizes[-1] - sizes[-3] < 512 * KIBIBYTE


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--idle", type=int, default=10_000)
    parser.add_argument("--in-flight", type=int, default=100)
    options = parser.parse_args()
    flat = watch_connections(options.idle, options.in_flight)
    flat = watch_load(options.seconds) and flat
    if not flat:
        sys.exit("the memory of the worker grows")


if __name__ == "__main__":
    main()
