#!/usr/bin/env python3
"""Writes the manual pages of section 3, one for each function and type of the headers, and wsencoder(7). It needs no Doxygen.

usage: man.py ROOT FOLDER VERSION, from the folder of the project; the pages go to FOLDER/man3 and FOLDER/man7
"""

import os
import re
import sys

import comments
import doxygen
import excerpts

COLUMNS = 72  # of a synopsis, beside the margin of a page


def text(words):
    """Text as roff takes it: backslashes and quotes as they are, words between backquotes in bold."""
    words = words.replace('\\', '\\e').replace('`', '\0')
    words = re.sub(r'\0([^\0]*)\0', r'\\fB\1\\fR', words).replace('\0', '`')
    words = re.sub(r"\[([^]]+)\]\((https:[^)]*)\)", r'\1 (\2)', words)
    # Lines begin with no control character; each sentence begins a line.
    lines = re.sub(r'(?<=[.:;)]) (?=[A-Z\[])', '\n', words).split('\n')
    return '\n'.join('\\&' + line if line.startswith(('.', "'")) else line for line in lines)


def code(lines):
    """Lines as they are."""
    shown = [line.replace('\\', '\\e').replace('-', '\\-').replace("'", '\\(aq').replace('`', '\\(ga') for line in lines]
    return '\n'.join(['.nf', *('\\&' + line if line.startswith('.') else line for line in shown), '.fi'])


def tagged(tag, words):
    """A term and what it means."""
    return f'.TP\n.B {text(tag)}\n{text(words)}'


def in_order(blocks):
    """The parts of a comment, in which the parameters come before the paragraphs with labels."""
    last = max((index for index, block in enumerate(blocks) if block.kind == 'parameter'), default=-1)
    first = next((index for index, block in enumerate(blocks[:last + 1]) if block.kind == 'label'), None)
    if first is None:
        return blocks
    moved = [block for block in blocks[first:last + 1] if block.kind != 'parameter']
    return blocks[:first] + [block for block in blocks[first:last + 1] if block.kind == 'parameter'] + moved + blocks[last + 1:]


def rendered(blocks):
    """The parts of a comment."""
    parts = []
    for block in in_order(blocks):
        if block.kind == 'heading':
            parts.append(f'.SS {text(block.text.capitalize() if block.text.isupper() else block.text)}')
        elif block.kind in ('parameter', 'definition'):
            parts.append(tagged(block.name, block.text))
        elif block.kind == 'item':
            parts.append(f'.IP \\(bu 3\n{text(block.text)}')
        elif block.kind == 'code':
            parts.append('.PP\n' + code(block.text.split('\n')))
        elif block.kind == 'label' and block.name == 'Source':
            continue
        elif block.kind == 'label':
            parts.append(f'.SS {block.name}\n{text(block.text[:1].upper() + block.text[1:])}')
        elif parts:
            parts.append(f'.PP\n{text(block.text)}')
        else:
            parts.append(text(block.text))
    return '\n'.join(parts)


def results(block, meanings):
    """What a function returns; what a code means for which the comment gives no reason is what it always means."""
    found = comments.results_of(block.text)
    if not found:
        return text(block.text[:1].upper() + block.text[1:])
    parts = []
    for one in found[0]:
        # "E_INVALIDARG (why)", but also "the failure of the sink, unchanged".
        match = re.match(r'^((?:[A-Z]+_\w+(?:, )?)+) ?(?:\((.*)\))?$', one)
        if match:
            reason = match[2] or meanings.get(match[1], 'as above')
            parts.append(tagged(match[1], reason[:1].upper() + reason[1:] + '.'))
        else:
            parts.append(f'.PP\n{text(one[:1].upper() + one[1:])}.')
    return '\n'.join(parts + ([f'.PP\n{text(found[1])}'] if found[1] else []))


def joined(parts):
    """A page, in which no paragraph begins where a section does."""
    return re.sub(r'^(\.S[HS] .*\n)\.PP\n', r'\1', '\n'.join(parts), flags=re.M) + '\n'


def summary(each):
    """One line of what it is."""
    first = next((block.text for block in each.blocks if block.kind == 'paragraph'), each.name)
    sentence = re.split(r'(?<=[A-Za-z0-9`\')])\. |\.$|: ', first)[0].replace('`', '')
    return sentence if re.match(r'[A-Z]+_|[A-Z]{2}|Wse', sentence) else sentence[:1].lower() + sentence[1:]


def synopsis(each):
    """How it is declared."""
    if each.kind in ('enum', 'struct'):
        # The comments of enumerators and fields follow in the description.
        width = max(len(one.code) for one in each.members)
        mark = ',' if each.kind == 'enum' else ';'
        lines = [f'    {one.code}{mark}'.ljust(width) for one in each.members]
        return [f'typedef {each.kind} {{' if each.name else f'{each.kind} {{', *(line.rstrip() for line in lines),
                f'}} {each.name};' if each.name else '};']
    flat = ' '.join(each.code.replace('(CALLBACK *', ' (*').replace('WINAPI ', '').split())
    if each.kind not in ('function', 'callback'):
        return [flat]
    # As wide as a terminal, with the parameters below one another.
    opening, parameters = flat[:flat.rindex('(') + 1], flat[flat.rindex('(') + 1:].split(', ')
    indent = len(opening) if len(opening) < 40 else 8
    lines = [opening] if indent == len(opening) else [opening, ' ' * indent]
    for index, parameter in enumerate(parameters):
        mark = ', ' if index + 1 < len(parameters) else ''
        if len(lines[-1]) + len(parameter) > COLUMNS and lines[-1].strip() and lines[-1] != opening:
            lines.append(' ' * indent)
        lines[-1] += parameter + mark
    return [line.rstrip() for line in lines]


