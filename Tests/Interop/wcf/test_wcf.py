#!/usr/bin/env python3
"""The codecs of binary XML beside Microsoft's own serializer, which Mono carries: each reads what the other writes.

usage: test_wcf.py LIBRARY PEER

LIBRARY is libwsencoder.so, PEER the program of the folder Peer. The two must agree on the infoset of every message, and ours
must not be longer. Where they differ by intention, the line says how and why.
"""
import collections
import os
import random
import re
import struct
import sys
import time
import xml.parsers.expat

import infoset
import records
from library import SOAP_XML, Failed, Library
from messages import messages
from peer import Gone, Peer, Refused

# What a local date reads as depends on the zone; the peer is in this one, too.
os.environ["TZ"] = "UTC"
time.tzset()

FORMS = ("plain", "dictionary", "dictionary-text", "typed")
MAX_ATTRIBUTE_VALUE = 65536
RAW_DEFLATE = 15
TEXT_PIECE, TEXT_HEADER = 16384, 5
QUOTA_EXCEEDED = "0x803D0008"
SHORTEST = "the shortest text that reads as the same value; .NET Framework's is longer"
PIECES = "a text is not kept until it ends, but cut into records, the header of each being 5 bytes"
INSTANT = "a local date is the same moment in whatever zone it is written"


MOST_NOTES = 60


class Report:
    def __init__(self):
        self.passed = self.failed = 0
        self.reasons = collections.Counter()

    def __call__(self, name, problem=None, notes=()):
        """One check. A problem is a text; notes are intended differences and their reasons."""
        if problem is None:
            self.passed += 1
            for note, reason in notes:
                self.reasons[reason] += 1
                if self.reasons[reason] <= MOST_NOTES:
                    print(f"ok - {name} # {note}: {reason}")
        else:
            self.failed += 1
            print(f"not ok - {name}: {problem}")
        return problem is None

    def attempt(self, name, check):
        """The same for a function that gives the problem, or the notes of what is none, or None."""
        try:
            outcome = check()
        except (Failed, Refused, ValueError, UnicodeError, xml.parsers.expat.ExpatError) as error:
            outcome = f"{type(error).__name__} {error}"
        return self(name, outcome) if isinstance(outcome, str) else self(name, None, outcome or ())


report = Report()


def compare(actual, expected):
    return None if actual == expected else infoset.difference(actual, expected)


# ---- Differences that are none ----

def is_same_fraction(ours, theirs, is_single):
    """One value, and ours not in more digits."""
    number = r"-?(\d+(\.\d+)?([eE][-+]?\d+)?|INF)|NaN"
    if not re.fullmatch(number, ours) or not re.fullmatch(number, theirs):
        return False
    values = [float(text.replace("INF", "inf")) for text in (ours, theirs)]
    if is_single:
        values = [struct.pack("<f", value) for value in values]
    digits = [len(re.sub("[eE].*|[^0-9]", "", text)) for text in (ours, theirs)]
    return values[0] == values[1] and digits[0] < digits[1]


def is_same_instant(ours, theirs):
    def instant(text):
        return re.sub(r"(Z|[-+]00:00)$", "", text)
    return instant(ours) == instant(theirs)


def texts(items):
    for item in items:
        if item[0] == "text":
            yield item[1]
        elif item[0] == "element":
            yield from (value for _, value in item[2])


def intended(name, ours, theirs):
    """What differs by intention, as notes; None if there is more."""
    def structure(items):
        return [item[:1] if item[0] == "text" else (item[1], [key for key, _ in item[2]], item[3]) if item[0] == "element"
                else item for item in items]

    if structure(ours) != structure(theirs):
        return None
    notes = set()
    for our_text, their_text in zip(texts(ours), texts(theirs)):
        if our_text == their_text:
            continue
        pairs = list(zip(our_text.split(" "), their_text.split(" ")))
        if all(one == other or is_same_fraction(one, other, "Single" in name) for one, other in pairs):
            notes.update((f"{one} and not {other}", SHORTEST) for one, other in pairs if one != other)
        elif name.startswith("DateTime Local") and is_same_instant(our_text, their_text):
            notes.add((f"{our_text} and not {their_text}", INSTANT))
        else:
            return None
    return sorted(notes)


