"""Explores every execution of small programs that use Handoff (Sources/WSEncoder/Async/Handoff.swift) under the release and
acquire rules of the C11 memory model: a load may return any value that coherence allows, a data race or use after free by
happens-before is an error, and so is an operation that ends twice or never. Stores go to the end of the modification order.
Then orderings are weakened and transitions broken on purpose, and each of these has to be noticed."""
import sys

IDLE, RUNNING, CALLING, COMPLETED, SUSPENDED, MASK, FREED = 0, 1, 2, 3, 4, 7, 8


class Broken(Exception):
    pass


class Handoff:
    """The functions of Handoff. `mutant` names an ordering, "end acquire", or a transition that is to be wrong."""

    def __init__(self, mutant=""):
        self.mutant = mutant

    def order(self, name):
        return {way for way in ("acquire", "release") if self.mutant != f"{name} {way}"}

    def transition(self, name, step):
        old = yield ("load",)
        while True:
            new = step(old)
            if new is None:
                return None
            kept = 0 if self.mutant == "transitions forget freed" else old & FREED
            exchanged, original = yield ("cas", old, new | kept, self.order(name))
            if exchanged:
                return old
            old = original

    def begin(self):
        yield ("exchange", RUNNING, self.order("begin"))

    def end(self):
        old = yield from self.transition("end", lambda word: IDLE)
        return old & FREED

    def free(self):
        return (yield ("or", FREED, self.order("free"))) & MASK == IDLE

    def will_call(self):
        return (yield from self.transition("willCall", lambda word: None if word & FREED else CALLING)) is not None

    def begin_call(self):
        return (yield from self.transition("beginCall", lambda word: CALLING if word == IDLE else None)) is not None

    def did_return(self):
        yield from self.transition("didReturn", lambda word: RUNNING)

    def did_return_pending(self):
        def step(word):
            found = word & MASK == COMPLETED and self.mutant != "didReturnPending ignores a completion"
            return RUNNING if found else SUSPENDED
        old = yield from self.transition("didReturnPending", step)
        return step(old) == RUNNING

    def complete(self):
        stays = self.mutant == "complete leaves it suspended"
        early = RUNNING if self.mutant == "complete forgets that it came early" else COMPLETED
        table = {SUSPENDED: SUSPENDED if stays else RUNNING, CALLING: early}
        old = yield from self.transition("complete", lambda word: table.get(word & MASK))
        return None if old is None else old & MASK


def finish(handoff):
    yield ("access", "state")
    yield ("access", "length")
    freed = yield from handoff.end()
    yield ("ended",)
    if freed:
        yield ("destroy",)
    else:
        yield ("signal", "told")


def call_asynchronously(handoff):
    yield from handoff.begin()
    yield ("mark", "begun")
    yield ("access", "state")
    if (yield from handoff.will_call()):
        yield ("signal", "called")
        yield ("access", "state")
        if not (yield from handoff.did_return_pending()):
            return
    yield from finish(handoff)


def complete_late(handoff):
    yield ("wait", "called")
    yield ("access", "length")
    if (yield from handoff.complete()) == SUSPENDED:
        yield from finish(handoff)


def complete_twice(handoff):
    yield ("wait", "called")
    yield ("access", "length")
    if (yield from handoff.complete()) == SUSPENDED:
        yield ("access", "state")
        if (yield from handoff.complete()) == SUSPENDED:
            yield from finish(handoff)
        yield from finish(handoff)


def free_meanwhile(handoff):
    yield ("await", "begun")
    yield from free(handoff)


def free(handoff):
    if (yield from handoff.free()):
        yield ("destroy",)


def begin_impatiently(handoff):
    """The next call, by a host that sees an idle handoff and does not wait to be told."""
    yield ("await", "ended")
    if (yield ("load",)) == IDLE:
        yield from handoff.begin()
        yield ("access", "state")


