"""What the public headers of C say: their declarations and comments, in a form from which pages can be made.

The comments are written for people who read the headers: parameters in two columns, paragraphs that begin with "Ownership:" or
"Returns", and comments beside enumerators. This module finds these parts; doxygen.py and man.py write them down again.
"""

import re
from dataclasses import dataclass, field

LABELS = 'Call order|Ownership|Threading|Async|Properties|Source|Since'
LABEL = re.compile(rf'^({LABELS}): (.*)')
AS_FOR = re.compile(r'^([A-Za-z]+(?:, [A-Za-z]+)+): (as for .*)')
CASE = re.compile(r'^([A-Z]{3,}(?:, [A-Z]{3,})*): (.*)')  # "REFUSE: the message is refused"
ITEM = re.compile(r'^( *)- (.*)')
DEFINITION = re.compile(r'^ {,3}([A-Za-z][A-Za-z0-9_.]*) {2,}(\S.*)')


@dataclass
class Block:
    """A part of a comment: a paragraph, a parameter, a label with its text, an item, a definition, or lines as they are."""

    kind: str
    text: str = ''
    name: str = ''


@dataclass
class Member:
    """An enumerator or a field."""

    name: str
    code: str
    blocks: list = field(default_factory=list)


@dataclass
class Declaration:
    """A function, a type or a constant, with its comment."""

    kind: str
    name: str
    code: str
    blocks: list
    members: list = field(default_factory=list)
    parameters: list = field(default_factory=list)


@dataclass
class Header:
    """A header: what its first comment says, and what it declares."""

    name: str
    blocks: list
    declarations: list


def comment_lines(comment):
    """The lines of a comment without its marks, each with its indentation after the star."""
    body = re.sub(r'^/\*+<?|\*/$', '', comment.strip())
    lines = [re.sub(r'^ *\* ?', '', line) if index else line.strip() for index, line in enumerate(body.split('\n'))]
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    return [line.rstrip() for line in lines]


def parameter_of(line, parameters):
    """The names and the text of a line that describes parameters; None if it does not."""
    match = re.match(r'^([A-Za-z]+(?:, [A-Za-z]+)*)(?:( +)(\S.*))?$', line)
    if not match or any(name not in parameters for name in match[1].split(', ')):
        return None
    if match[2] and len(match[2]) == 1 and len(match[1]) < 14:
        return None
    return match[1], match[3] or ''


def blocks_of(lines, parameters=()):
    """The parts of a comment."""
    blocks = []
    open_block = None
    for line in lines:
        stripped = line.strip()
        if not stripped:
            open_block = None
            continue
        parameter = parameter_of(line, parameters) if parameters else None
        label = LABEL.match(line)
        as_for = AS_FOR.match(line)
        item = ITEM.match(line)
        definition = DEFINITION.match(line) or CASE.match(line) if not parameters else None
        if parameter:
            open_block = Block('parameter', parameter[1], parameter[0])
        elif label:
            open_block = Block('label', label[2], label[1])
        elif as_for:
            open_block = Block('label', as_for[2], as_for[1])
        elif blocks and line.startswith('Returns ') and (open_block is None or open_block.kind != 'paragraph'):
            open_block = Block('label', stripped[len('Returns '):], 'Returns')
        elif item:
            open_block = Block('item', item[2])
        elif definition:
            open_block = Block('definition', definition[2], definition[1])
        elif open_block and open_block.kind == 'item' and not line.startswith(' '):
            open_block = Block('paragraph', stripped)
        elif open_block is None and line.startswith('    '):
            open_block = Block('code', line[4:])
        elif open_block is None:
            open_block = Block('paragraph', stripped)
        else:
            open_block.text += ('\n' + line[4:]) if open_block.kind == 'code' else (' ' + stripped)
            open_block.text = open_block.text.strip() if open_block.kind != 'code' else open_block.text
            continue
        blocks.append(open_block)
    return blocks


def with_headings(blocks):
    """The parts of a header's first comment, in which "FAULTS. A call" is a paragraph under a heading."""
    found = []
    for block in blocks:
        match = re.match(r'^([A-Z][A-Z0-9 -]+)\. (.*)', block.text, re.S) if block.kind == 'paragraph' else None
        found += [Block('heading', match[1]), Block('paragraph', match[2])] if match else [block]
    return found


def results_of(text):
    """The results of a function one by one, and what is said after them. None if the text is prose."""
    parts, depth, start = [], 0, 0
    rest = ''
    for index, character in enumerate(text):
        depth += (character == '(') - (character == ')')
        if depth == 0 and character == ';':
            parts.append(text[start:index].strip())
            start = index + 1
        elif depth == 0 and character == '.' and text[index + 1:index + 2] in ('', ' '):
            rest = text[index + 1:].strip()
            parts.append(text[start:index].strip())
            break
    if len(parts) < 2 or not re.match(r'^S_OK\b', parts[0]) or depth != 0:
        return None
    return parts, rest


def parameters_of(code):
    """The names of a function's or a callback's parameters."""
    inside = code[code.rindex('(', 0, code.rindex(')')) + 1:code.rindex(')')]
    return [re.search(r'([A-Za-z_]\w*)$', part.strip())[1] for part in inside.split(',') if part.strip() != 'void']