def compare_values(name, ours, theirs):
    if ours == theirs:
        return None
    notes = intended(name, ours, theirs)
    return infoset.difference(ours, theirs) if notes is None else notes


# ---- The comparer itself ----

def test_comparer():
    same = [("<x/>", "<x></x>"), ("<x>a<![CDATA[b]]>&#99;</x>", "<x>abc</x>"), ("<x a='1'/>", '<x  a="1" />'),
            ("<p:x xmlns:p='u'><p:y xmlns:p='u'/></p:x>", "<p:x xmlns:p='u'><p:y/></p:x>"), ("<x xmlns=''/>", "<x/>"),
            ("<x>\r\n</x>", "<x>\n</x>"), ("<?xml version='1.0'?>\n<x/>\n", "<x/>")]
    different = [("<x/>", "<y/>"), ("<x/>", "<x> </x>"), ("<x/>", "<x a=''/>"), ("<x a='1'/>", "<x a='2'/>"),
                 ("<x/>", "<x><!----></x>"), ("<x a='1' b='2'/>", "<x b='2' a='1'/>"), ("<x xmlns='u'/>", "<x/>"),
                 ("<p:x xmlns:p='u'/>", "<q:x xmlns:q='u'/>"),
                 ("<x xmlns:p='u'/>", "<x/>"), ("<x><y/>a</x>", "<x>a<y/></x>"), ("<x>&#13;\n</x>", "<x>\r\n</x>"),
                 ("<x><y/></x>", "<x><y/><y/></x>"), ("<x>1</x>", "<x>1.0</x>"), ("<x xml:lang='en'/>", "<x lang='en'/>")]
    for one, other in same:
        report(f"{one!r} says what {other!r} says", compare(infoset.of_text(one), infoset.of_text(other)))
    for one, other in different:
        found = compare(infoset.of_text(one), infoset.of_text(other))
        report(f"{one!r} does not say what {other!r} says", None if found else "the difference is not found")
    numbers = [("0.1", "0.10000000000000001", True), ("0.1", "0.2", False), ("1.50", "1.5", False), ("true", "1", False)]
    for ours, theirs, wanted in numbers:
        report(f"{ours} for {theirs}", None if is_same_fraction(ours, theirs, False) == wanted else f"not {wanted}")


# ---- Messages ----