def return_at_once(handoff):
    """The sink completes on another thread, and returns all the same as if it had not."""
    yield from handoff.begin()
    if (yield from handoff.will_call()):
        yield ("signal", "called")
        yield ("await", "completed")
        yield from handoff.did_return()
    yield from finish(handoff)
    yield from free(handoff)


def complete_wrongly(handoff):
    yield ("wait", "called")
    yield ("access", "length")
    yield from handoff.complete()
    yield ("mark", "completed")


def outgoing(handoff):
    if (yield from handoff.begin_call()):
        yield ("access", "state")
        yield ("signal", "called")
        yield ("access", "state")
        if (yield from handoff.did_return_pending()):
            yield from finish(handoff)


def outgoing_again(handoff):
    yield ("await", "ended")
    if (yield from handoff.begin_call()):
        yield ("access", "state")


SCENARIOS = {
    "freed meanwhile": [call_asynchronously, complete_late, free_meanwhile],
    "completed twice": [call_asynchronously, complete_twice],
    "called again": [call_asynchronously, complete_late, begin_impatiently],
    "returned at once": [return_at_once, complete_wrongly],
    "a sink called again": [outgoing, complete_late, outgoing_again],
}


# No execution depends on these. willCall and beginCall: the host passes the context on to the thread that completes the call,
# which orders what came before. The others: this thread's next exchange releases what it did.
SPARE = {"begin release", "willCall acquire", "willCall release", "beginCall release", "didReturn release"}


def replay(program, handoff, history):
    """What the thread does next, after it was answered like this so far; None at its end."""
    thread = program(handoff)
    try:
        action = next(thread)
        for answer in history:
            action = thread.send(answer)
        return action
    except StopIteration:
        return None


def join(a, b):
    return tuple(map(max, a, b))


class State:
    """Thread clocks, their places in the modification order, the values of the word with the clocks they release, and who
    accessed the memory (the word included) last, for races."""

    def __init__(self, count):
        self.count, self.histories, self.freed_by = count, [()] * count, None
        self.clocks = [tuple(int(i == j) for j in range(count)) for i in range(count)]
        self.views, self.word = [0] * count, [(IDLE, (0,) * count, 0)]
        self.users, self.writers = (0,) * count, {"state": (0,) * count, "length": (0,) * count}
        self.flags, self.ends = {}, 0

    def copy(self):
        other = State.__new__(State)
        other.__dict__.update(self.__dict__)
        for name in ("histories", "clocks", "views", "word"):
            setattr(other, name, list(getattr(self, name)))
        other.flags, other.writers = dict(self.flags), dict(self.writers)
        return other

    def key(self):
        return (tuple(self.histories), tuple(self.word), tuple(self.views), tuple(self.clocks), self.users,
                tuple(self.writers.values()), tuple(sorted(self.flags.items())), self.freed_by, self.ends)

    def use(self, me, others, what):
        if self.freed_by is not None:
            raise Broken("use after free")
        if any(at > seen for at, seen in zip(others, self.clocks[me])):
            raise Broken(what)

    def stamp(self, me, clocks):
        return tuple(self.clocks[me][me] if i == me else at for i, at in enumerate(clocks))

    def tick(self, me):
        self.clocks[me] = tuple(at + (i == me) for i, at in enumerate(self.clocks[me]))

    def acquire(self, me, index, ordering):
        self.views[me] = index
        if "acquire" in ordering:
            _, clock, view = self.word[index]
            self.clocks[me] = join(self.clocks[me], clock)
            self.views[me] = max(index, view)

    def replace(self, me, value, ordering):
        """An exchange reads the last value, and what it writes goes on with the release sequence."""
        last = len(self.word) - 1
        released, self.views[me] = self.word[last][1], last
        self.acquire(me, last, ordering)
        clock = join(released, self.clocks[me]) if "release" in ordering else released
        self.word.append((value, clock, 0))
        self.views[me] = last + 1
        self.tick(me)

    def after(self, me, action):
        """The states that may follow when this thread acts, with its answer added to the history."""
        kind = action[0]
        if kind in ("wait", "await") and action[1] not in self.flags:
            return []
        if kind in ("load", "cas", "exchange", "or"):
            self.use(me, (0,) * self.count, "")
            return self.after_atomic(me, action)
        then, answer = self.copy(), None
        if kind == "access":
            place = action[1]
            then.use(me, then.writers[place], f"a data race for the {place}")
            then.writers[place] = then.stamp(me, then.writers[place])
            then.users = then.stamp(me, then.users)
        elif kind == "destroy":
            then.use(me, then.users, "freed while another thread uses it")
            then.freed_by = me
        elif kind == "wait":
            clock, view = then.flags[action[1]]
            then.clocks[me], then.views[me] = join(then.clocks[me], clock), max(then.views[me], view)
        elif kind in ("signal", "mark"):
            then.flags[action[1]] = (then.clocks[me], then.views[me])
            then.tick(me)
        elif kind == "ended":
            then.ends += 1
            then.flags["ended"] = ()
            if then.ends > 1:
                raise Broken("an operation ends twice")
        then.histories[me] += (answer,)
        return [then]

    def after_atomic(self, me, action):
        kind, results, last = action[0], [], len(self.word) - 1

        def result():
            then = self.copy()
            then.users = then.stamp(me, then.users)
            results.append(then)
            return then
        if kind in ("exchange", "or"):
            old, then = self.word[last][0], result()
            then.replace(me, action[1] if kind == "exchange" else old | action[1], action[2])
            then.histories[me] += (old,)
        elif kind == "cas" and self.word[last][0] == action[1]:
            then = result()
            then.replace(me, action[2], action[3])
            then.histories[me] += ((True, action[1]),)
        if kind in ("load", "cas"):
            for index in range(self.views[me], last + 1):
                value = self.word[index][0]
                if kind == "load" or value != action[1]:
                    then = result()
                    then.acquire(me, index, action[3] if kind == "cas" else ())
                    then.histories[me] += (value if kind == "load" else (False, value),)
        return results