def members_of(body, is_enumeration):
    """The enumerators or fields between two braces, each with the comment before it or beside it."""
    members = []
    notes = []
    before = None
    for match in re.finditer(r'(/\*\*(?:.|\n)*?\*/)|(/\*(?:.|\n)*?\*/)|([^/\n;,](?:[^/\n;,]|/(?!\*))*[;,]?)', body):
        doc, plain, code = match.groups()
        if doc:
            before = blocks_of(comment_lines(doc))
        elif plain:
            beside = members and '\n' not in body[members[-1].end:match.start()]
            if beside:
                members[-1].blocks += blocks_of(comment_lines(plain))
            else:
                notes += blocks_of(comment_lines(plain))
        elif code.strip(' ,;\n'):
            text = code.strip(' ,;\n')
            pattern = r'^(\w+)' if is_enumeration else r'\(\*(\w+)\)|(\w+)(?:\[\w+\])?$'
            found = re.search(pattern, text)
            member = Member(next(group for group in found.groups() if group), text, before or [])
            member.end = match.end()
            members.append(member)
            before = None
    return members, notes


def declaration_of(code, comment):
    """A declaration with its comment."""
    lines = comment_lines(comment) if comment else []
    flat = ' '.join(code.split())
    define = re.match(r'#define (\w+)(\([^)]*\))?', code)
    if define:
        return Declaration('macro', define[1], flat.split('/*')[0].strip(), blocks_of(lines))
    callback = re.match(r'typedef [\w ]+\*?\((?:CALLBACK )?\*(\w+)\)', flat)
    if callback:
        parameters = parameters_of(flat)
        return Declaration('callback', callback[1], code, blocks_of(lines, parameters), parameters=parameters)
    compound = re.match(r'(?:typedef )?(enum|struct)\b[^{]*\{((?:.|\n)*)\}([^}]*);$', code)
    if compound:
        kind, body, name = compound.groups()
        members, notes = members_of(body, kind == 'enum')
        name = name.strip() or re.match(r'(?:typedef )?struct (\w+)', code + ' ')[1] if kind == 'struct' else name.strip()
        return Declaration(kind, name, code, blocks_of(lines) + notes, members)
    typedef = re.match(r'typedef .*\b(\w+);$', flat)
    if typedef:
        return Declaration('type', typedef[1], flat, blocks_of(lines))
    function = re.match(r'(?:const )?\w+ \*?(?:WINAPI )?\*?(\w+)\(.*\);$', flat)
    if function:
        parameters = parameters_of(flat)
        return Declaration('function', function[1], code, blocks_of(lines, parameters), parameters=parameters)
    return None


PART = re.compile(
    r'(?P<doc>/\*\*(?:.|\n)*?\*/)'
    r'|(?P<plain>/\*(?:.|\n)*?\*/)'
    r'|(?P<directive>^#(?:[^\n]*\\\n)*[^\n]*)'
    r'|(?P<code>^(?:typedef|enum|struct|const|HRESULT|ULONG|void)\b(?:[^;{]|\{(?:[^{}]|\{[^}]*\})*\})*;)', re.MULTILINE)


def parse(name, text, kept=()):
    """A header, from its text. Of the tags of its sentences, such as [E1], which are for tests, those that are kept remain."""
    text = re.sub(r' A tag such as [^.]*\.', '', text)
    text = re.sub(r'\[([A-Z]\d+)\] ', lambda match: match[0] if match[1] in kept else '', text)
    text = re.sub(r'^#if defined\(__cplusplus\)\nextern "C\+\+" \{(?:.|\n)*?^#else\n', '#if 0\n#else\n', text, flags=re.M)
    header = Header(name, [], [])
    before = None
    for match in PART.finditer(text):
        if match['doc']:
            if not header.blocks and not header.declarations and before is None and text.lstrip().startswith(match['doc']):
                header.blocks = with_headings(blocks_of(comment_lines(match['doc'])))
            else:
                before = match['doc']
        elif match['plain']:
            lines = comment_lines(match['plain'])
            title = re.match(r'^-+ (.*?)(?: ----)?$', lines[0])
            if len(lines) > 1 and (len(lines) > 2 or not title) and not text[:match.start()].rstrip(' ').endswith(')'):
                if title:
                    header.blocks.append(Block('heading', re.sub(r' ?-+$', '', title[1]).rstrip('.')))
                header.blocks += blocks_of(lines[1:] if title else lines)
        else:
            code = match['directive'] or match['code']
            if match['directive'] and (not re.match(r'#define \w+[ (]', code) or re.match(r'#define WSE_CHECK', code)):
                continue
            if match['directive'] and before is None:
                beside = re.search(r'/\*(.*)\*/', code)
                before = beside[0] if beside else None
            if match['code'] and before is None:
                beside = re.match(r' /\*[^\n]*\*/', text[match.end():])
                before = beside[0] if beside else None
            declaration = declaration_of(code, before)
            # A type may be declared in several ways, of which a platform has one: the first has the comment.
            if declaration and not any(other.name == declaration.name for other in header.declarations if other.name):
                header.declarations.append(declaration)
            before = None
    return header
