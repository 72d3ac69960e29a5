"""Counts the instructions of a request through the gateway, those in calls of the library among them, and of plain proxying.

Unlike times, they are the same on a busy machine. What the kernel executes is not counted.
"""
import pathlib
import re
import socket
import tempfile

from gateway import SOAP, encode
from load import receive
from measure import MESSAGE, everything

REQUESTS = 200


def instructions(path, body, content_type, count, options):
    """What nginx executes while it serves so many requests of one connection, and while it starts and stops."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "callgrind"
        tool = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *options]
        # The timer wakes nginx if the signal to stop comes just before it waits for events.
        with everything(top="master_process off; timer_resolution 500ms;", tool=tool) as (gateway, _, _):
            header = (f"POST {path} HTTP/1.1\r\nHost: gateway\r\nContent-Type: {content_type}\r\n"
                      f"Content-Length: {len(body)}\r\n\r\n")
            with socket.create_connection(("127.0.0.1", gateway.port), 60) as connection:
                for _ in range(count):
                    connection.sendall(header.encode() + body)
                    assert b" 200 OK" in receive(connection)
        return int(re.search(r"^totals: (\d+)", out.read_text(errors="replace"), re.MULTILINE)[1])


def a_request(path, body, content_type, *options):
    once, twice = (instructions(path, body, content_type, count, options) for count in (REQUESTS, 2 * REQUESTS))
    return (twice - once) / REQUESTS


def main():
    binary, binary_type, _ = encode(MESSAGE, "msbin1", SOAP)
    plain = a_request("/plain", binary, binary_type)
    gateway = a_request("/gateway", MESSAGE, SOAP)
    library = a_request("/gateway", MESSAGE, SOAP, "--collect-atstart=no", "--toggle-collect=Wse*")
    print(f"instructions of a request: plain {plain:,.0f}, gateway {gateway:,.0f}, of them in the library {library:,.0f}")


if __name__ == "__main__":
    main()