def explore(programs, mutant=""):
    """Visits every state. Returns their number and what is wrong with one of them, or None."""
    handoff, seen, nexts = Handoff(mutant), set(), {}
    stack = [State(len(programs))]
    try:
        while stack:
            state = stack.pop()
            key = state.key()
            if key in seen:
                continue
            seen.add(key)
            for me, program in enumerate(programs):
                at = (me, state.histories[me])
                if at not in nexts:
                    nexts[at] = replay(program, handoff, at[1])
                if nexts[at] is not None:
                    stack += state.after(me, nexts[at])
            steps = [nexts[at] for at in enumerate(state.histories)]
            if not any(steps) and state.freed_by is None and any(value & FREED for value, _, _ in state.word):
                raise Broken("what was freed stays")
            if state.ends == 0 and all(
                    step is None or step[0] in ("wait", "await") and step[1] not in state.flags for step in steps):
                raise Broken("an operation never ends")
    except Broken as broken:
        return len(seen), str(broken)
    return len(seen), None


def main():
    failures = 0
    for name, programs in SCENARIOS.items():
        states, wrong = explore(programs)
        print(f"{'not ok' if wrong else 'ok'} - {name}: {wrong or f'{states} states'}")
        failures += wrong is not None
    names = ("begin", "end", "free", "willCall", "beginCall", "didReturn", "didReturnPending", "complete")
    mutants = [f"{name} {way}" for name in names for way in ("acquire", "release")]
    mutants += ["transitions forget freed", "didReturnPending ignores a completion", "complete leaves it suspended",
                "complete forgets that it came early"]
    for mutant in mutants:
        found = {name: wrong for name, programs in SCENARIOS.items() if (wrong := explore(programs, mutant)[1])}
        expected = mutant not in SPARE
        failures += bool(found) != expected
        print(f"{'ok' if bool(found) == expected else 'not ok'} - without: {mutant}: {found or 'nothing is wrong'}")
    return failures != 0


if __name__ == "__main__":
    sys.exit(main())
