#!/usr/bin/env python3
"""The codecs of UTF-16 beside Microsoft's own writer and reader of text XML, which Mono carries: byte by byte the same.

usage: test_utf16.py LIBRARY PEER
"""
import os
import sys

import infoset
from library import Failed, Library
from messages import messages
from peer import Gone, Peer, Refused

CHARSETS = {"utf-16": "utf-16LE", "utf-16le": "utf-16LE", "utf-16be": "utf-16BE"}
LE_MARK, BE_MARK = b"\xFF\xFE", b"\xFE\xFF"

# What the reader is told, the byte order, whether there is a mark, the declared encoding, and what Microsoft's reader makes of
# it. Where ours differs, it accepts more.
VERDICTS = [
    (None, "LE", True, None, False), (None, "LE", True, "utf-16", True), (None, "BE", True, "utf-16", True),
    (None, "BE", True, "UTF-16BE", True), (None, "LE", True, "UTF-16BE", False), (None, "LE", False, "utf-16", True),
    (None, "LE", False, None, False), ("utf-16LE", "LE", False, None, True), ("utf-16LE", "LE", True, None, True),
    ("utf-16LE", "BE", True, None, False), ("utf-16LE", "LE", True, "utf-8", False),
    ("utf-16LE", "LE", True, "ISO-10646-UCS-2", False), ("utf-16BE", "BE", True, "utf-16", True),
]
# The mark tells the order, which a declaration would have to tell Microsoft's reader.
ACCEPTED_BY_US = {(None, "LE", True, None), (None, "LE", False, None)}

failures = checks = 0


def report(name, problem):
    global failures, checks
    checks += 1
    if problem:
        failures += 1
        print(f"not ok - {name}: {problem}")


def difference(actual, expected):
    if actual == expected:
        return None
    same = next((at for at, pair in enumerate(zip(actual, expected)) if pair[0] != pair[1]), min(len(actual), len(expected)))
    return f"differs at byte {same}: {actual[same:same + 24]!r} and not {expected[same:same + 24]!r}"


def compare(actual, expected):
    return None if actual == expected else infoset.difference(actual, expected)


def attempt(name, check):
    try:
        report(name, check())
    except (Failed, Refused) as error:
        report(name, f"{type(error).__name__} {error}")


def test_messages(peer, library, rows):
    for codec, charset in CHARSETS.items():
        with library.encoder(codec) as encoder, library.decoder(codec) as decoder:
            for name, message in rows:
                plain, theirs = peer("text-encode utf-8", message), peer(f"text-encode {charset}", message)
                attempt(f"{codec}, {name}, as WCF writes it", lambda: difference(encoder(plain), theirs))
                report(f"{codec}, content type", None if encoder.content_type == f"application/soap+xml; charset={charset}"
                       else encoder.content_type)
                attempt(f"{codec}, {name}, WCF's read by us", lambda: difference(
                    decoder(theirs, f"application/soap+xml; charset={charset}"), plain))
                for told in (charset, "none"):
                    attempt(f"{codec}, {name}, ours read by WCF, told {told}", lambda: compare(
                        infoset.of_events(peer(f"text-read {told}", encoder(plain))), infoset.of_text(message)))


def accepts(read):
    try:
        read()
        return True
    except (Failed, Refused):
        return False


def test_verdicts(peer, library):
    with library.decoder("utf-16") as decoder:
        for told, order, has_mark, declared, verdict in VERDICTS:
            text = (f'<?xml version="1.0" encoding="{declared}"?>' if declared else "") + "<a>\u00E9</a>"
            message = ((LE_MARK if order == "LE" else BE_MARK) if has_mark else b"") + text.encode(f"utf-16-{order.lower()}")
            name = f"told {told}, {order}, {'with' if has_mark else 'without'} a mark, declared {declared}"
            theirs = accepts(lambda: peer(f"text-read {told or 'none'}", message))
            report(f"WCF, {name}", None if theirs == verdict else f"accepts: {theirs}")
            ours = accepts(lambda: decoder(message, "text/xml" + (f"; charset={told}" if told else "")))
            expected = verdict or (told, order, has_mark, declared) in ACCEPTED_BY_US
            report(f"we, {name}", None if ours == expected else f"accepts: {ours}")


def main(path, program):
    seed = int(os.environ.get("WSE_TEST_SEED", "20261122"))
    print(f"seed {seed} (WSE_TEST_SEED)")
    library = Library(path)
    try:
        with Peer(program) as peer:
            test_messages(peer, library, messages(seed)[::2])
            test_verdicts(peer, library)
    except Gone as error:
        report("the peer", f"Mono is not there, or has ended: {error}")
    print(f"utf-16: {checks - failures} passed, {failures} failed")
    return failures != 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
