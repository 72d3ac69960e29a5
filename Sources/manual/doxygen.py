#!/usr/bin/env python3
"""Doxygen's filter: what it is to read in place of a header or a page. usage: doxygen.py FILE

A header in C becomes its declarations with comments in Doxygen's own form; a page, its text with links that lead somewhere in
the manual. With `--prepare ROOT FOLDER`, writes the excerpts of examples that the headers include, and fails if anything public
has no comment or a function has no example.
"""

import os
import re
import sys

import comments
import excerpts

ROOT = os.path.relpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..'))
REFERRED = {'F1', 'L5', 'M5'}  # the tags of sentences that other sentences refer to
# The pages of the manual, which Doxyfile lists, too.
with open(os.path.join(ROOT, 'Sources', 'manual', 'Doxyfile'), encoding='utf-8') as settings:
    PAGES = set(re.findall(r'[\w/]+\.md', settings.read()))
EMPTY = '/**< &zwj; */'  # a comment that shows nothing, where that of the type says it all


def escaped(text):
    """Text in which nothing is a command, a tag or markup. Doxygen takes words between backquotes or quotes as they are."""
    parts = re.split(r'(`[^`]*`|"[^"]*")', text)
    for index in range(0, len(parts), 2):
        parts[index] = re.sub(r'([\\@<>#%&*])', r'\\\1', parts[index])
    return ''.join(parts)


def rendered(blocks):
    """The lines of a comment."""
    lines = []
    in_definitions = False
    for block in blocks:
        text = escaped(block.text)
        if in_definitions and block.kind != 'definition':
            lines += ['</dl>', '']
            in_definitions = False
        if block.kind == 'paragraph':
            lines += ['', text]
        elif block.kind == 'heading':
            lines += ['', f'### {text}', '']
        elif block.kind == 'parameter':
            lines += [f'@param {block.name.replace(", ", ",")} {text}']
        elif block.kind == 'label' and block.name == 'Returns':
            results = comments.results_of(block.text)
            if results:
                lines += ['', '@return One of these:', *(f'- {escaped(one)}' for one in results[0]), '', escaped(results[1])]
            else:
                lines += ['', f'@return {text}']
        elif block.kind == 'label' and block.name == 'Since':
            lines += ['', f'@since {text}']
        elif block.kind == 'label':
            lines += ['', f'@par {block.name}', text[:1].upper() + text[1:]]
        elif block.kind == 'item':
            lines += [f'- {text}']
        elif block.kind == 'definition':
            lines += [] if in_definitions else ['', '<dl>']
            lines += [f'<dt>{block.name}</dt><dd>{text}</dd>']
            in_definitions = True
        elif block.kind == 'code':
            lines += ['', '@verbatim', *block.text.split('\n'), '@endverbatim', '']
    return lines + (['</dl>', ''] if in_definitions else [])


def comment(lines):
    """A comment for Doxygen."""
    return '\n'.join(['/**', *(' * ' + line for line in lines), ' */'])


def member(each, comma):
    """An enumerator or field with its comment."""
    beside = comment(rendered(each.blocks)).replace('/**', '/**<', 1) if each.blocks else EMPTY
    return f'    {each.code}{comma} {beside}'


def declaration(each, examples):
    """A declaration with its comment."""
    lines = rendered(each.blocks)
    if each.kind == 'function' and each.name in examples:
        lines += ['', '@par Example', f'From {examples[each.name]}:', f'@include {each.name}.c']
    code = each.code.replace('(CALLBACK *', ' (*').replace('WINAPI ', '')
    if each.kind in ('enum', 'struct'):
        body = '\n'.join(member(one, ',' if each.kind == 'enum' else ';') for one in each.members)
        code = f'typedef {each.kind} {{\n{body}\n}} {each.name};' if each.name else f'enum {{\n{body}\n}};'
    return comment(lines) + '\n' + code + '\n'


