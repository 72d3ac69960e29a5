"""Writes the tables of speed of README.md and of its page on speed, between their markers, from what `bench --json` wrote.

usage: readme.py --rows | readme.py --serializer-rows       print the rows that the tables show
       readme.py README.md PAGE RESULTS.json...             rewrite the tables; rows that were not measured show as -
"""

import datetime
import json
import sys

BEGIN = "<!-- written by make bench-readme: begin -->"
END = "<!-- written by make bench-readme: end -->"
SIZES = ("1 KiB", "1.7 KiB", "256 KiB", "1 MiB", "64 MiB")

# What is done, beside whom, and the row for each of the sizes.
SPEEDS = [
    ("msbin1 encode", "expat, bare parse", ["msbin1-encode-1k", "", "", "msbin1-encode-1m", "msbin1-encode-64m"]),
    ("msbin1 decode", "expat, bare parse", ["msbin1-decode-1k", "", "", "msbin1-decode-1m", "msbin1-decode-64m"]),
    ("msbin1 encode", "libxml2, SAX2", ["msbin1-encode-1k-libxml2", "", "", "msbin1-encode-1m-libxml2",
                                        "msbin1-encode-64m-libxml2"]),
    ("msbin1 encode", "pugixml, parse in place", ["msbin1-encode-1k-pugixml", "", "", "msbin1-encode-1m-pugixml",
                                                  "msbin1-encode-64m-pugixml"]),
    ("msbin1 decode", "pugixml, parse in place", ["msbin1-decode-1k-pugixml", "", "", "msbin1-decode-1m-pugixml",
                                                  "msbin1-decode-64m-pugixml"]),
    ("msbin1 encode", "rapidxml, parse in place", ["msbin1-encode-1k-rapidxml", "", "", "msbin1-encode-1m-rapidxml",
                                                   "msbin1-encode-64m-rapidxml"]),
    ("msbin1 decode", "rapidxml, parse in place", ["msbin1-decode-1k-rapidxml", "", "", "msbin1-decode-1m-rapidxml",
                                                   "msbin1-decode-64m-rapidxml"]),
    ("msbin1 encode", "Microsoft's, on Mono", ["wcf-encode-1k", "", "", "wcf-encode-1m", ""]),
    ("msbin1 decode", "Microsoft's, on Mono", ["wcf-decode-1k", "", "", "wcf-decode-1m", ""]),
]


def add_coding(label, prefix, peer, suffix="", sizes=("1.7k", "1m", "64m"), decodes=True, middle=False):
    def rows(work):
        names = [f"{prefix}-{work}-{size}{suffix}" for size in sizes]
        return ["", names[0], f"{prefix}-{work}-256k{suffix}" if middle and work == "encode" else "", names[1], names[2]]
    SPEEDS.append((f"{label} encode", peer, rows("encode")))
    if decodes:
        SPEEDS.append((f"{label} decode", peer, rows("decode")))


add_coding("gzip", "gzip", "zlib", "-zlib", middle=True)
add_coding("gzip, level 1,", "gzip1", "zlib", "-zlib", decodes=False)
add_coding("gzip", "gzip", "libdeflate, whole", "-libdeflate", middle=True)
add_coding("gzip, level 1,", "gzip1", "ISA-L, level 1", "-isal", decodes=False)
add_coding("deflate", "deflate", "zlib")
add_coding("br", "br", "brotli")
add_coding("zstd", "zstd", "zstd")
# Messages of other kinds.
for kind in ("attributes", "prose", "nesting", "namespaces", "values", "arrays", "unicode"):
    for work in ("encode", "decode"):
        SPEEDS.append((f"msbin1 {work}, {kind}", "pugixml, parse in place", ["", "", "", f"msbin1-{work}-{kind}-pugixml", ""]))
# Conversions between representations of XML: by their own names, with 1 MiB.
for label, prefix, peer, suffix in (("mtom", "mtom", "libmodpbase64, bare base64", "-modp"), ("mtom", "mtom", "gSOAP", "-gsoap"),
                                    ("mtom", "mtom", "Python's email", "-email"), ("utf-16", "utf-16", "iconv", "")):
    for work in ("encode", "decode"):
        SPEEDS.append((f"{label} {work}", peer, ["", "", "", f"{prefix}-{work}-1m{suffix}", ""]))

# Those of the speeds that README.md shows: what is done, beside whom, and the size.
SHORT = [("msbin1 encode", "expat, bare parse", "1 MiB"), ("msbin1 decode", "Microsoft's, on Mono", "1 MiB"),
         ("gzip encode", "zlib", "1.7 KiB"), ("gzip decode", "zlib", "1 MiB"), ("br encode", "brotli", "1 MiB"),
         ("zstd decode", "zstd", "1 MiB")]

