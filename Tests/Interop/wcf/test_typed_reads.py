#!/usr/bin/env python3
"""Whether what the encoder writes for text that reads like a value is that value for every reader of WCF: Microsoft's own
serializer, on Mono, reads the record and the plain characters by every method that it has, and must get the same value or
refuse both with the same words.

usage: test_typed_reads.py LIBRARY PEER

WSE_TEST_SEED chooses the texts, WSE_TEST_TEXTS how many there are; with WSE_TEST_ALL_READS=1 each text is read in every way,
which takes about ten times as long, and otherwise in each way that its type has and in one of SHARE of their variants.
"""
import collections
import os
import struct
import sys
import threading

import texts
from library import TYPED_TEXT, Failed, Library
from peer import Gone, Peer, Refused

PEERS, BATCH, SHARE = 2, 40, 8
CHARACTERS, DICTIONARY = (0x98, 0x9A, 0x9C, 0xB6, 0xB8, 0xBA), 0xAA
CONSTANTS = {b"0": 0x80, b"1": 0x82, b"false": 0x84, b"true": 0x86}
# Names that the static dictionary lacks.
START = b"\x40\x02zz\x04\x02yy"
# The records that a run of so many texts must have met.
WANTED = (0x80, 0x82, 0x84, 0x86, 0x88, 0x8A, 0x8C, 0x8E, 0x90, 0x92, 0x94, 0x96, 0x9E, DICTIONARY, 0xAC, 0xAE, 0xB0, 0xB2)


def escape(text):
    for character, reference in (("&", "&amp;"), ("<", "&lt;"), ('"', "&quot;")):
        text = text.replace(character, reference)
    return "".join(f"&#{ord(character)};" if character in "\t\n\r" else character for character in text)


def record(encoder, text):
    """The record of a text, the same as an attribute's value and in an element, where it has the element's end in it."""
    wire = encoder(f'<zz yy="{escape(text)}">{escape(text)}</zz>'.encode())
    if not wire.startswith(START):
        raise ValueError(wire)
    pair = wire[len(START):]
    one, other = pair[:len(pair) // 2], pair[len(pair) // 2:]
    if bytes([one[0] | 1]) + one[1:] != other:
        raise ValueError(f"two records: {wire.hex(' ')}")
    return one


class Comparison:
    """Compares rows of text and record with some peers, which share them."""

    def __init__(self, program, rows, share):
        self.program, self.rows, self.share = program, rows, share
        self.reads, self.differences, self.unsuccessful, self.failures = 0, [], None, []
        self.batches = iter(range(0, len(rows), BATCH))
        self.lock = threading.Lock()

    def run(self):
        threads = [threading.Thread(target=self.work) for _ in range(PEERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def work(self):
        try:
            with Peer(self.program, 3600) as peer:
                self.compare_batches(peer)
                names = set(peer("reads unsuccessful").decode().split("\n")[:-1])
                with self.lock:
                    self.unsuccessful = names if self.unsuccessful is None else self.unsuccessful & names
        except (Gone, Refused) as error:
            self.failures.append(str(error))

    def compare_batches(self, peer):
        while True:
            with self.lock:
                first = next(self.batches, None)
            if first is None:
                return
            fields = [field for text, wire in self.rows[first:first + BATCH] for field in (text.encode(), wire)]
            body = b"".join(struct.pack("<I", len(field)) + field for field in fields)
            *lines, count = peer(f"compare-reads {first} {self.share}", body).decode().split("\n")[:-1]
            with self.lock:
                self.reads += int(count)
                self.differences += [line.split("\t") for line in lines]


def records_of(library, rows):
    """Texts with the record that each becomes; with typed text off, only constants are no characters."""
    problems, found = [], []
    with library.encoder("msbin1") as typed, library.encoder("msbin1", {TYPED_TEXT: 0}) as untyped:
        for text in rows:
            try:
                wire, plain = record(typed, text), record(untyped, text)
            except (Failed, ValueError) as error:
                problems.append(f"{text!r}: {error}")
                continue
            if plain[0] not in CHARACTERS and plain[0] != DICTIONARY and plain[0] != CONSTANTS.get(text.encode()):
                problems.append(f"{text!r} becomes record {plain[0]:#x} with typed text off")
            if plain[0] not in CHARACTERS and plain != wire:
                problems.append(f"{text!r} becomes {plain.hex(' ')} with typed text off, and {wire.hex(' ')} with it on")
            found.append((text, wire))
    return found, problems


def main(path, program):
    seed = int(os.environ.get("WSE_TEST_SEED", "20261122"))
    count = int(os.environ.get("WSE_TEST_TEXTS", "20000"))
    share = 1 if os.environ.get("WSE_TEST_ALL_READS") else SHARE
    print(f"seed {seed} (WSE_TEST_SEED), {count} texts (WSE_TEST_TEXTS)")
    with Peer(program) as peer:
        known = [text for text in peer("dictionary").decode().split("\n")[:-1] if text]
    rows, problems = records_of(Library(path), texts.texts(seed, count) + known[::4])
    kinds = collections.Counter(wire[0] for _, wire in rows)
    print("# records: " + ", ".join(f"{kind:02X} {number}" for kind, number in sorted(kinds.items())))
    problems += [f"no text becomes record {kind:#x}" for kind in WANTED if not kinds[kind]]
    # What is written as its characters is what it would be compared with.
    different = [(text, wire) for text, wire in rows if wire[0] not in CHARACTERS]
    comparison = Comparison(program, different, share)
    comparison.run()
    problems += comparison.failures
    problems += [f"{text}: {read}: {wanted} as characters, {found} as record {kind}"
                 for text, kind, read, wanted, found in comparison.differences]
    problems += [f"{read} has read no text" for read in sorted(comparison.unsuccessful or ())
                 # Two of some values in a row are none.
                 if not read.endswith("around a comment")]
    for problem in problems[:100]:
        print(f"not ok - {problem}")
    print(f"typed reads: {len(rows)} texts, {len(different)} of them written as values; {comparison.reads} reads of those "
          f"compared with reads of their characters, {len(comparison.differences)} differ; {len(problems)} problems")
    return problems != [] or comparison.reads == 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
