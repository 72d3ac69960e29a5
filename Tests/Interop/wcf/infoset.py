"""What an XML document says, as a list that compares equal when two documents say the same.

Names with their prefixes and namespaces, attributes in their order, text in one piece, comments; of namespace declarations
those that change something, since writers of binary XML leave the others out. Prefixes count: text may refer to them.
"""
import xml.parsers.expat

XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace"


class Infoset:
    def __init__(self):
        self.items = []
        self._text = []
        self._scopes = [{"": "", "xml": XML_NAMESPACE}]

    def _close_text(self):
        text = "".join(self._text)
        self._text.clear()
        if text:
            self.items.append(("text", text))

    def start(self, name, attributes, declarations):
        """`name` is (prefix, local name, namespace); `attributes` pairs of such and a value."""
        self._close_text()
        scope = self._scopes[-1]
        new = {prefix: uri for prefix, uri in declarations.items() if scope.get(prefix, "") != uri}
        self._scopes.append({**scope, **new})
        self.items.append(("element", name, tuple(attributes), tuple(sorted(new.items()))))

    def end(self):
        self._close_text()
        self._scopes.pop()
        self.items.append(("end",))

    def text(self, text):
        self._text.append(text)

    def comment(self, text):
        self._close_text()
        self.items.append(("comment", text))


def of_text(document):
    """The infoset of text XML."""
    infoset, declarations = Infoset(), {}
    parser = xml.parsers.expat.ParserCreate(namespace_separator="\n")
    parser.namespace_prefixes = True
    parser.ordered_attributes = True
    parser.buffer_text = True

    def name(qualified):
        uri, local, prefix = (["", qualified, ""] if "\n" not in qualified else (qualified.split("\n") + [""])[:3])
        return (prefix, local, uri)

    def start(qualified, attributes):
        pairs = [(name(key), value) for key, value in zip(attributes[::2], attributes[1::2])]
        infoset.start(name(qualified), pairs, dict(declarations))
        declarations.clear()

    def refuse(*_):
        raise ValueError("neither processing instructions nor document types belong in a SOAP message")

    parser.StartNamespaceDeclHandler = lambda prefix, uri: declarations.update({prefix or "": uri or ""})
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: infoset.end()
    parser.CharacterDataHandler = infoset.text
    parser.CommentHandler = infoset.comment
    parser.ProcessingInstructionHandler = parser.StartDoctypeDeclHandler = refuse
    parser.Parse(document, True)
    return infoset.items


def of_events(events):
    """The infoset of what the peer reports: see Peer/Events.cs."""
    infoset = Infoset()
    pending = None

    def unescape(field):
        if "\\" not in field:
            return field
        parts = field.split("\\\\")
        return "\\".join(part.replace("\\t", "\t").replace("\\n", "\n").replace("\\r", "\r") for part in parts)

    for line in events.decode().split("\n")[:-1]:
        kind, fields = line[0], [unescape(field) for field in line[1:].split("\t")]
        if kind == "@":
            pending[1].append((tuple(fields[:3]), fields[3]))
            continue
        if kind == "#":
            pending[2][fields[0]] = fields[1]
            continue
        if pending:
            infoset.start(*pending)
            pending = None
        if kind == "<":
            pending = (tuple(fields), [], {})
        elif kind == ">":
            infoset.end()
        elif kind == "'":
            infoset.text(fields[0])
        else:
            infoset.comment(fields[0])
    return infoset.items


def difference(actual, expected):
    """The first difference, for people."""
    for index, (one, other) in enumerate(zip(actual, expected)):
        if one != other:
            return f"item {index} is {clip(one)} instead of {clip(other)}"
    return f"{len(actual)} items instead of {len(expected)}"


def clip(item):
    text = ascii(item)
    return text if len(text) < 300 else f"{text[:200]}...{text[-60:]}"
