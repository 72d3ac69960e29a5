#!/usr/bin/env python3
"""wsenc net-tcp on both sides of a connection that is captured: Wireshark's dissector of [MC-NMF] sees the same records.

usage: test_net_tcp.py WSENC

The capture is made by a relay between client and server, so that no rights are needed.
"""
import itertools
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading

wsenc = sys.argv[1]
failed = 0
PORT = 8898  # the server's, in the capture
# tshark 4.0 does not put together an envelope that is in several segments: all that one side says at a time is in one.
SEGMENT = 65000


def report(name, problem):
    global failed
    failed += bool(problem)
    print(f"not ok - {name}: {problem}" if problem else f"ok - {name}")


class Relay:
    """Passes on what comes, and keeps it: a list of (is from the client, bytes)."""

    def __init__(self, port):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.pieces = []
        self.lock = threading.Lock()
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.run, args=(port,), daemon=True)
        self.thread.start()

    def run(self, port):
        client = self.listener.accept()[0]
        server = socket.create_connection(("127.0.0.1", port))
        back = threading.Thread(target=self.pass_on, args=(server, client, False), daemon=True)
        back.start()
        self.pass_on(client, server, True)
        back.join()

    def pass_on(self, source, sink, is_client):
        while True:
            try:
                data = source.recv(1 << 16)
                with self.lock:
                    self.pieces.append((is_client, data))
                if not data:
                    return sink.shutdown(socket.SHUT_WR)
                sink.sendall(data)
            except OSError:
                return None


def capture(pieces, name):
    """Writes the pieces as packets of a TCP connection."""
    numbers = {True: 1000, False: 5000}

    def packet(is_client, flags, data):
        ports = (40000, PORT) if is_client else (PORT, 40000)
        acknowledged = numbers[not is_client] if flags & 0x10 else 0
        tcp = struct.pack(">HHIIBBHHH", *ports, numbers[is_client], acknowledged, 5 << 4, flags, 65535, 0, 0) + data
        ends = (b"\x7f\0\0\1", b"\x7f\0\0\2") if is_client else (b"\x7f\0\0\2", b"\x7f\0\0\1")
        ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0x4000, 64, 6, 0) + ends[0] + ends[1]
        numbers[is_client] += len(data) + bool(flags & 3)
        return struct.pack("<IIII", 0, 0, len(ip + tcp), len(ip + tcp)) + ip + tcp

    with open(name, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 1 << 18, 101))
        file.write(packet(True, 2, b"") + packet(False, 0x12, b"") + packet(True, 0x10, b""))
        for is_client, group in itertools.groupby(pieces, lambda piece: piece[0]):
            data = b"".join(piece[1] for piece in group)
            while data:
                file.write(packet(is_client, 0x18, data[:SEGMENT]))
                data = data[SEGMENT:]


def size_at(stream, at):
    number = shift = 0
    while True:
        number |= (stream[at] & 0x7F) << shift
        shift += 7
        at += 1
        if stream[at - 1] < 0x80:
            return number, at


def records(stream):
    """The records of one direction: type, and the size of what an envelope holds."""
    at = 0
    while at < len(stream):
        kind, start = stream[at], None
        at += 1
        if kind == 0:
            at += 2
        elif kind in (1, 3):
            at += 1
        elif kind in (2, 4, 6, 8, 9):
            start, at = size_at(stream, at)
            at += start
        elif kind == 5:
            start = 0
            while chunk := size_at(stream, at)[0]:
                start += chunk
                at = size_at(stream, at)[1] + chunk
            at += 1
        yield kind, start if kind in (5, 6) else None


def dissected(name, is_client):
    """What tshark sees of one direction, in the same form."""
    side = "dstport" if is_client else "srcport"
    output = subprocess.run(
        ["tshark", "-r", name, "-d", f"tcp.port=={PORT},mc-nmf", "-Y", f"mc-nmf and tcp.{side}=={PORT}", "-T", "fields",
         "-e", "mc-nmf.record_type", "-e", "mc-nmf.payload_length", "-e", "mc-nmf.chunk_length", "-e", "_ws.malformed"],
        capture_output=True, check=True, timeout=100, text=True).stdout
    for line in output.splitlines():
        kinds, sizes, chunks, malformed = line.split("\t")
        if malformed:
            yield "malformed", line
        sizes = iter(sizes.split(","))
        for kind in kinds.split(","):
            kind = int(kind, 0)
            if kind == 5:
                yield kind, sum(int(chunk) for chunk in chunks.split(","))
            else:
                yield kind, int(next(sizes)) if kind == 6 else None


ENVELOPE = ('<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing">'
            "<s:Header><a:MessageID>urn:uuid:1</a:MessageID></s:Header><s:Body><text>{}</text></s:Body></s:Envelope>")


def converse(folder, length, *options):
    """A call through the relay. Returns the pieces."""
    for name in ("request", "reply"):
        with open(f"{folder}/{name}.xml", "w") as file:
            file.write(ENVELOPE.format(name + "x" * length))
    service = subprocess.Popen([wsenc, "net-tcp", "serve", "--listen", "127.0.0.1:0", "--reply", f"{folder}/reply.xml",
                                "--count", "1"], stderr=subprocess.PIPE, text=True)
    relay = Relay(int(service.stderr.readline().rpartition(":")[2]))
    call = subprocess.run([wsenc, "net-tcp", "call", *options, "--timeout", "20", f"net.tcp://127.0.0.1:{relay.port}/a",
                           f"{folder}/request.xml"], capture_output=True, timeout=60, text=True)
    relay.thread.join(20)
    service.wait(20)
    service.stderr.close()
    if "<text>replyx" not in call.stdout and length:
        report("the call", call.stderr or call.stdout[:200])
    return relay.pieces


def test(folder, length, *options):
    pieces = converse(folder, length, *options)
    name = f"{folder}/capture.pcap"
    capture(pieces, name)
    for is_client in (True, False):
        stream = b"".join(data for direction, data in pieces if direction == is_client)
        ours, theirs = list(records(stream)), list(dissected(name, is_client))
        side = "client" if is_client else "server"
        report(f"tshark sees the {len(ours)} records of the {side}: {' '.join(options)} {length}",
               ours != theirs and f"{ours} and {theirs}"[:600])


def main():
    if not shutil.which("tshark"):
        sys.exit("tshark is missing")
    with tempfile.TemporaryDirectory() as folder:
        for length in (1, 1000, 20000):
            test(folder, length, "--encoding", "msbinsession1")
            test(folder, length, "--encoding", "soap12")
            test(folder, length, "--encoding", "msbin1+gzip")
        test(folder, 1, "--streamed")
        test(folder, 3000, "--streamed", "--encoding", "soap12")
    sys.exit(failed != 0)


main()
