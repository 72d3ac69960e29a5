#!/usr/bin/env python3
"""What a WCF client says over net.tcp, recorded between it and `wsenc net-tcp serve`.

usage: test_recorded.py LIBRARY PEER CLIENT WSENC

- A session of binary XML is not longer if it is encoded by us.
- Packages of MTOM go both ways. The reply is read by Microsoft's reader, outside of the client: the client of Mono would not
  read any package. It passes its reader an empty content type, which is malformed, where WCF passes none. For the same reason
  a service of Mono cannot be called with MTOM over net.tcp, not even by a client of Mono: it ends with a FormatException.
"""
import contextlib
import socket
import subprocess
import sys
import tempfile
import threading
import time

import infoset
from library import Library
from peer import Peer
from test_service import REPLY

failed = 0


def report(name, problem):
    global failed
    failed += bool(problem)
    print(f"not ok - {name}: {problem}" if problem else f"ok - {name}")


class Relay:
    """Passes on what comes, and keeps what each side has said."""

    def __init__(self, port):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.client, self.server = bytearray(), bytearray()
        threading.Thread(target=self.run, args=(port,), daemon=True).start()

    def run(self, port):
        client = self.listener.accept()[0]
        server = socket.create_connection(("127.0.0.1", port))
        threading.Thread(target=self.pass_on, args=(server, client, self.server), daemon=True).start()
        self.pass_on(client, server, self.client)

    @staticmethod
    def pass_on(source, sink, kept):
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                kept += data
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)


def size_at(stream, at):
    number = shift = 0
    while True:
        number |= (stream[at] & 0x7F) << shift
        shift += 7
        at += 1
        if stream[at - 1] < 0x80:
            return number, at


def envelopes(stream):
    """The encodings that a side has named, and the bytes of its envelopes. What is cut off at the end is left out."""
    at, encodings, found = 0, [], []
    with contextlib.suppress(IndexError):
        while at < len(stream):
            kind = stream[at]
            at += 1
            if kind == 0:
                at += 2
            elif kind in (1, 3):
                encodings += [stream[at]] if kind == 3 else []
                at += 1
            elif kind in (2, 4, 6, 8):
                size, at = size_at(stream, at)
                if kind == 6 and at + size <= len(stream):
                    found.append(bytes(stream[at:at + size]))
                at += size
            elif kind == 5:
                chunks = b""
                while True:
                    size, at = size_at(stream, at)
                    if size == 0:
                        break
                    chunks += stream[at:at + size]
                    at += size
                found.append(chunks)
    return encodings, found


def record(client, wsenc, mode, calls, until):
    """Has the client call, until it ends or `until` is true of what was recorded."""
    with tempfile.NamedTemporaryFile("w", suffix=".xml") as reply:
        reply.write(REPLY)
        reply.flush()
        listen = ("--listen", "127.0.0.1:0", "--reply", reply.name, "--count", str(calls))
        with subprocess.Popen([wsenc, "net-tcp", "serve", *listen], stderr=subprocess.PIPE, text=True) as service:
            relay = Relay(int(service.stderr.readline().rpartition(":")[2]))
            address = f"net.tcp://127.0.0.1:{relay.port}/echo"
            with subprocess.Popen(["timeout", "40", "mono", client, address, mode, str(calls)], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL) as caller:
                for _ in range(400):
                    if caller.poll() is not None or until(relay):
                        break
                    time.sleep(0.1)
                caller.kill()
            service.kill()
    return relay


def test_session(library, client, wsenc):
    relay = record(client, wsenc, "buffered", 4, lambda relay: False)
    _, theirs = envelopes(relay.client)
    report("a WCF client, 4 messages in a session are recorded", len(theirs) != 4 and f"{len(theirs)} messages")
    ours = []
    with library.decoder("msbinsession1") as decoder, library.encoder("msbinsession1") as encoder:
        for message in theirs:
            ours.append(encoder(decoder(message, "application/soap+msbinsession1")))
    sizes = [len(message) for message in ours], [len(message) for message in theirs]
    report(f"ours has {sizes[0]} bytes, WCF's {sizes[1]}", any(one > other for one, other in zip(*sizes)) and "ours is longer")


def test_packages(peer, client, wsenc, mode):
    relay = record(client, wsenc, mode, 1, lambda relay: envelopes(relay.server)[1])
    encodings, requests = envelopes(relay.client)
    _, replies = envelopes(relay.server)
    report(f"a WCF client, {mode}, names the encoding 6", encodings != [6] and f"{encodings}")
    if not requests or not replies:
        report(f"a WCF client, {mode}, gets a reply", f"{bytes(relay.client)} {bytes(relay.server)}"[:2000])
        return
    number = requests[0].partition(b"<a:MessageID>")[2].partition(b"</")[0].decode()
    events = infoset.of_events(peer("read-package", replies[0]))
    texts = [item[1] for item in events if item[0] == "text"]
    report(f"a WCF client, {mode}, gets a reply that Microsoft's reader reads",
           (not number or number not in texts or "served" not in texts) and f"{number} {texts}")


def main(path, program, client, wsenc):
    test_session(Library(path), client, wsenc)
    with Peer(program, 100) as peer:
        test_packages(peer, client, wsenc, "mtom")
        test_packages(peer, client, wsenc, "mtom-streamed")


if __name__ == "__main__":
    main(*sys.argv[1:5])
    sys.exit(failed != 0)