QUANTITIES = [
    ("one call of an encoder, identity, 1 KiB", "the same encoder in C", "identity-call-1k"),
    ("one call of a transform in C, 1 KiB", "the same codec, built in", "transform-c-call-1k"),
    ("one call of a transform in Swift, 1 KiB", "the same codec, built in", "transform-swift-call-1k"),
    ("a transform in C and gzip, a chain, 1 MiB", "one after the other", "chain-c-xor-gzip-1m"),
    ("one call of a trampoline", "a bare closure of libffi", "trampoline-call"),
    ("one call of a checked encoder", "a bare closure of libffi", "checked-call"),
    ("one call of a table for Win64", "closure and direct call", "win64-table-call"),
    ("gzip, length of 1.7 KiB", "zlib", "gzip-size-1.7k-zlib"),
    ("gzip, length of 1 MiB", "zlib", "gzip-size-1m-zlib"),
    ("gzip, level 1, length of 1 MiB", "zlib", "gzip1-size-1m-zlib"),
    ("gzip encoder, memory for 1.7 KiB", "zlib", "peak-gzip-encode-1.7k"),
    ("gzip encoder, memory for 256 KiB", "zlib", "peak-gzip-encode-256k"),
    ("gzip encoder, memory for 1 MiB", "zlib", "peak-gzip-encode-1m"),
    ("gzip decoder, memory for 1 MiB", "zlib", "peak-gzip-decode-1m"),
    ("br encoder, memory for 1.7 KiB", "brotli", "peak-br-encode-1.7k"),
    ("br encoder, memory for 1 MiB", "brotli", "peak-br-encode-1m"),
    ("zstd encoder, memory for 1.7 KiB", "zstd", "peak-zstd-encode-1.7k"),
    ("zstd encoder, memory for 1 MiB", "zstd", "peak-zstd-encode-1m"),
    ("msbin1 encoder, memory for 1 MiB", "expat", "peak-msbin1-encode-1m"),
    ("loading, with all it needs", "libbrotlienc", "dlopen-all-libbrotlienc"),
    ("size of the library, stripped", "libzstd", "stripped-size-libzstd"),
]


def names(of_serializer):
    rows = [row for _, _, columns in SPEEDS for row in columns] + [row for _, _, row in QUANTITIES]
    return [row for row in rows if row and row.startswith("wcf-") == of_serializer]


def number(value):
    digits = 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:,.{digits}f}"


def ratio(rows, name):
    return number(rows[name]["ratio"]) if name in rows else ("-" if name else "")


def tables(rows):
    yield "| speed, ours to theirs | beside | " + " | ".join(SIZES) + " |"
    yield "|---|---|" + "---:|" * len(SIZES)
    for work, peer, columns in SPEEDS:
        yield f"| {work} | {peer} | " + " | ".join(ratio(rows, name) for name in columns) + " |"
    yield ""
    yield "| cost | beside | ours | theirs | unit |"
    yield "|---|---|---:|---:|---|"
    for what, peer, name in QUANTITIES:
        row = rows.get(name)
        values = f"{number(row['ours'])} | {number(row['theirs'])} | {row['unit'].split('/')[0]}" if row else "- | - |"
        yield f"| {what} | {peer} | {values} |"
    yield ""


def short_table(rows):
    yield "| speed, ours to theirs | beside | message | ratio |"
    yield "|---|---|---:|---:|"
    for work, peer, size in SHORT:
        columns = next(columns for other_work, other_peer, columns in SPEEDS if (other_work, other_peer) == (work, peer))
        yield f"| {work} | {peer} | {size} | {ratio(rows, columns[SIZES.index(size)])} |"
    yield ""


def spread(rows):
    shown = [rows[name] for name in names(False) + names(True) if name in rows and rows[name]["rounds"] > 1]
    widths = [max(high / row["ratio"] - 1, 1 - low / row["ratio"]) for row in shown for low, high in [row["quartiles"]]]
    return max(widths) if widths else 0


def wrapped(text, width=128):
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line


def conditions(results, rows):
    first = results[0]
    machine, versions = first["machine"], first["versions"]
    date = datetime.datetime.fromisoformat(first["date"].replace("Z", "+00:00"))
    peers = ", ".join(f"{name} {version}" for name, version in versions.items()
                      if name not in ("wsencoder", "commit") and version != "unknown")
    yield from wrapped(
        f"Medians of {min(row['rounds'] for row in rows.values() if row['rounds'] > 1)} rounds or more, in turns on one CPU, their "
        f"quartiles at most {spread(rows):.0%} away. Measured on {date.day} {date:%B %Y} at commit "
        f"{versions['commit']} on {machine['cpus']} x {machine['cpu']}, {machine['system']}, {machine['architecture']}; "
        f"{first['compilers']['C']}, Swift {first['compilers']['Swift']}, {peers}.")


def rewrite(path, lines):
    with open(path) as file:
        text = file.read()
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        sys.exit(f"{path}: {BEGIN} and {END} must each be there once, in this order")
    before, after = text[:text.index(BEGIN)], text[text.index(END):]
    with open(path, "w") as file:
        file.write(before + "\n".join([BEGIN, ""] + lines) + after)


def main(arguments):
    if arguments in (["--rows"], ["--serializer-rows"]):
        return print("\n".join("=" + name for name in names(arguments == ["--serializer-rows"])))
    if len(arguments) < 3:
        sys.exit(__doc__)
    results = []
    for name in arguments[2:]:
        with open(name) as file:
            results.append(json.load(file))
    rows = {row["row"]: row for result in results for row in result["rows"]}
    rewrite(arguments[0], list(short_table(rows)))
    rewrite(arguments[1], list(tables(rows)) + list(conditions(results, rows)) + [""])


main(sys.argv[1:])
