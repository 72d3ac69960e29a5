"""Texts that read like values, the same in every run of a seed: all forms of number, date, duration, identifier, base64, name.

`values(random)` has the forms that writers use and the borders of each; `texts(seed)` has those, some of them damaged or with
white space around them.
"""
import base64
import random

WHITE_SPACE = (" ", "  ", "\t", "\n", "\r", " \r\n\t")
WORDS = """true false True TRUE False tru truer yes no 0 1 -0 +0 +1 -1 00 01 -00 INF -INF +INF NaN nan inf -inf Infinity . -
    + -. E E+1 1E 1E+ 0x1F 1_000 1,000 1.000,5 .5 -.5 5. -5. 0. 1e5 1E5 1E+5 1E+05 1E05 1e+05 1E-05 1E+005 1E+15 1.5E+15 1E+10
    1E+07 1.25E+08 1.5E+07 12E+15 1.50E+15 9007199254740993 9007199254740992.5 4.94065645841247E-324 5E-324
    2.2250738585072014E-308 2.2250738585072011E-308 1.7976931348623157E+308 1.8E+308 3.4028235E+38 3.4028236E+38
    1.401298E-45 1E-45 1.17549435E-38 0.1 0.2 0.3 0.30000000000000004 0.0001 0.00001 0.00012345678 16777216 16777217
    16777216.5 16777217.5 33554433.5 8388608.5 8388609.5 0.6822871999174 0.84551240822557006 0.5 0.25 0.125 0.0625 0.03125
    0.015625 0.0078125 0.00390625 0.001953125 0.0009765625 1024.0625 1024.03125 148.95 1234.567 12345678.9 123456789.25 999999.5
    9999999.5 79228162514264337593543950335 79228162514264337593543950336 -79228162514264337593543950335
    7.9228162514264337593543950335 0.0000000000000000000000000001 0.00000000000000000000000000001 0.00000000000000000
    -0.00000000000000000 123456789012345.67890 1.0000000000000000000000000000 18446744073709551615 18446744073709551616
    PT0S P0D -PT0S P1D PT1S P1Y P1M PT1M P1DT PT PT60S PT3600S PT24H P1DT24H PT0.1S PT0.10S PT1.0S -P1DT1H P1DT2H3M4.5S
    P10675199DT2H48M5.4775807S P10675199DT2H48M5.4775808S -P10675199DT2H48M5.4775808S -P10675199DT2H48M5.4775809S
    P106751991167DT2H48M5S PT0.0000001S PT0.00000001S P1Y2M3DT4H5M6S""".split()
DATES = """2020-02-29T12:00:00 2021-02-29T12:00:00 2020-02-30T12:00:00 2020-13-01T00:00:00 2020-00-01T00:00:00
    2020-01-00T00:00:00
    0001-01-01T00:00:00 0001-01-01T00:00:00Z 0000-01-01T00:00:00 9999-12-31T23:59:59.9999999 9999-12-31T23:59:59.9999999Z
    10000-01-01T00:00:00 2020-01-01T24:00:00 2020-01-01T23:59:60 2020-01-01T00:60:00 2020-01-01T00:00:00.0
    2020-01-01T00:00:00.10 2020-01-01T00:00:00.12345678Z 2020-01-01T00:00:00. 2020-01-01T00:00 2020-01-01 2020-01-01Z
    2020-01-01+01:00 2020-01 2020 00:00:00 12:34:56Z --02-29 ---31 2020-01-01t00:00:00z 2020-01-01T00:00:00z
    2020-01-01 00:00:00 2020-01-01T00:00:00+00:00 2020-01-01T00:00:00-00:00 2020-01-01T00:00:00+14:00
    2020-01-01T00:00:00-14:00 2020-01-01T00:00:00+14:01 0001-01-01T00:00:00+14:00 9999-12-31T23:59:59-14:00
    -0001-01-01T00:00:00 2020-01-01T00:00:00+0100 20200101T000000Z""".split()


def number(random):
    """1 to 20 digits, with a sign, a point, an exponent or none of them."""
    digits = "".join(random.choice("0123456789") for _ in range(random.randint(1, random.choice((4, 6, 9, 16, 20)))))
    kind = random.randrange(8)
    if kind > 0:
        digits = digits.lstrip("0") or "0"
    sign = random.choice(("", "", "", "-", "-", "+"))
    if kind < 2:
        return sign + digits
    at = random.randint(0, len(digits))
    text = f"{digits[:at] or '0'}.{digits[at:] or '0'}"
    if kind < 7:
        return sign + text
    exponent = f"{random.randint(0, 40):02}" if random.randrange(4) else str(random.randint(0, 330))
    return f"{sign}{digits[0]}{'.' + digits[1:] if digits[1:] else ''}{random.choice('EEEe')}{random.choice('+-')}{exponent}"


def price(random):
    return f"{random.choice(('', '', '-'))}{random.randint(0, 10 ** random.randint(1, 7))}.{random.randint(0, 99):02}"


