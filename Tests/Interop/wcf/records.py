"""Documents of [MC-NBFX] made by hand: every record, in forms that no writer chooses, and values at random."""
import struct

ELEMENT, END = b"\x40\x01e", b"\x01"
SOAP_12 = b"\x0b\x01s\x04"  # xmlns:s, of the dictionary


def counted(text, width):
    return len(text).to_bytes(width, "little") + text


def seven_bits(number, width=1):
    """MultiByteInt31 in at least `width` bytes."""
    digits = []
    while number or len(digits) < width:
        digits.append(number & 0x7F)
        number >>= 7
    return bytes([digit | 0x80 for digit in digits[:-1]] + digits[-1:])


def texts():
    """Pairs of a record type, that of the form without an end, and what follows it."""
    yield from ((record, b"") for record in (0x80, 0x82, 0x84, 0x86, 0xA8))
    for record, size in ((0x88, 1), (0x8A, 2), (0x8C, 4), (0x8E, 8)):
        yield from ((record, number.to_bytes(size, "little", signed=True))
                    for number in (0, 1, -1, 5, -128, 127, -(1 << size * 8 - 1), (1 << size * 8 - 1) - 1))
    yield from ((0xB2, number.to_bytes(8, "little")) for number in (0, 1, 1 << 63, (1 << 64) - 1))
    yield from ((0x90, struct.pack("<f", number)) for number in (0, -0.0, 1, 5, 2**24, 1e10, 0.1, 1e-10, 3e38))
    yield from ((0x92, struct.pack("<d", number))
                for number in (0, -0.0, 1, 5, 2**53, 1e10, 1e14, 1e15, 1e17, 0.1, 1e-4, 1e-5, 1e-10))
    for sign in (0, 0x80):
        yield from ((0x94, struct.pack("<HBBIQ", 0, scale, sign, high, low))
                    for scale, high, low in ((0, 0, 0), (0, 0, 7), (1, 0, 7), (28, 0, 7), (3, 0, 12300), (0, 1, 0),
                                             (28, 0xFFFFFFFF, 0)))
    yield from ((0x96, (ticks | kind << 62).to_bytes(8, "little")) for kind in range(3)
                for ticks in (0, 1, 10, 632834684550000000, 3155378975999999999))
    yield from ((0xAE, ticks.to_bytes(8, "little", signed=True)) for ticks in (0, 1, -1, 864000000000, 36000000000, 600000000))
    yield from ((record, bytes(range(16))) for record in (0xAC, 0xB0))
    yield from ((0xB4, bytes([truth])) for truth in (0, 1))
    for width, record in ((1, 0x98), (2, 0x9A), (4, 0x9C)):
        yield from ((record, counted(text.encode(), width)) for text in ("", "a", "<&>", "caf\u00e9 \U0001F600", "\r\n", "0"))
        yield from ((record + 6, counted(data, width)) for data in (b"", b"\0", b"\0\xff", b"\0\xff\x10", bytes(10)))
        yield from ((record + 0x1E, counted(text.encode("utf-16-le"), width))
                    for text in ("", "a", "<&>\u4e2d", "\U0001F600\r"))
    yield from ((0xAA, seven_bits(key)) for key in (0, 2, 126, 128, 0x1A8, 0x3CC))
    yield from ((0xBC, bytes([18]) + seven_bits(key)) for key in (2, 0x86))
    yield 0xA4, b"\xa6"
    yield 0xA4, b"\x80\x88\x05\x98\x01a\xa6"
    # Not with bytes among them: Mono says System.Byte[] for those.
    yield 0xA4, b"\x94" + bytes(16) + b"\x86\xb6\x02a\0\xa6"


def random_texts(noise):
    for _ in range(60):
        yield 0x90, noise.randbytes(4)
        yield 0x92, noise.randbytes(8)
        yield 0x92, struct.pack("<d", noise.randrange(-10**9, 10**9) / 10**noise.randrange(10))
        high, low = noise.getrandbits(noise.randrange(33)), noise.getrandbits(noise.randrange(65))
        yield 0x94, struct.pack("<HBBIQ", 0, noise.randrange(29), noise.choice((0, 0x80)), high, low)
        yield 0x96, (noise.randrange(3155378976000000000) | noise.randrange(2) << 62).to_bytes(8, "little")
        yield 0xAE, noise.randbytes(8)
        yield 0xAE, (noise.randrange(10**noise.randrange(1, 18)) * 10**noise.randrange(8) % (1 << 63)).to_bytes(8, "little")
        yield noise.choice((0xB0, 0xAC)), noise.randbytes(16)
        yield noise.choice((0x8E, 0xB2)), noise.randbytes(8)


def within(record, rest):
    """A text in each place that it may have."""
    yield "last", ELEMENT + SOAP_12 + bytes([record]) + rest + END
    if record != 0xA4:
        yield "with the end", ELEMENT + SOAP_12 + bytes([record + 1]) + rest
    yield "before an element", ELEMENT + SOAP_12 + bytes([record]) + rest + b"\x40\x01f" + END + END
    yield "in an attribute", ELEMENT + SOAP_12 + b"\x04\x01a" + bytes([record]) + rest + END


