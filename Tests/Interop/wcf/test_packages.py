#!/usr/bin/env python3
"""Packages of MTOM beside Microsoft's own writer and reader, which Mono carries: each reads what the other writes, and both
write the same but for identifiers and boundaries.

usage: test_packages.py LIBRARY PEER
"""
import base64
import os
import random
import re
import sys

import infoset
from library import Failed, Library
from peer import Gone, Peer, Refused

COUNT = 500
MAX_ROOT_SIZE = 21
SOAP = {"text/xml": "http://schemas.xmlsoap.org/soap/envelope/",
        "application/soap+xml": "http://www.w3.org/2003/05/soap-envelope"}
# Where something changes: one group of base64, what stays inline, Microsoft's chunks and ours.
BORDERS = [0, 3, 256, 767, 768, 1024, 3072, 4096, 12288, 16384, 49152, 65536]
MEDIA_TYPES = ["", "image/png", "text/plain; charset=utf-8", "application/x-y.z+w"]
XMIME = ["http://www.w3.org/2005/05/xmlmime", "http://www.w3.org/2004/06/xmlmime"]
BOUNDARY = "uuid:0d9e9ff1-5a2b-4a5c-9f6e-6d3a0f1b2c3d+id=1"

passed = failed = 0


def report(name, problem):
    global passed, failed
    if problem:
        failed += 1
        print(f"not ok - {name}: {problem}")
    else:
        passed += 1


def size(numbers):
    choice = numbers.randrange(20)
    if choice == 0:
        return numbers.randrange(100 << 10)
    if choice < 4:
        return numbers.randrange(3000)
    near = numbers.choice(BORDERS if choice < 8 else BORDERS[:8])
    return max(near + numbers.randrange(-2, 3), 0)


def content(numbers):
    count = size(numbers)
    # Among them delimiters that are none.
    lines = b"\r\n--" + BOUNDARY[:-1].encode() + b"\r\n--\r\n"
    return (numbers.randbytes(count) if numbers.randrange(3) else lines * (count // len(lines) + 1))[:count]


def messages(numbers):
    """A content type and a message in the form in which Microsoft's writer leaves it."""
    for number in range(COUNT):
        content_type = numbers.choice(list(SOAP))
        elements = []
        for index in range(numbers.randrange(21)):
            text = base64.b64encode(content(numbers)).decode()
            media_type = numbers.choice(MEDIA_TYPES)
            # In an element that has no bytes, Microsoft's writer would keep the type for the part that comes next.
            has_type = media_type and text
            attributes = f' m:contentType="{media_type}" xmlns:m="{numbers.choice(XMIME)}"' if has_type else ""
            shape = numbers.randrange(8)
            if shape == 0:
                elements.append(f"<text>{text} </text>")
            elif shape == 1:
                elements.append(f"<deep><binary{index}{attributes}>{text}</binary{index}>caf\u00e9 &amp; more</deep>")
            else:
                elements.append(f"<binary{index}{attributes}>{text}</binary{index}>")
        yield content_type, (f'<s:Envelope xmlns:s="{SOAP[content_type]}"><s:Body><files xmlns="urn:example:files">'
                             + "".join(elements) + "</files></s:Body></s:Envelope>").encode()


def anonymous(package, content_type):
    """A package without what tells it from others: identifiers are numbered, the boundary is B."""
    boundary = re.search('boundary="([^"]*)"', content_type).group(1).encode()
    pieces = package.split(b"\r\n--" + boundary)
    names = {}
    for piece in pieces[1:-1]:
        header, _, _ = piece.partition(b"\r\n\r\n")
        names[re.search(b"Content-ID: <([^>]*)>", header).group(1)] = b"id%d" % len(names)
    for index, piece in enumerate(pieces):
        header, blank, body = piece.partition(b"\r\n\r\n")
        for name, replacement in names.items():
            header = header.replace(b"<" + name + b">", b"<" + replacement + b">")
            if index == 1:
                body = body.replace(b"cid:" + name + b'"', b"cid:" + replacement + b'"')
        pieces[index] = header + blank + body
    return b"\r\n--B".join(pieces)


def difference(actual, expected):
    if actual == expected:
        return None
    at = next((index for index, (one, other) in enumerate(zip(actual, expected)) if one != other),
              min(len(actual), len(expected)))
    return f"{actual[at - 40:at + 40]!r} instead of {expected[at - 40:at + 40]!r} at {at}"


def compare(actual, expected):
    return None if actual == expected else infoset.difference(actual, expected)


def attempt(name, check):
    try:
        problem = check()
    except (Failed, Refused, ValueError) as error:
        problem = f"{type(error).__name__} {error}"
    report(name, problem)


def test(peer, encoder, decoder, numbers):
    byte_count = parts = 0
    for number, (content_type, message) in enumerate(messages(numbers)):
        name = f"message {number}, {content_type}"
        expected = infoset.of_text(message)
        theirs_type = (f'multipart/related; type="application/xop+xml";start="<http://tempuri.org/0>";'
                       f'boundary="{BOUNDARY}";start-info="{content_type}"')
        theirs = peer(f"write-package {content_type} {BOUNDARY} utf-8", message)
        ours = encoder(message, 1 + number % 3, content_type)
        ours_type = encoder.content_type
        attempt(f"{name}, ours read by WCF", lambda: compare(
            infoset.of_events(peer(f"read-package {ours_type}", ours)), expected))
        attempt(f"{name}, WCF's read by us", lambda: compare(infoset.of_text(decoder(theirs, theirs_type)), expected))
        if number % 5 == 0:
            for charset in ("utf-16", "utf-16BE"):
                wide = peer(f"write-package {content_type} {BOUNDARY} {charset}", message)
                attempt(f"{name}, WCF's in {charset} read by us", lambda: compare(
                    infoset.of_text(decoder(wide, theirs_type)), expected))
        attempt(f"{name}, ours read by us", lambda: difference(decoder(ours, ours_type), message))
        attempt(f"{name}, ours as WCF's", lambda: difference(
            anonymous(ours, ours_type), anonymous(theirs, theirs_type)))
        byte_count += len(ours)
        parts += ours.count(b"\r\nContent-Transfer-Encoding: binary\r\n")
    print(f"ok - {COUNT} messages each way, {parts} parts, {byte_count} bytes")


def main(path, program):
    seed = int(os.environ.get("WSE_TEST_SEED", "20261127"))
    print(f"seed {seed} (WSE_TEST_SEED)")
    library = Library(path)
    try:
        with Peer(program, 280) as peer, library.encoder("mtom") as encoder, \
                library.decoder("mtom", {MAX_ROOT_SIZE: 1 << 20}) as decoder:
            test(peer, encoder, decoder, random.Random(seed))
    except (Failed, Gone) as error:
        report("the peers", error)
    print(f"packages: {passed} passed, {failed} failed")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
