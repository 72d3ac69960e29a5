"""An example of each function, from the programs of the README and of Tests/Examples, which `make test-readme` compiles."""

import os
import re

# What stands in a table under another name: programs call it there.
CALLBACKS = {
    'WseCreateEncoder': 'createEncoderCallback',
    'WseEncoderGetContentType': 'encoderGetContentTypeCallback',
    'WseEncoderStart': 'encoderStartCallback',
    'WseEncoderEncode': 'encoderEncodeCallback',
    'WseEncoderEnd': 'encoderEndCallback',
    'WseFreeEncoder': 'freeEncoderCallback',
    'WseCreateDecoder': 'createDecoderCallback',
    'WseDecoderStart': 'decoderStartCallback',
    'WseDecoderGetContentType': 'decoderGetContentTypeCallback',
    'WseDecoderDecode': 'decoderDecodeCallback',
    'WseDecoderEnd': 'decoderEndCallback',
    'WseFreeDecoder': 'freeDecoderCallback',
}
WHOLE = 26  # lines of a function that is shown as a whole
BEFORE, AFTER = 6, 5  # lines around a call in a longer one


def programs(root, kinds=('.c',)):
    """The programs, by name: that of the README, then those of Tests/Examples."""
    readme = open(os.path.join(root, 'README.md'), encoding='utf-8').read()
    found = {'README.md': re.search(r'^```c\n(.*?)^```', readme, re.M | re.S)[1].split('\n')}
    folder = os.path.join(root, 'Tests', 'Examples')
    for name in sorted(os.listdir(folder)):
        # host.c is part of the tests of the examples.
        if name.endswith(kinds) and name != 'host.c':
            found[name] = open(os.path.join(folder, name), encoding='utf-8').read().split('\n')
    return found


def function_around(lines, index):
    """The first and the last line of the function that has this line; None outside of functions."""
    first = index
    while first >= 0 and not re.match(r'^\w.*\(', lines[first]):
        first -= 1
    last = index
    while last < len(lines) and lines[last] != '}':
        last += 1
    return (first, last) if first >= 0 and last < len(lines) and '{' in lines[first:last] else None


def dedented(lines):
    """The lines without the indentation that all of them have."""
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    return [line[min(indents, default=0):] for line in lines]


def excerpt(name, sources):
    """The program that shows a function, and the lines that do; None if no program calls it."""
    pattern = re.compile(rf'\b(?:{name}|{CALLBACKS.get(name, name)})\b')
    best = None
    for program, lines in sources.items():
        for index, line in enumerate(lines):
            if not pattern.search(line) or line.startswith(('/*', ' *')):
                continue
            around = function_around(lines, index)
            if not around:
                continue
            first, last = around
            # Of functions that can be shown as a whole, the shortest; or else the first of all calls.
            size = last - first
            rank = (0, size) if size < WHOLE else (1, 0)
            if best is None or rank < best[0]:
                best = (rank, program, lines, index, first, last)
    if best is None:
        return None
    rank, program, lines, index, first, last = best
    if rank[0] == 0:
        return program, lines[first:last + 1]
    begin = max(first + 2, index - BEFORE)
    end = min(last, index + AFTER)
    while end < last and not lines[end - 1].rstrip().endswith((';', '}', '{')):
        end += 1
    while begin > first + 2 and not lines[begin - 1].rstrip().endswith((';', '}', '{')):
        begin -= 1
    shown = dedented(lines[begin:end])
    return program, (['...'] if begin > first + 2 else []) + shown + (['...'] if end < last else [])
