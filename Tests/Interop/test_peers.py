#!/usr/bin/env python3
"""Each encoder's output read by the programs that define the format, and theirs by our decoders.

usage: test_peers.py WSENC

Peers: gzip(1), zstd(1), brotli(1) and Python's zlib, which also reads and writes gzip and raw deflated data; for UTF-16,
iconv(1) and Python's codecs. curl(1) and
node(1), where there are any, which take both forms of deflate from a server, read ours over HTTP.
"""
import codecs
import gzip
import http.server
import os
import random
import shutil
import subprocess
import sys
import threading
import zlib

wsenc = sys.argv[1]
seed = int(os.environ.get("WSE_TEST_SEED", "20261122"))
print(f"seed {seed} (WSE_TEST_SEED)")
passed = failed = 0


def pipe(command, data):
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True, timeout=120).stdout


def ours(direction, codec, data, *options):
    return pipe([wsenc, direction, "-c", codec, *options], data)


def check(name, actual, expected):
    global passed, failed
    if actual == expected:
        passed += 1
    else:
        failed += 1
        print(f"not ok - {name}: {len(actual)} bytes instead of {len(expected)}")


def inflate_strictly(data, window_bits):
    stream = zlib.decompressobj(window_bits)
    plain = stream.decompress(data) + stream.flush()
    assert stream.eof and not stream.unused_data, "one complete stream"
    return plain


def messages():
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "..", "Messages", "purchase-order.xml"), "rb") as file:
        order = file.read()
    noise = random.Random(seed)
    yield "empty", b""
    yield "one byte", b"<"
    yield "a purchase order", order
    yield "many purchase orders", order * 2000
    yield "noise", noise.randbytes(300_000)
    yield "zeros", bytes(5_000_000)
    yield "words", b" ".join(noise.choice([b"soap", b"envelope", b"body", b"order"]) for _ in range(200_000))


# codec: (how the peer decodes ours, how the peer encodes for us at various settings)
peers = {
    "gzip": {
        "gzip(1)": (lambda d: pipe(["gzip", "-dc"], d), [lambda d, n=n: pipe(["gzip", f"-{n}c"], d) for n in (1, 6, 9)]),
        "zlib": (lambda d: inflate_strictly(d, 31), [lambda d: gzip.compress(d, mtime=1), lambda d: gzip.compress(d, 0)]),
    },
    "deflate": {
        "zlib": (lambda d: inflate_strictly(d, 15), [lambda d, n=n: zlib.compress(d, n) for n in (0, 1, 6, 9)]),
    },
    "zstd": {
        "zstd(1)": (lambda d: pipe(["zstd", "-dcq"], d),
                    [lambda d, n=n: pipe(["zstd", f"-{n}cq"], d) for n in (1, 3, 19)]
                    + [lambda d: pipe(["zstd", "-cq", "--no-check"], d)]),
    },
    "br": {
        "brotli(1)": (lambda d: pipe(["brotli", "-dc"], d),
                      [lambda d, q=q: pipe(["brotli", "-c", "-q", str(q), "-w", "22"], d) for q in (0, 5, 9)]),
    },
}

levels = {"gzip": [0, 1, 9], "deflate": [0, 1, 9], "br": [0, 9], "zstd": [-5, 1, 19, 22]}

for name, message in messages():
    for codec, programs in peers.items():
        for program, (decode, encoders) in programs.items():
            check(f"{program} reads {codec} of {name}", decode(ours("encode", codec, message)), message)
            for number, encode in enumerate(encoders):
                check(f"{codec} reads {program} #{number} of {name}", ours("decode", codec, encode(message)), message)
        if len(message) < 1_000_000:
            decode = next(iter(programs.values()))[0]
            for level in levels[codec]:
                encoded = ours("encode", codec, message, "-p", f"compression-level={level}")
                check(f"{codec} level {level} of {name}", decode(encoded), message)

def deflate_raw(data, level):
    stream = zlib.compressobj(level, zlib.DEFLATED, -15)
    return stream.compress(data) + stream.flush()


for name, message in messages():
    raw = ours("encode", "deflate", message, "-p", "raw-deflate=yes")
    check(f"zlib reads raw deflate of {name}", inflate_strictly(raw, -15), message)
    for level in (0, 1, 6, 9):
        check(f"deflate reads raw data of zlib, level {level}, of {name}",
              ours("decode", "deflate", deflate_raw(message, level)), message)

for codec in peers:
    check(f"{codec} reads an empty body", ours("decode", codec, b""), b"")

two_members = gzip.compress(b"first ") + pipe(["gzip", "-c"], b"second")
check("gzip members of two programs", ours("decode", "gzip", two_members), b"first second")
two_frames = pipe(["zstd", "-cq"], b"first ") + b"\x50\x2a\x4d\x18\x04\0\0\0skip" + pipe(["zstd", "-cq"], b"second")
check("zstd frames with a skippable one between", ours("decode", "zstd", two_frames), b"first second")


