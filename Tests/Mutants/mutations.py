"""Finds where a source can be broken on purpose, and writes it with all of these places prepared."""
import re

from swift_source import Source, inactive_ranges

FLIP, SHIFT, DROP = "flip", "shift", "drop"

# A statement that can be dropped begins with none of these.
NOT_DROPPED = re.compile(
    r"(let|var|return|throw|break|continue|if|guard|else|while|for|switch|case|default|do|catch|defer|func|init|deinit|struct"
    r"|enum|class|extension|public|private|internal|fileprivate|static|mutating|nonmutating|override|final|repeat|in|typealias"
    r"|get|set|subscript|import|fallthrough|yield|indirect|where|is|as|protocol|associatedtype|consuming|borrowing"
    r"|assert|assertionFailure)\b"
    r"|self\.init\b|[^\w(_$]")
ASSIGNMENT = r" (=|[-+*/%|^&]=|&[-+*]=|&?<<=|&?>>=) "
CONTINUES = re.compile(r"\s*([.?:&|=*/<>+)\]]|-[ >]|\{|else\b|where\b|in\b)")
ENDS_OPEN = re.compile(r"([,(\[=+\-*/&|<>?:]|\b(return|in|unsafe|try|throw|case|let|var))\s*$")


class Mutant:
    """One way to break a source: what is inserted before and after a range of it."""

    def __init__(self, kind, start, end, source):
        self.kind = kind
        self.start = start
        self.end = end
        self.line = source.line(start)
        self.line_text = source.line_text(start)
        self.what = " ".join(source.text[start:end].split())
        self.number = 0
        self.file = ""
        self.room = ""

    @property
    def name(self):
        """What it does, for people and for the list of reasons."""
        if self.kind == DROP:
            return "drop"
        return f"{self.kind} {self.what}"

    @property
    def before(self):
        return {FLIP: f"wseFlip({self.number}, ", SHIFT: f"wseShift({self.number}, ",
                DROP: f"if wseKeep({self.number}) {{ "}[self.kind]

    @property
    def after(self):
        return " }" if self.kind == DROP else ")"


def find(text, defined):
    """Every mutant of a source, in the order of their places."""
    source = Source(text)
    found = {}

    def add(kind, start, end):
        start, end = source.trimmed(start, end) if kind != DROP else (start, end)
        if start < end and (kind, start, end) not in found:
            found[kind, start, end] = Mutant(kind, start, end, source)

    for start, end in conditions(source):
        for operand in source.split(start, end, r" (&&|\|\|) |\n\s*(&&|\|\|) "):
            start, end = source.trimmed(*operand)
            if source.masked[start:end] not in ("true", "false", "_") and not cuts_generics(source.masked[start:end]):
                add(FLIP, start, end)
    for start, end in limits(source):
        add(SHIFT, start, end)
    for start, end in statements(source):
        add(DROP, start, end)
    left_out = inactive_ranges(source, defined) + source.assertions()
    mutants = [mutant for mutant in found.values() if not any(a <= mutant.start < b for a, b in left_out)]
    return sorted(mutants, key=lambda mutant: (mutant.start, -mutant.end))


def cuts_generics(text):
    """Whether the brackets of a generic type are open in it, whose commas are no ends of conditions."""
    return len(re.findall(r"\w<(?=\w)", text)) != len(re.findall(r"(?<=[\w?>)])>(?![=>])", text))


def boolean(source, start, end):
    """A range that is a condition, or if it is a choice, the condition of that."""
    question = source.scan(start, r" \? |\n\s*\? ", end)
    return start, question


def conditions(source):
    """The conditions of if, guard and while, of choices, and what is returned as Bool, where that is easily seen."""
    for match in re.finditer(r"\b(if|guard|while)\s", source.masked):
        if source.masked[match.start() - 1] in ".#":
            continue
        end = source.scan(match.end(), r" \{|\selse\b")
        for start, stop in source.split(match.end(), end, ","):
            if not re.match(r"\s*(unsafe\s+|try\s+)*(let|var|case)\b|\s*#", source.masked[start:stop]):
                yield boolean(source, start, stop)
    for match in re.finditer(r" \? |\n\s*\? ", source.masked):
        yield choice_start(source, match.start()), match.start()
    for match in re.finditer(r"\breturn\s+(?=\S)", source.masked):
        end = source.scan(match.end(), r"\n(?!\s*(&&|\|\|))")
        comparison = source.scan(match.end(), r" (==|!=|<|>|<=|>=|&&|\|\|) |!\w", end)
        if comparison < source.scan(match.end(), r" \? |\n\s*\? ", end):
            yield boolean(source, match.end(), end)
    for match in re.finditer(r"(: |-> )Bool \{ ", source.masked):
        if not re.match(r"(get|unsafe get|return)\b", source.masked[match.end():]):
            yield match.end(), source.scan(match.end(), "\n")