def binary_fraction(random):
    """A number that binary floating point holds exactly, or the one next to it in decimal."""
    places = random.randint(0, 8)
    number = random.randint(0, 10 ** random.randint(1, 7)) * 5 ** places + random.choice((0, 0, 0, 1))
    digits = str(number).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def border(random):
    power = random.choice([2 ** exponent for exponent in (7, 8, 15, 16, 24, 31, 32, 53, 63, 64, 96)] +
                          [10 ** exponent for exponent in range(20)])
    return f"{random.choice(('', '-'))}{abs(power + random.randint(-2, 2))}"


def half_way(random):
    """Near the middle of two numbers of single precision, which those who round twice get wrong."""
    bits, places = (random.getrandbits(24) | 1 << 23) * 2 + 1, random.randint(1, 30)
    digits = len(str(bits >> places))
    return f"{bits / 2 ** places:.{random.randint(0, max(0, 16 - digits))}f}"


def shortest(random):
    """What a program prints of a number of double precision, such as a measure or an average."""
    return repr(random.choice((random.random(), random.uniform(-1000, 1000), random.gauss(0, 1e6),
                               random.randint(1, 9999) / 7)))


def date(random):
    text = "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}".format(
        random.randint(1, 9999), random.randint(1, 12), random.randint(1, random.choice((28, 28, 28, 31))),
        random.randint(0, 23), random.randint(0, 59), random.randint(0, 59))
    if random.randrange(2):
        text += "." + "".join(random.choice("0123456789") for _ in range(random.randint(1, random.choice((7, 7, 9)))))
    offset = f"{random.choice('+-')}{random.randint(0, 14):02}:{random.choice((0, 0, 30, 59)):02}"
    return text + random.choice(("", "", "Z", "Z", "Z", offset))


def duration(random):
    def amount(most, letter):
        return f"{random.randint(0, most)}{letter}" if random.randrange(2) else ""
    days = amount(random.choice((3, 100, 10675200)), "D")
    time = amount(23, "H") + amount(59, "M")
    if random.randrange(2):
        fraction = "." + str(random.randint(0, 10 ** random.randint(1, 8))) if random.randrange(2) else ""
        time += f"{random.randint(0, 59)}{fraction}S"
    return f"{random.choice(('', '', '-'))}P{days}{'T' + time if time or not days else ''}"


def identifier(random):
    digits = f"{random.getrandbits(128):032x}"
    text = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    text = random.choice(("", "", "urn:uuid:", "urn:uuid:", "URN:UUID:", "urn:")) + text
    text = random.choice((str, str, str, str.upper, str.title))(text)
    return random.choice((text, text, text, text, text, f"{{{text}}}", f"({text})", text.replace("-", "")))


def bytes_text(random):
    """Base64, hexadecimal, or words of their characters."""
    data = bytes(random.getrandbits(8) for _ in range(random.randint(0, random.choice((6, 24, 100)))))
    text = base64.b64encode(data).decode()
    kind = random.randrange(8)
    if kind == 0:
        return data.hex().upper()
    if kind == 1:
        return data.hex()
    if kind == 2 and len(text) > 5:
        at = random.randrange(len(text))
        return text[:at] + random.choice((" ", "\n", "=", "-", "")) + text[at:]
    return text if kind > 3 else text.rstrip("=")


def name(random):
    prefix = random.choice(("", "p:", "q:", "xs:", "a:", "b:c:", ":"))
    return prefix + random.choice(("name", "string", "true", "1", "12.5", "int", "Envelope", "", "a b", "-x"))


def damaged(random, text):
    if not text:
        return text
    at = random.randrange(len(text))
    return random.choice((text[:at] + text[at + 1:], text[:at] + random.choice("0123456789.-+:TZE=PS aA") + text[at:],
                          text[:at], text + text[-1]))


FORMS = ((number, 26), (price, 12), (binary_fraction, 10), (border, 5), (half_way, 4), (shortest, 6), (date, 12), (duration, 8),
         (identifier, 7), (bytes_text, 8), (name, 2))


def values(random):
    form, = random.choices([form for form, _ in FORMS], [weight for _, weight in FORMS])
    return form(random)


def texts(seed, count):
    """So many different texts, not empty."""
    generator = random.Random(seed)
    found = dict.fromkeys(WORDS + DATES)
    found.update(dict.fromkeys(f"{sign}{cents / 100:.2f}" for cents in range(1000, 100000, 97) for sign in ("", "-")))
    for text in list(found)[:len(WORDS) + len(DATES)]:
        found.update(dict.fromkeys(space + text for space in WHITE_SPACE))
        found.update(dict.fromkeys(text + space for space in WHITE_SPACE))
    while len(found) < count:
        text = values(generator)
        change = generator.randrange(12)
        if change == 0:
            text = damaged(generator, text)
        elif change == 1:
            text = generator.choice(WHITE_SPACE + ("",)) + text + generator.choice(WHITE_SPACE + ("",))
        if text:
            found[text] = None
    return list(found)
