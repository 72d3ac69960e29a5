#!/usr/bin/env python3
"""Packages of MTOM read by others: by Python's email, which knows MIME and nothing of MTOM, and by a service of gSOAP, whose
replies our decoder reads.

usage: test_package_peers.py WSENC GSOAP_SERVICE
"""
import base64
import email
import email.policy
import os
import random
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from xml.sax import saxutils

wsenc, service = sys.argv[1:3]
seed = int(os.environ.get("WSE_TEST_SEED", "20261127"))
print(f"seed {seed} (WSE_TEST_SEED)")
numbers = random.Random(seed)
passed = failed = 0

SOAP = {"text/xml": "http://schemas.xmlsoap.org/soap/envelope/",
        "application/soap+xml": "http://www.w3.org/2003/05/soap-envelope"}
FILES = "urn:example:files"
XMIME = "http://www.w3.org/2005/05/xmlmime"
INCLUDE = "{http://www.w3.org/2004/08/xop/include}Include"
OCTETS = "application/octet-stream"


def check(name, actual, expected):
    global passed, failed
    if actual == expected:
        passed += 1
    else:
        failed += 1
        print(f"not ok - {name}: {str(actual)[:200]} instead of {str(expected)[:200]}")


def run(command, data, *options):
    return subprocess.run([*command, *options], input=data, capture_output=True, check=True, timeout=60)


def headers_of(process):
    return dict(line.split(": ", 1) for line in process.stderr.decode().splitlines())


def content():
    """Bytes that a parser of lines may get wrong."""
    count = numbers.choice([1, 2, 767, 768, 769, 1023, 1024, 4096, 49151, 49152, 49153, numbers.randrange(100 << 10)])
    kind = numbers.randrange(4)
    if kind == 0:
        return numbers.randbytes(count)
    if kind == 1:
        return bytes(numbers.choices(b"\r\n-", k=count))
    if kind == 2:
        return (b"\r\n--" * count)[:count]
    return b"x" * (count - 1) + numbers.choice([b"\r", b"\n", b"-", b"\0", b"\xff"])


def message(content_type, files):
    """`files`: pairs of a media type, which may be empty, and bytes."""
    def attribute(media_type):
        return f" m:contentType={saxutils.quoteattr(media_type)}" if media_type else ""
    elements = "".join(f"<file{attribute(media_type)}>{base64.b64encode(data).decode()}</file>" for media_type, data in files)
    return (f'<s:Envelope xmlns:s="{SOAP[content_type]}" xmlns:m="{XMIME}"><s:Body><Echo xmlns="{FILES}"><files>{elements}'
            "</files></Echo></s:Body></s:Envelope>").encode()


def files():
    return [(numbers.choice(["", "image/png", 'text/plain; charset="utf-8"']), content())
            for _ in range(numbers.randrange(1, 12))]


def encode(data, content_type, *options):
    process = run([wsenc, "encode", "-c", "mtom", "--headers", "--content-type", content_type], data, *options)
    return headers_of(process), process.stdout


def test_email(number):
    content_type, sent, limit = numbers.choice(list(SOAP)), files(), numbers.choice([0, 1, 767, 4096])
    name = f"email, package {number}"
    text = message(content_type, sent)
    headers, body = encode(text, content_type, "-p", f"max-inline-size={limit}")
    check(f"{name}: MIME-Version", headers.get("MIME-Version"), "1.0")
    head = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
    package = email.message_from_bytes(head.encode() + b"\r\n" + body, policy=email.policy.HTTP)
    check(f"{name}: defects", [part.defects for part in package.walk() if part.defects], [])
    check(f"{name}: type", package.get_content_type(), "multipart/related")
    root, *parts = package.get_payload()
    check(f"{name}: start", package["Content-Type"].params["start"], str(root["Content-ID"]))
    check(f"{name}: start-info", package["Content-Type"].params["start-info"], content_type)
    check(f"{name}: root", dict(root["Content-Type"].params), {"charset": "utf-8", "type": content_type})
    by_id = {str(part["Content-ID"]).strip("<>"): part for part in parts}
    check(f"{name}: identifiers", len(by_id), len(parts))
    long = [(media_type, data) for media_type, data in sent if len(data) > limit]
    check(f"{name}: parts", len(parts), len(long))
    envelope = ElementTree.fromstring(root.get_payload(decode=True))
    received = []
    for element in envelope.iter(f"{{{FILES}}}file"):
        media_type = element.get(f"{{{XMIME}}}contentType") or ""
        include = element.find(INCLUDE)
        if include is None:
            received.append((media_type, base64.b64decode(element.text, validate=True)))
            continue
        part = by_id[include.get("href").removeprefix("cid:")]
        check(f"{name}: type of a part", str(part["Content-Type"]), media_type or OCTETS)
        received.append((media_type, part.get_payload(decode=True)))
    check(f"{name}: contents", received, sent)


def test_gsoap(number):
    content_type, sent = numbers.choice(list(SOAP)), files()
    name = f"gSOAP, package {number}"
    # The service wants parts, and no base64 in the envelope.
    headers, body = encode(message(content_type, sent), content_type, "-p", "max-inline-size=0")
    head = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
    request = f"POST / HTTP/1.1\r\nHost: localhost\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    reply = run([service], request).stdout
    head, _, body = reply.partition(b"\r\n\r\n")
    reply_type = re.search(r"(?im)^content-type: *(.*?)\r?$", head.decode()).group(1)
    text = run([wsenc, "decode", "-c", "mtom", "--headers", "--content-type", reply_type], body)
    check(f"{name}: type of the reply", headers_of(text)["Content-Type"].split(";")[0], content_type)
    envelope = ElementTree.fromstring(text.stdout)
    received = [(element.get(f"{{{XMIME}}}contentType") or "", base64.b64decode(element.text, validate=True))
                for element in envelope.iter(f"{{{FILES}}}file")]
    check(f"{name}: contents", received, sent)
    again, wire = encode(text.stdout, content_type, "-p", "max-inline-size=0")
    decoded = run([wsenc, "decode", "-c", "mtom", "--content-type", again["Content-Type"]], wire).stdout
    # gSOAP writes an XML declaration, which a root of ours does not have.
    check(f"{name}: once more", decoded, re.sub(rb"^<\?xml[^>]*\?>", b"", text.stdout))


for number in range(60):
    test_email(number)
for number in range(40):
    test_gsoap(number)
print(f"packages: {passed} passed, {failed} failed")
sys.exit(failed != 0)