def choice_start(source, question):
    """Where the condition of a choice begins."""
    opening = source.around(question)
    place = question
    while place > 0:
        character = source.masked[place - 1]
        if character in ")]}":
            place = source.partner.get(place - 1, 0)
            continue
        if character in "([{," or place - 1 == opening:
            break
        before = source.masked[max(0, place - 8):place]
        if re.search(r"( \? | : | = |\breturn |\bin |\w: |[-+|&]= |\b(guard|if|while|throw) )$", before):
            break
        if character == "\n" and not re.match(r"\s*(&&|\|\||[=!<>]=|\?)", source.masked[place:question + 3]):
            break
        place -= 1
    return place


def limits(source):
    """The right sides of comparisons of order, and the ends of ranges."""
    stops = r":?\n|: | (&&|\|\||\?|:|==|!=|where|else) |,| \{|;|\n\s*(&&|\|\||\?|:|else\b)"
    for match in re.finditer(r" (<|<=|>|>=)\s+|(?<=[\w)\]])(\.\.<|\.\.\.)(?=[\w(])", source.masked):
        end = source.scan(match.end(), stops)
        yield match.end(), end


def statements(source):
    """Statements that stand on lines of their own, or behind a case: assignments and calls."""
    for match in re.finditer(r"^[ \t]*((?:case [^\n]*?|default): )?(?=\S)", source.masked, re.M):
        start = match.end()
        opening = source.around(start)
        if opening is None or source.masked[opening] != "{" or source.is_type[opening]:
            continue
        words = re.compile(r"((unsafe|try) )*").match(source.masked, start).end()
        if NOT_DROPPED.match(source.masked, words):
            continue
        before = source.masked[:match.start()].rstrip()
        after_case = re.search(r"^\s*(case .*|default):$", before[before.rfind("\n") + 1:])
        if not match[1] and ENDS_OPEN.search(before[-40:]) and not after_case:
            continue
        if re.match(r"[^\n]*\bin\n", source.masked[start:start + 200]):
            continue  # the parameters of a closure
        end = statement_end(source, start)
        body = source.masked[start:end]
        assigns = end > source.scan(start, ASSIGNMENT, end)
        if not assigns and not re.search(r"[)}]$", body.rstrip()):
            continue
        if not assigns and is_value(source, opening, start, end):
            continue
        if not assigns and match[1] and returns_value(source, source.function(start)[0]):
            continue
        if assigns and any(is_set_later(source, name, start) for name in re.findall(r"\w+", re.split(ASSIGNMENT, body)[0])):
            continue
        # An initializer has to set all there is, so that the compiler would refuse it.
        if assigns and re.search(r"\binit\b[^{}]*$", source.header(source.function(start)[0])):
            continue
        yield start, end


def is_value(source, opening, start, end):
    """Whether an expression is all of a block and so its value."""
    body = source.masked[opening + 1:source.partner.get(opening, end)]
    return body.strip() == source.masked[start:end].strip() and returns_value(source, opening)


def returns_value(source, opening):
    """Whether a block is of a function or property that has a value."""
    header = " ".join(source.header(opening).split())[-120:] + " "
    return re.search(r"-> (?!Void\b|\(\))|: [\w.?<>]+ $", header) is not None


def is_set_later(source, name, place):
    """Whether a variable of the function is declared without a value: without this one, it might have none."""
    first, last = source.function(place)
    return re.search(rf"\b(let|var) {re.escape(name)}\s*:[^=\n]*\n", source.masked[first:last]) is not None


def statement_end(source, start):
    place = start
    while True:
        place = source.scan(place, r"\n|;")
        if place >= len(source.masked) or source.masked[place] != "\n":
            break
        if not CONTINUES.match(source.masked, place + 1) and not ENDS_OPEN.search(source.masked[start:place]):
            break
        place += 1
    end = place
    while end > start and source.masked[end - 1].isspace():
        end -= 1
    return end


def write(text, mutants):
    """The text with the mutants in it, and for each one its range there."""
    insertions = []
    for mutant in mutants:
        insertions.append((mutant.start, 1, -mutant.end, mutant, mutant.before))
        insertions.append((mutant.end, 0, -mutant.start, mutant, mutant.after))
    insertions.sort(key=lambda each: each[:3])
    out = []
    position = 0
    length = 0
    places = {}
    for place, is_start, _, mutant, inserted in insertions:
        out.append(text[position:place])
        length += place - position
        position = place
        if is_start:
            places[mutant] = [length, length]
        out.append(inserted)
        length += len(inserted)
        if not is_start:
            places[mutant][1] = length
    out.append(text[position:])
    return "".join(out), places