def test_message(peer, encoder, decoder, name, message):
    """Gives the sizes of ours and of WCF's, for those who like to compare."""
    expected = infoset.of_text(message)
    failed = report.failed
    ours = b""
    theirs = {form: peer(f"encode {form}", message) for form in FORMS}

    def ours_is_read():
        nonlocal ours
        ours = encoder(message)
        return compare(infoset.of_events(peer("read", ours)), expected)

    def ours_is_short():
        best = min(len(theirs[form]) for form in FORMS if form != "typed")
        pieces = sum(len(item[1].encode()) // TEXT_PIECE for item in expected if item[0] == "text")
        if best < len(ours) <= best + pieces * TEXT_HEADER:
            return [(f"{len(ours)} bytes and not {best}", PIECES)]
        return f"{len(ours)} bytes, WCF's has {best}" if len(ours) > best else None

    def ours_comes_back():
        return compare(infoset.of_text(decoder(ours, "application/soap+msbin1")), expected)

    report.attempt(f"{name}, read by Microsoft's parser", lambda: compare(infoset.of_events(peer("parse", message)), expected))
    report.attempt(f"{name}, ours read by WCF", ours_is_read)
    report.attempt(f"{name}, ours not longer than WCF's", ours_is_short)
    report.attempt(f"{name}, ours read by us", ours_comes_back)
    for pieces in (2, 7):
        report.attempt(f"{name}, ours of {pieces} pieces read by WCF", lambda pieces=pieces: compare(
            infoset.of_events(peer("read", encoder(message, pieces))), expected))
    for form, wire in theirs.items():
        report.attempt(f"{name}, WCF's ({form}) read by us", lambda wire=wire: compare_values(
            name, infoset.of_text(decoder(wire, "application/soap+msbin1")), expected))
    if report.failed == failed:
        print(f"ok - {name}")
    return len(message), len(ours), len(theirs["dictionary"]), len(theirs["typed"])


def test_messages(peer, library, rows):
    with library.encoder("msbin1") as encoder, library.decoder("msbin1") as decoder:
        sizes = [test_message(peer, encoder, decoder, name, message) for name, message in rows]
        report("content type of msbin1", compare(encoder.content_type, "application/soap+msbin1"))
        report("content type of what msbin1 decodes to", compare(decoder.content_type, SOAP_XML))
        text, ours, theirs, typed = map(sum, zip(*sizes))
        print(f"# {text} bytes of text: ours {ours}, WCF's {theirs} and, with what reads like values as values, {typed}")


# ---- Values and the dictionary ----

def test_value(peer, encoder, decoder, name, wire, theirs):
    """What WCF writes reads the same here and there, and what it reads as can be written again."""
    def it_is_read():
        return compare_values(name, infoset.of_text(decoder(wire, "application/soap+msbin1")), theirs)

    def it_is_written_again():
        text = decoder(wire, "application/soap+msbin1")
        return compare(infoset.of_events(peer("read", encoder(text))), infoset.of_text(text))

    if any(len(value.encode()) > MAX_ATTRIBUTE_VALUE for item in theirs if item[0] == "element" for _, value in item[2]):
        try:
            decoder(wire, "application/soap+msbin1")
            report(name, "the attribute is longer than the limit")
        except Failed as error:
            report(name, None if str(error).startswith(QUOTA_EXCEEDED) else str(error))
        return
    if report.attempt(name, it_is_read):
        report.attempt(f"{name}, written again", it_is_written_again)


def test_values(peer, library):
    before, rows = report.failed, peer.values()
    with library.encoder("msbin1") as encoder, library.decoder("msbin1") as decoder:
        for name, wire, events in rows:
            test_value(peer, encoder, decoder, name, wire, infoset.of_events(events))
    report("the table of values has all its rows", None if len(rows) > 900 else f"only {len(rows)}")
    if report.failed == before:
        print(f"ok - {len(rows)} documents of all that XmlDictionaryWriter can write")


def test_records(peer, library, seed):
    """What WCF reads in documents that it would not write. What it refuses, we refuse."""
    before, refused, rows = report.failed, 0, records.documents(random.Random(seed))

    def it_is_refused():
        try:
            decoder(wire, "application/soap+msbin1")
        except Failed:
            return None
        return f"accepted; WCF says {refusal}"

    with library.encoder("msbin1") as encoder, library.decoder("msbin1") as decoder:
        for name, wire in rows:
            try:
                theirs = infoset.of_events(peer("read", wire))
            except Refused as refusal_of_peer:
                refusal = str(refusal_of_peer)
                refused += 1
                report.attempt(name, it_is_refused)
                continue
            test_value(peer, encoder, decoder, name, wire, theirs)
    if report.failed == before:
        print(f"ok - {len(rows)} documents made by hand and at random; WCF refuses {refused}")


def test_dictionary(peer, library):
    """Every string of the dictionary, as text: a DictionaryText record in an element each."""
    strings = peer("dictionary").decode().split("\n")[:-1]
    elements = b"".join(b"\x40\x01e\xab" + records.seven_bits(key * 2) for key in range(len(strings)))
    wire = b"\x40\x01r" + elements + b"\x01"

    def it_is_read():
        with library.decoder("msbin1") as decoder:
            items = infoset.of_text(decoder(wire, "application/soap+msbin1"))
        found = ["".join(item[1] for item in items[at + 1:at + 2] if item[0] == "text")
                 for at, item in enumerate(items) if item[0] == "element" and item[1][1] == "e"]
        wrong = [f"{key * 2:#x} is {mine!r}" for key, (mine, string) in enumerate(zip(found, strings)) if mine != string]
        return "; ".join(wrong) or (None if len(found) == len(strings) == 487 else f"{len(found)} strings")

    if report.attempt("the dictionary", it_is_read):
        print(f"ok - {len(strings)} strings of the dictionary")


# ---- Characters that XML does not allow ----

INVALID_CHARACTERS, REFERENCE = 17, 1
CHARACTERS = [*range(1, 0x20), 0xFFFE, 0xFFFF]


def test_characters(peer, library):
    """A message with characters of .NET's strings that XML has no place for goes from WCF through us and back to the same."""
    def comes_back(text):
        theirs = peer(f"encode-any {form}", text)
        written = decoder(theirs, "application/soap+msbin1")
        # WCF itself writes such characters as we do, and reads them from what we write.
        theirs_written = peer("decode", theirs)
        if written != theirs_written:
            return f"ours is {written!r} and WCF's {theirs_written!r}"
        ours = encoder(written)
        return compare(infoset.of_events(peer("read", ours)), infoset.of_events(peer("read", theirs)))

    before, reference = report.failed, {INVALID_CHARACTERS: REFERENCE}
    with library.encoder("msbin1", reference) as encoder, library.decoder("msbin1", reference) as decoder:
        for form in ("plain", "dictionary"):
            # Of white space each writes another form.
            for code in [code for code in CHARACTERS if code not in (0x09, 0x0A, 0x0D)]:
                text = f'<e a="x&#x{code:X};">&#x{code:X};y</e>'.encode()
                report.attempt(f"U+{code:04X} ({form})", lambda text=text: comes_back(text))
            text = '<e xmlns="urn:e"><f>&#x1;&#xFFFE;</f><f>' + 1000 * "long &#x1; text " + "</f></e>"
            report.attempt(f"U+0001 and U+FFFE in a long text ({form})", lambda: comes_back(text.encode()))
    if report.failed == before:
        print(f"ok - {len(CHARACTERS) - 3} characters that XML does not allow")


# ---- Sessions and compression ----

def test_session(peer, library, name, rows, compression=None):
    """A session in each direction, each message building on those before it."""
    codec = "msbinsession1" + (f"+{compression}" if compression else "")
    before, sizes = report.failed, []
    peer("session")
    with library.encoder(codec) as encoder, library.decoder(codec) as decoder:
        for number, (title, message) in enumerate(rows):
            title = f"{codec}, {name}, message {number} ({title})"
            expected = infoset.of_text(message)
            plain = theirs = peer("session-encode dictionary", message)
            ours = b""

            def ours_is_read():
                nonlocal ours
                ours = encoder(message)
                if compression:
                    ours = peer(f"decompress {compression}", ours)
                return compare(infoset.of_events(peer("session-read", ours)), expected)

            if compression:
                theirs = peer(f"compress {compression}", theirs)
            # What comes after a message that failed means nothing.
            if not (report.attempt(f"{title}, ours read by WCF", ours_is_read)
                    and report.attempt(f"{title}, WCF's read by us", lambda: compare(
                        infoset.of_text(decoder(theirs, f"application/soap+{codec}")), expected))):
                return
            sizes.append((len(ours), len(plain)))
        report(f"content type of {codec}", compare(encoder.content_type, f"application/soap+{codec}"))
    ours, theirs = map(sum, zip(*sizes))
    report(f"{codec}, {name}: not longer than WCF's", f"{ours} bytes, WCF's has {theirs}" if ours > theirs else None)
    if rows[0][1] == rows[1][1]:
        first, second = sizes[0][0], sizes[1][0]
        report(f"{codec}, {name}: repeated strings", None if second < first else f"{second} bytes after {first}")
    if report.failed == before:
        print(f"ok - {codec}, {name}: {len(rows)} messages each way, ours {ours} bytes, WCF's {theirs}")


def test_sessions(peer, library, rows):
    by_name = dict(rows)
    order = by_name["purchase orders of 1024"]
    names = "".join(f"<name-of-its-own-{number} attribute-{number}='{number}'/>" for number in range(100))
    many_names = [(f"new names {number}", f"<x xmlns='urn:{number}'>{names.replace('-own', f'-own-{number}')}</x>".encode())
                  for number in range(4)]
    test_session(peer, library, "the same again", [("order", order)] * 6)
    test_session(peer, library, "every kind", rows[:110])
    test_session(peer, library, "more names than a session holds", many_names + [("order", order)] * 2 + many_names)
    for compression in ("gzip", "deflate"):
        test_session(peer, library, "the same again", [("order", order)] * 3, compression)
        test_session(peer, library, "every kind", rows[:30], compression)


def test_compression(peer, library, rows):
    for compression in ("gzip", "deflate"):
        codec, before = f"msbin1+{compression}", report.failed
        with library.encoder(codec) as encoder, library.decoder(codec) as decoder:
            for name, message in rows[::6]:
                expected = infoset.of_text(message)
                theirs = peer(f"compress {compression}", peer("encode dictionary", message))
                report.attempt(f"{codec}, {name}, ours read by WCF", lambda: compare(
                    infoset.of_events(peer("read", peer(f"decompress {compression}", encoder(message)))), expected))
                report.attempt(f"{codec}, {name}, WCF's read by us", lambda: compare(
                    infoset.of_text(decoder(theirs, f"application/soap+{codec}")), expected))
                report.attempt(f"{codec}, {name}, WCF's reply over HTTP read by us", lambda: compare(
                    infoset.of_text(decoder(theirs, "application/soap+msbin1", compression)), expected))
                report.attempt(f"{codec}, {name}, WCF's uncompressed reply read by us", lambda: compare(
                    infoset.of_text(decoder(peer("encode dictionary", message), "application/soap+msbin1")), expected))
            report(f"content type of {codec}", compare(encoder.content_type, f"application/soap+{codec}"))
        if report.failed == before:
            print(f"ok - {codec}: {len(rows[::6])} messages each way")


def test_raw_deflate(peer, library, rows):
    """The coding "deflate" as .NET writes it, and before its version 6 alone reads it: raw."""
    before = report.failed
    with library.encoder("deflate", {RAW_DEFLATE: 1}) as encoder, library.decoder("deflate") as decoder:
        for name, message in rows[::12]:
            report.attempt(f"deflate, {name}, ours read by .NET",
                           lambda: compare(peer("decompress deflate", encoder(message)), message))
            report.attempt(f"deflate, {name}, .NET's read by us", lambda: compare(
                decoder(peer("compress deflate", message), "text/xml", "deflate"), message))
    if report.failed == before:
        print(f"ok - raw deflate: {len(rows[::12])} messages each way")


def main(path, program):
    seed = int(os.environ.get("WSE_TEST_SEED", "20261122"))
    print(f"seed {seed} (WSE_TEST_SEED)")
    library = Library(path)
    wanted = [base + suffix for base in ("msbin1", "msbinsession1") for suffix in ("", "+gzip", "+deflate")]
    missing = set(wanted) - set(library.codecs())
    if missing:
        report("codecs", f"the library has no {', '.join(sorted(missing))}")
    else:
        rows = messages(seed)
        report("there are enough messages", None if len(rows) >= 150 else f"only {len(rows)}")
        test_comparer()
        try:
            with Peer(program) as peer:
                test_dictionary(peer, library)
                test_messages(peer, library, rows)
                test_values(peer, library)
                test_records(peer, library, seed)
                test_characters(peer, library)
                test_compression(peer, library, rows)
                test_raw_deflate(peer, library, rows)
                test_sessions(peer, library, rows)
        except Gone as error:
            report("the peer", f"Mono is not there, or has ended: {error}")
    for reason, count in report.reasons.items():
        print(f"# {count} intended differences: {reason}")
    print(f"wcf: {report.passed} passed, {report.failed} failed")
    return report.failed != 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