def header(path):
    """A header as Doxygen is to read it."""
    with open(path, encoding='utf-8') as file:
        parsed = comments.parse(path, file.read(), REFERRED)
    shown = names_of_examples(ROOT)
    parts = [comment(['@file', *rendered(parsed.blocks)])]
    seen = set()
    for each in parsed.declarations:
        if each.name in seen and each.name:
            continue
        seen.add(each.name)
        parts.append(declaration(each, shown))
    return '\n\n'.join(parts) + '\n'


def names_of_examples(root):
    """For each function, the program that its example is from."""
    sources = excerpts.programs(root)
    found = {}
    for name in functions(root):
        shown = excerpts.excerpt(name, sources)
        if shown:
            found[name] = shown[0]
    return found


def texts(root):
    """The public headers of C, by name."""
    folder = os.path.join(root, 'include', 'wsencoder')
    for name in sorted(os.listdir(folder)):
        if name.endswith('.h') and name != 'WebServices.h':
            with open(os.path.join(folder, name), encoding='utf-8') as file:
                yield name, file.read()


def headers(root):
    """The public headers of C."""
    for name, text in texts(root):
        yield comments.parse(name, text, REFERRED)


def functions(root):
    """The names of all public functions."""
    return [each.name for parsed in headers(root) for each in parsed.declarations if each.kind == 'function']


def identifier(path):
    """The name of a page in the manual."""
    return 'mainpage' if path == 'README.md' else 'page_' + re.sub(r'\W', '_', path)


def page(path):
    """A page with links that lead somewhere in the manual: to other pages and to examples. Others become text."""
    path = os.path.relpath(path, ROOT)
    with open(os.path.join(ROOT, path), encoding='utf-8') as file:
        text = file.read()

    def link(match):
        label, target = match[1], match[2].split('#')[0]
        if match[2].startswith('https:'):
            return match[0]
        target = os.path.normpath(os.path.join(os.path.dirname(path), target)) if target else path
        name = os.path.basename(target)
        if target in PAGES:
            return f'[{label}](@ref {identifier(target)})'
        if os.path.dirname(target) == 'include/wsencoder' and name.endswith(('.h', '.hpp')):
            return f'[{label}](@ref {name})'
        if os.path.dirname(target) == 'Tests/Examples' and name.endswith(('.c', '.cpp')):
            return f'[{label}]({name.replace(".", "_8")}-example.html)'
        return label

    parts = re.split(r'(^```.*?^```$)', text, flags=re.M | re.S)
    for index in range(0, len(parts), 2):
        parts[index] = re.sub(r'\[([^]]+)\]\(([^)\s]+)\)', link, parts[index])
    heading, rest = ''.join(parts).split('\n', 1)
    return f'{heading} {{#{identifier(path)}}}\n{rest}'


def prepare(root, folder):
    """Writes the excerpts, and says what lacks a comment or an example."""
    os.makedirs(folder, exist_ok=True)
    sources = excerpts.programs(root)
    missing = []
    for parsed in headers(root):
        for each in parsed.declarations:
            if not each.blocks:
                missing.append(f'{parsed.name}: {each.name} has no comment')
            if each.kind != 'function':
                continue
            shown = excerpts.excerpt(each.name, sources)
            if not shown:
                missing.append(f'{parsed.name}: no example calls {each.name}')
                continue
            with open(os.path.join(folder, each.name + '.c'), 'w', encoding='utf-8') as file:
                file.write('\n'.join(shown[1]) + '\n')
    with open(os.path.join(folder, 'programs.dox'), 'w', encoding='utf-8') as file:
        for name, lines in excerpts.programs(root, ('.c', '.cpp')).items():
            if name == 'README.md':
                continue
            opening = comments.comment_lines('\n'.join(lines).split('*/')[0])
            shown = [('    ' + line.strip() if line.startswith('  ') else escaped(line)) for line in opening]
            file.write(comment([f'@example {name}', *shown]) + '\n')
    print('\n'.join(missing), file=sys.stderr, end='\n' if missing else '')
    return 1 if missing else 0


if __name__ == '__main__':
    if sys.argv[1] == '--prepare':
        sys.exit(prepare(sys.argv[2], sys.argv[3]))
    sys.stdout.write(page(sys.argv[1]) if sys.argv[1].endswith('.md') else header(sys.argv[1]))