def structures():
    yield "a length in five bytes", ELEMENT + b"\x98\x01a" + b"\x40" + seven_bits(1, 5) + b"f" + END + END
    yield "an identifier in three bytes", b"\x42" + seven_bits(14, 3) + END
    yield "a declaration twice in one another", ELEMENT + b"\x09\x01p\x01u" + b"\x40\x01f" + b"\x09\x01p\x01u" + END + END
    yield "a declaration between attributes", ELEMENT + b"\x04\x01a\x82" + b"\x09\x01p\x01u" + b"\x04\x01b\x86" + END
    yield "a declaration after its use", b"\x41\x01p\x01e" + b"\x05\x01p\x01a\x82" + b"\x09\x01p\x01u" + END
    yield "a default namespace undeclared", ELEMENT + b"\x08\x01u" + b"\x40\x01f" + b"\x08\x00" + END + END
    yield "a default namespace of the dictionary", ELEMENT + b"\x0a\x04" + END
    yield "xml:lang", ELEMENT + b"\x05\x03xml\x04lang\x98\x02en" + END
    yield "texts side by side", ELEMENT + b"\x98\x01a\x88\x05\x86\xa8\x9e\x01a\x99\x01z"
    yield "a comment between texts", ELEMENT + b"\x98\x01a\x02\x01c\x98\x01b" + END
    yield "a comment before the end of the document", ELEMENT + END + b"\x02\x01c"
    yield "an array of one", ELEMENT + b"\x03\x40\x01i\x01\x8b\x01\x05\x00" + END
    yield "arrays side by side", ELEMENT + b"\x03\x40\x01i\x01\x8b\x01\x05\x00" * 2 + b"\x98\x01x" + END
    yield "an array with attributes", ELEMENT + b"\x03\x40\x01i\x04\x01a\x98\x01v\x08\x01u\x01\xb5\x02\x00\x01" + END
    yield "an array of floats", ELEMENT + b"\x03\x40\x01i\x01\x91\x03" + struct.pack("<fff", 5, 0.1, -0.0) + END
    for letter in range(26):
        prefix = bytes([97 + letter])
        outer = bytes([0x5E + letter]) + b"\x01e" + bytes([0x26 + letter]) + b"\x01a\x82" + b"\x09\x01" + prefix + b"\x01u"
        inner = bytes([0x44 + letter]) + b"\x0e" + bytes([0x0C + letter]) + b"\x00\x86"
        yield f"prefix {prefix.decode()}", outer + inner + END + END


def malformed():
    """What WCF refuses."""
    yield "nothing after an element", ELEMENT
    yield "a text cut off", ELEMENT + b"\x98\x05abc"
    yield "a record that there is not", ELEMENT + b"\xbe" + END
    yield "an end too many", ELEMENT + END + END
    yield "a second root", ELEMENT + END + ELEMENT + END
    yield "text outside", b"\x98\x01a" + ELEMENT + END
    yield "an array of none", ELEMENT + b"\x03\x40\x01i\x01\x8b\x00" + END
    yield "an array of what has no arrays", ELEMENT + b"\x03\x40\x01i\x01\x89\x01\x05" + END
    yield "an array cut off", ELEMENT + b"\x03\x40\x01i\x01\x8d\x02\x05\x00\x00\x00\x06\x00"
    yield "bad UTF-8", ELEMENT + b"\x98\x02\xc3\x28" + END
    yield "UTF-8 of a surrogate", ELEMENT + b"\x98\x03\xed\xa0\x80" + END
    yield "half a surrogate pair", ELEMENT + b"\xb6\x02\x3d\xd8" + END
    yield "half a code unit", ELEMENT + b"\xb6\x03a\x00b" + END
    yield "a character over two records", ELEMENT + b"\x98\x01\xc3\x98\x01\xa9" + END
    yield "beyond the dictionary", b"\x42" + seven_bits(974) + END
    yield "a session's string without a session", b"\x42\x01" + END
    yield "a number of six bytes", b"\x40" + seven_bits(1, 6) + b"e" + END
    yield "a number of 32 bits", b"\x40\xff\xff\xff\xff\x0fe" + END
    yield "an attribute twice", ELEMENT + b"\x04\x01a\x82" * 2 + END
    yield "a declaration twice", ELEMENT + b"\x09\x01p\x01u" * 2 + END
    yield "an attribute after text", ELEMENT + b"\x98\x01t\x04\x01a\x82" + END
    yield "an attribute without a value", ELEMENT + b"\x04\x01a" + END
    yield "an end in an attribute", ELEMENT + b"\x04\x01a\x83" + END
    yield "a prefix that is not declared", b"\x5e\x01e" + END
    yield "a list in a list", ELEMENT + b"\xa4\xa4\x82\xa6\xa6" + END
    yield "a list without an end", ELEMENT + b"\xa4\x82" + END
    yield "a decimal of scale 29", ELEMENT + b"\x94" + struct.pack("<HBBIQ", 0, 29, 0, 0, 1) + END
    yield "a date after the last", ELEMENT + b"\x96" + (3155378976000000000).to_bytes(8, "little") + END


def documents(noise):
    """Names and documents."""
    rows = [(f"record {record:#x} {'Single ' if record == 0x90 else ''}{rest.hex()}, {place}", document)
            for record, rest in [*texts(), *random_texts(noise)] for place, document in within(record, rest)]
    return [*rows, *structures(), *malformed()]