# ---- UTF-16 ----


def texts():
    noise = random.Random(seed)
    ranges = [(0x20, 0x7E), (0x20, 0x7E), (0x400, 0x4FF), (0x4E00, 0x9FFF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF)]
    yield "empty", ""
    yield "one letter", "a"
    yield "every character of the basic plane", "".join(map(chr, (*range(1, 0xD800), *range(0xE000, 0x10000))))
    yield "runs", "x" + "".join(
        chr(noise.randint(*bounds)) for bounds in noise.choices(ranges, k=3000) for _ in range(noise.randint(0, 60)))


def iconv(source, target, data):
    return pipe(["iconv", "-f", source, "-t", target], data)


orders = {"utf-16": ("UTF-16LE", codecs.BOM_UTF16_LE), "utf-16le": ("UTF-16LE", codecs.BOM_UTF16_LE),
          "utf-16be": ("UTF-16BE", codecs.BOM_UTF16_BE)}
for name, text in texts():
    for codec, (order, mark) in orders.items():
        encoded = ours("encode", codec, text.encode(), "-t", "text/plain")
        check(f"Python writes {codec} of {name} as we do", encoded, (mark if text else b"") + text.encode(order))
        check(f"Python reads {codec} of {name}", encoded.decode("utf-16").encode(), text.encode())
        check(f"iconv reads {codec} of {name}", iconv("UTF-16", "UTF-8", encoded), text.encode())
        for what, data in (("iconv", iconv("UTF-8", order, text.encode())), ("Python", mark + text.encode(order))):
            decoded = ours("decode", codec, data, "-t", f"text/plain; charset={order}")
            check(f"{codec} reads {what} of {name}", decoded, text.encode())
    if text:
        for writer in (lambda t: t.encode("utf-16"), lambda t: iconv("UTF-8", "UTF-16", t.encode())):
            decoded = ours("decode", "utf-16", writer(text), "-t", "text/plain")
            check(f"utf-16 reads a marked text: {name}", decoded, text.encode())

noise = random.Random(seed)
for number in range(300):
    whole = [b"a", b"\xC3\xA9", b"\xE2\x82\xAC", b"\xF0\x9F\x98\x80", b"0123456789abcdef" * 2]
    pieces = whole + [b"\xC3", b"\xED\xA0\x80"] if number % 2 else whole
    data = b"x" + b"".join(noise.choices(pieces, k=noise.randint(1, 12)))
    try:
        expected = codecs.BOM_UTF16_LE + data.decode().encode("utf-16-le")
    except UnicodeDecodeError as error:
        expected = b"offset %d" % error.start
    run = subprocess.run([wsenc, "encode", "-c", "utf-16", "-t", "text/plain"], input=data, capture_output=True, timeout=60)
    found = run.stdout if run.returncode == 0 else b"offset " + run.stderr.rsplit(b"offset ", 1)[-1].split(b")")[0]
    check(f"Python's verdict on {data!r}", found, expected)


class Reply(http.server.BaseHTTPRequestHandler):
    """Serves what `replies` has under the path: a coding and a body."""

    def do_GET(self):
        coding, body = replies[self.path]
        self.send_response(200)
        self.send_header("Content-Encoding", coding)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


FETCH = """fetch(process.argv[1]).then(reply => reply.arrayBuffer())
    .then(body => process.stdout.write(Buffer.from(body)), () => process.exit(1))"""

clients = {"curl": ["curl", "-sS", "--compressed", "--max-time", "20"], "node": ["node", "-e", FETCH]}
clients = {name: command for name, command in clients.items() if shutil.which(name)}
replies = {}
for name, message in messages():
    path = "/" + name.replace(" ", "-")
    replies[f"{path}/deflate"] = ("deflate", ours("encode", "deflate", message))
    replies[f"{path}/raw"] = ("deflate", ours("encode", "deflate", message, "-p", "raw-deflate=yes"))
    replies[f"{path}/gzip"] = ("gzip", ours("encode", "gzip", message))
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Reply)
threading.Thread(target=server.serve_forever, daemon=True).start()
expected = {"/" + name.replace(" ", "-"): message for name, message in messages()}
paths = list(replies)
for client, command in clients.items():
    for path in paths:
        read = pipe([*command, f"http://127.0.0.1:{server.server_address[1]}{path}"], b"")
        check(f"{client} reads {path[1:]}", read, expected[path.rsplit("/", 1)[0]])
    if client == "curl":
        for codec in ("deflate", "gzip"):
            replies["/nothing"] = (codec, b"")
            check(f"{client} reads an empty body of {codec}",
                  pipe([*command, f"http://127.0.0.1:{server.server_address[1]}/nothing"], b""), b"")
server.shutdown()
print("clients over HTTP: " + (", ".join(clients) or "none here"))

print(f"peers: {passed} passed, {failed} failed")
sys.exit(failed != 0)
