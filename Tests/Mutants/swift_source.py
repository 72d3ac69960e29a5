"""Reads Swift lightly: enough to find conditions, limits, statements and assertions."""
import bisect
import re

OPENING = {"(": ")", "[": "]", "{": "}"}
CLOSING = set(OPENING.values())


def mask(text):
    """The text with comments and the contents of strings blanked, at the same length."""
    out = list(text)
    index = 0
    length = len(text)

    def blank(start, end):
        for place in range(start, end):
            if out[place] != "\n":
                out[place] = " "

    while index < length:
        if text.startswith("//", index):
            end = text.find("\n", index)
            end = length if end < 0 else end
            blank(index, end)
        elif text.startswith("/*", index):
            end = text.find("*/", index)
            end = length if end < 0 else end + 2
            blank(index, end)
        elif text.startswith('"""', index):
            end = text.find('"""', index + 3)
            end = length if end < 0 else end + 3
            blank(index + 1, end - 1)
        elif text[index] == '"':
            end = index + 1
            while end < length and text[end] not in '"\n':
                end += 2 if text[end] == "\\" else 1
            blank(index + 1, end)
            end += 1
        elif text[index] == "`":
            end = text.find("`", index + 1) + 1 or length
        else:
            end = index + 1
        index = max(end, index + 1)
    return "".join(out)


class Source:
    """A file of Swift, with what belongs to each bracket."""

    def __init__(self, text):
        self.text = text
        self.masked = mask(text)
        self.line_starts = [0] + [match.end() for match in re.finditer("\n", text)]
        self.partner = {}
        self.enclosing = {}  # of each opening bracket, the one around it
        self.openings = []
        stack = []
        for place, character in enumerate(self.masked):
            if character in OPENING:
                self.enclosing[place] = stack[-1] if stack else None
                self.openings.append(place)
                stack.append(place)
            elif character in CLOSING and stack:
                opening = stack.pop()
                self.partner[opening] = place
                self.partner[place] = opening
        self.is_type = {place: self._opens_type(place) for place in self.openings if self.masked[place] == "{"}

    def line(self, place):
        return bisect.bisect_right(self.line_starts, place)

    def line_text(self, place):
        start = self.line_starts[self.line(place) - 1]
        end = self.text.find("\n", start)
        return self.text[start:end if end >= 0 else None].strip()

    def around(self, place):
        """The innermost bracket that is open there."""
        index = bisect.bisect_left(self.openings, place) - 1
        opening = self.openings[index] if index >= 0 else None
        while opening is not None and self.partner.get(opening, len(self.text)) < place:
            opening = self.enclosing[opening]
        return opening

    def header(self, brace):
        """What stands before a brace, from the brace before it on."""
        start = max(self.masked.rfind("{", 0, brace), self.masked.rfind("}", 0, brace)) + 1
        return self.masked[start:brace]

    def _opens_type(self, brace):
        return re.search(r"\b(struct|enum|class|extension|protocol|actor)\s+\w", self.header(brace)) is not None

    def function(self, place):
        """The outermost block of code around a place, as a range."""
        opening = self.around(place)
        found = opening
        while opening is not None and not self.is_type.get(opening, False):
            found = opening
            opening = self.enclosing[opening]
        return (found, self.partner.get(found, len(self.text))) if found is not None else (0, len(self.text))

    def assertions(self):
        """What stands in the brackets of each assert, as ranges. The library that ships evaluates none of it."""
        openings = [match.end() - 1 for match in re.finditer(r"\bassert(?:ionFailure)?\(", self.masked)]
        return [(opening, self.partner.get(opening, opening) + 1) for opening in openings]

    def scan(self, start, stops, end=None):
        """The first place at or after start, outside of brackets opened since, where one of `stops`, a regular expression,
        matches or a bracket closes."""
        pattern = re.compile(stops)
        place = start
        end = len(self.masked) if end is None else end
        while place < end:
            if pattern.match(self.masked, place):
                return place
            character = self.masked[place]
            if character in CLOSING:
                return place
            if character in OPENING:
                place = self.partner.get(place, end)
            place += 1
        return end

    def split(self, start, end, separators):
        """The parts of a range between separators, a regular expression, outside of brackets; as ranges."""
        parts = []
        pattern = re.compile(separators)
        place = start
        while place < end:
            found = self.scan(place, separators, end)
            parts.append((place, found))
            match = pattern.match(self.masked, found) if found < end else None
            if match is None:
                break
            place = match.end()
        return parts

    def trimmed(self, start, end):
        """A range without blanks at its ends, and without the words that cover all that follows them."""
        while True:
            while start < end and self.masked[start].isspace():
                start += 1
            while start < end and self.masked[end - 1].isspace():
                end -= 1
            match = re.compile(r"(unsafe|try)\s+").match(self.masked, start, end)
            if match is None:
                return start, end
            start = match.end()


def inactive_ranges(source, defined):
    """The ranges that `#if` leaves out, as far as its condition is one word of `defined` or not; where unknown, both sides."""
    ranges = []
    stack = []  # [start of the part, whether it is active]
    for match in re.finditer(r"^[ \t]*#(if|elseif|else|endif)\b(.*)$", source.masked, re.M):
        word, condition = match[1], match[2].strip()
        if word == "if":
            truth = defined.get(condition)
            stack.append([match.end(), truth is True, truth])
        elif stack:
            start, active, truth = stack[-1]
            if not active:
                ranges.append((start, match.start()))
            if word == "endif":
                stack.pop()
            else:
                stack[-1] = [match.end(), word == "else" and truth is False, truth]
    return ranges