def mentioned(each, names):
    """What else has a page that its comment names."""
    words = ' '.join([block.text for block in each.blocks] + [block.text for one in each.members for block in one.blocks])
    found = set(re.findall(r'\bW[Ss][A-Za-z_]\w+', words + ' ' + each.code))
    return sorted(found & names - {each.name})


def heading(name, section, version):
    """The first lines of a page."""
    title = 'Library Functions Manual' if section == 3 else 'Miscellaneous Information Manual'
    return f'.TH {name} {section} "" "libwsencoder {version}" "{title}"\n.SH NAME'


def page(each, version, names, sources, meanings):
    """The page of a function or type."""
    returns = [block for block in each.blocks if block.kind == 'label' and block.name == 'Returns']
    since = [block for block in each.blocks if block.kind == 'label' and block.name == 'Since']
    others = [block for block in each.blocks if block not in returns + since]
    parts = [heading(each.name, 3, version), f'{each.name} \\- {text(summary(each))}', '.SH SYNOPSIS',
             code(['#include <wsencoder.h>', '', *synopsis(each)]), '.SH DESCRIPTION', rendered(others)]
    described = [one for one in each.members if one.blocks]
    for one in described:
        parts += ['.TP', f'.B {text(one.name)}', text(' '.join(block.text for block in one.blocks[:1]))]
        parts += ['.IP\n' + text(f'{block.name}: {block.text}' if block.name else block.text) for block in one.blocks[1:]]
    if returns:
        parts += ['.SH RETURN VALUE', *(results(block, meanings) for block in returns)]
    shown = excerpts.excerpt(each.name, sources) if each.kind == 'function' else None
    if shown:
        parts += ['.SH EXAMPLES', f'From {shown[0]}:', '.PP', code(shown[1])]
    if since:
        parts += ['.SH HISTORY', f'Since libwsencoder {since[0].text}.']
    also = [f'.BR {name} (3),' for name in mentioned(each, names)] + ['.BR wsencoder (7)']
    return joined([*parts, '.SH SEE ALSO', *also])


def changes(root):
    """The changelog."""
    parts = []
    with open(os.path.join(root, 'Sources', 'manual', 'CHANGELOG.md'), encoding='utf-8') as file:
        paragraphs = re.split(r'\n(?=- |#)|\n\n', file.read().split('\n', 1)[1])
    for paragraph in paragraphs:
        words = ' '.join(paragraph.split()).replace('**', '')
        if words.startswith('##'):
            parts.append(f'.SS {text(words.lstrip("# "))}')
        elif words.startswith('- '):
            parts.append(f'.IP \\(bu 3\n{text(words[2:])}')
        elif words:
            parts.append(f'.PP\n{text(words)}')
    return '\n'.join(parts)


def overview(root, parsed, version):
    """wsencoder(7): the conventions, and a list of all pages."""
    first = next(header for header in parsed if header.name == 'wsencoder.h')
    parts = [heading('wsencoder', 7, version),
             'wsencoder \\- message encoders and decoders with the custom-encoder callbacks of Windows Web Services',
             '.SH SYNOPSIS', code(['#include <wsencoder.h>', '', 'cc program.c $(pkg-config --cflags --libs wsencoder)']),
             '.SH DESCRIPTION', rendered(first.blocks), '.SH FUNCTIONS']
    for header in parsed:
        listed = [each for each in header.declarations if each.kind == 'function']
        if listed:
            parts.append(f'.SS {header.name}')
        for each in listed:
            parts += ['.TP', f'.BR {each.name} (3)', text(summary(each))]
    parts += ['.SH HISTORY', changes(root), '.SH SEE ALSO', '.BR wsenc (1)']
    return joined(parts)


def main(root, folder, version):
    """Writes all pages."""
    parsed = list(doxygen.headers(root))
    documented = [each for header in parsed if header.name != 'windows_types.h' for each in header.declarations
                  if each.name and each.kind != 'macro' and not each.name.startswith('_')]
    names = {each.name for each in documented}
    meanings = {each.name: each.blocks[0].text for header in parsed if header.name == 'windows_types.h'
                for each in header.declarations if each.kind == 'macro' and each.blocks}
    # "0x803D0008: a limit was exceeded"
    meanings = {name: words.split(': ')[-1] for name, words in meanings.items()}
    sources = excerpts.programs(root)
    for section in ('man3', 'man7'):
        os.makedirs(os.path.join(folder, section), exist_ok=True)
    for each in documented:
        with open(os.path.join(folder, 'man3', f'{each.name}.3'), 'w', encoding='utf-8') as file:
            file.write(page(each, version, names, sources, meanings))
    with open(os.path.join(folder, 'man7', 'wsencoder.7'), 'w', encoding='utf-8') as file:
        file.write(overview(root, parsed, version))


if __name__ == '__main__':
    main(*sys.argv[1:])
