internal import CWSEncoder
internal import Synchronization

/// Decides who goes on with an operation whose outside call may complete on another thread before it has returned here.
///
/// Everything two threads may race for is one word, so that one atomic exchange settles it: the state, which call is meant,
/// whether the object was freed meanwhile, and the result of the completion.
struct Handoff: ~Copyable {
    /// The low byte of the word.
    private enum State {
        static var mask: UInt64 { 0xFF }
        /// No operation.
        static var idle: UInt64 { 0 }
        /// An operation is being worked on.
        static var running: UInt64 { 1 }
        /// It has called outside, and that call has neither returned nor completed.
        static var calling: UInt64 { 2 }
        /// The call has completed and not returned yet.
        static var completed: UInt64 { 3 }
        /// The call has returned and not completed yet: nobody works on the operation.
        static var suspended: UInt64 { 4 }
    }

    private static var freed: UInt64 { 1 << 8 }
    private static var modelShift: UInt64 { 16 }
    private static var callShift: UInt64 { 24 }
    private static var resultShift: UInt64 { 32 }

    /// Calls are told apart by their numbers, which begin anew after this: as many as fit in the low bits of an address that
    /// `malloc` gave.
    static var callMask: UInt64 { UInt64(2 &* MemoryLayout<Int>.size &- 1) }
    private static var callBits: UInt64 { callMask << callShift }

    private let word = Atomic<UInt64>(0)

    struct Completion {
        let result: HRESULT
        let model: WS_CALLBACK_MODEL
    }

    var isIdle: Bool { word.load(ordering: .relaxed) & ~Self.callBits == State.idle }

    /// Whether an operation is under way, freed or not.
    var isBusy: Bool { word.load(ordering: .relaxed) & State.mask != State.idle }

    /// Whether the object was freed while an operation was under way.
    var isFreed: Bool { word.load(ordering: .relaxed) & Self.freed != 0 }

    /// The number of the outside call made last.
    var call: UInt64 { word.load(ordering: .relaxed) >> Self.callShift & Self.callMask }

    /// An operation begins; `isShared` as for `end`. One call at a time is the caller's duty, so that nothing is compared.
    @inline(__always)
    func begin(isShared: Bool) {
        let running = word.load(ordering: .relaxed) & Self.callBits | State.running
        if isShared {
            _ = word.exchange(running, ordering: .acquiringAndReleasing)
        } else {
            word.store(running, ordering: .relaxed)
        }
    }

    /// A single call is the whole operation, and is about to be made. Returns its number; nil if one is outstanding, or the
    /// object was freed.
    func beginCall() -> UInt64? {
        let old = transition { word in
            guard word & ~Self.callBits == State.idle else { return nil }
            return State.calling | (word &+ 1 << Self.callShift) & Self.callBits
        }
        return old == nil ? nil : call
    }

    /// The operation is over. Returns whether the object was freed meanwhile, which the caller then makes true; it is never
    /// idle again then.
    /// `isShared` says that it was asynchronous: other threads may have had a part in it, and may free the object right now.
    @inline(__always)
    func end(isShared: Bool) -> Bool {
        if isShared {
            let old = transition { State.idle | $0 & Self.callBits }
            return (old ?? 0) & Self.freed != 0
        }
        let last = word.load(ordering: .relaxed)
        let idle = last & Self.callBits | State.idle
        word.store(idle | last & Self.freed, ordering: .relaxed)
        return last & Self.freed != 0
    }

    /// The object is to be freed. Returns whether it can be at once; if not, whoever ends the operation does it.
    func free() -> Bool {
        word.bitwiseOr(Self.freed, ordering: .acquiringAndReleasing).oldValue & State.mask == State.idle
    }

    /// A call that may complete asynchronously is about to be made. Returns whether it may be: not if the object was freed.
    func willCall() -> Bool {
        transition { word in
            guard word & State.mask == State.running, word & Self.freed == 0 else { return nil }
            return State.calling | (word &+ 1 << Self.callShift) & Self.callBits
        } != nil
    }

    /// The call has returned without promising a completion. One that came all the same counts for nothing: whatever the
    /// state, the operation goes on here. Returns whether one came.
    @discardableResult
    func didReturn() -> Bool {
        let old = transition { State.running | $0 & Self.callBits }
        return (old ?? 0) & State.mask == State.completed
    }

    /// The call has returned and promised a completion. nil: it is yet to come and will find the operation suspended, which
    /// this thread must not touch any more.
    func didReturnPending() -> Completion? {
        let old = transition { word in
            (word & State.mask == State.completed ? State.running : State.suspended) | word & Self.callBits
        }
        guard let old, old & State.mask == State.completed else { return nil }
        return Completion(
            result: HRESULT(truncatingIfNeeded: old >> Self.resultShift),
            model: WS_CALLBACK_MODEL(rawValue: UInt32(truncatingIfNeeded: old >> Self.modelShift & 1)))
    }

    /// What a completion leads to.
    enum Answer: UInt8 {
        /// Who says so is to go on with the operation.
        case resumes
        /// The call has not returned yet; who made it goes on when it does.
        case isEarly
        /// Nobody waits for it, as for a second one of the same call; it changes nothing.
        case isUnexpected
    }

    /// The call of this number has completed.
    func complete(_ completion: Completion, call: UInt64) -> Answer {
        let old = transition { word in
            guard word >> Self.callShift & Self.callMask == call else { return nil }
            switch word & State.mask {
            case State.suspended: return State.running | word & Self.callBits
            case State.calling:
                return State.completed | word & Self.callBits
                    | UInt64(completion.model.rawValue & 1) << Self.modelShift
                    | UInt64(UInt32(bitPattern: completion.result)) << Self.resultShift
            default: return nil
            }
        }
        guard let old else { return .isUnexpected }
        return old & State.mask == State.suspended ? .resumes : .isEarly
    }

    /// Replaces all but the freed bit by what `next` makes of the word. Returns the word before; nil if `next` declined.
    @discardableResult
    private func transition(_ next: (UInt64) -> UInt64?) -> UInt64? {
        var old = word.load(ordering: .relaxed)
        while true {
            guard let new = next(old) else { return nil }
            let (exchanged, original) = word.compareExchange(
                expected: old, desired: new | old & Self.freed, ordering: .acquiringAndReleasing)
            if exchanged { return old }
            old = original
        }
    }
}
