internal import CWSEncoder
internal import Synchronization

/// Decides who goes on with an operation whose outside call may complete on another thread before it has returned here.
///
/// Everything two threads may race for is one word, so that one atomic exchange settles it: the state, whether the object was
/// freed meanwhile, and the result of the completion.
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
    private static var resultShift: UInt64 { 32 }

    private let word = Atomic<UInt64>(0)

    struct Completion {
        let result: HRESULT
        let model: WS_CALLBACK_MODEL
    }

    var isIdle: Bool { word.load(ordering: .relaxed) == State.idle }

    /// Whether the object was freed while an operation was under way.
    var isFreed: Bool { word.load(ordering: .relaxed) & Self.freed != 0 }

    /// An operation begins; `isShared` as for `end`. One call at a time is the caller's duty, so that nothing is compared.
    @inline(__always)
    func begin(isShared: Bool) {
        if isShared {
            _ = word.exchange(State.running, ordering: .acquiringAndReleasing)
        } else {
            word.store(State.running, ordering: .relaxed)
        }
    }

    /// The operation is over. Returns whether the object was freed meanwhile, which the caller then makes true.
    /// `isShared` says that it was asynchronous: other threads may have had a part in it, and may free the object right now.
    @inline(__always)
    func end(isShared: Bool) -> Bool {
        if isShared { return word.exchange(State.idle, ordering: .acquiringAndReleasing) & Self.freed != 0 }
        let last = word.load(ordering: .relaxed)
        word.store(State.idle, ordering: .relaxed)
        return last & Self.freed != 0
    }

    /// The object is to be freed. Returns whether it can be at once; if not, whoever ends the operation does it.
    func free() -> Bool {
        word.bitwiseOr(Self.freed, ordering: .acquiringAndReleasing).oldValue & State.mask == State.idle
    }

    /// A call that may complete asynchronously is about to be made.
    func willCall() {
        transition { $0 & State.mask == State.running ? State.calling : nil }
    }

    /// The call has returned without promising a completion. One that came all the same counts for nothing: whatever the
    /// state, the operation goes on here.
    func didReturn() {
        transition { _ in State.running }
    }

    /// The call has returned and promised a completion. nil: it is yet to come and will find the operation suspended, which
    /// this thread must not touch any more.
    func didReturnPending() -> Completion? {
        let old = transition { $0 & State.mask == State.completed ? State.running : State.suspended }
        guard let old, old & State.mask == State.completed else { return nil }
        return Completion(
            result: HRESULT(truncatingIfNeeded: old >> Self.resultShift),
            model: WS_CALLBACK_MODEL(rawValue: UInt32(truncatingIfNeeded: old >> Self.modelShift & 1)))
    }

    /// The call has completed. Returns whether the one who says so is to go on with the operation. A completion that nobody
    /// waits for changes nothing.
    func complete(_ completion: Completion) -> Bool {
        let old = transition { word in
            switch word & State.mask {
            case State.suspended: return State.running
            case State.calling:
                return State.completed | UInt64(completion.model.rawValue & 1) << Self.modelShift
                    | UInt64(UInt32(bitPattern: completion.result)) << Self.resultShift
            default: return nil
            }
        }
        guard let old else { return false }
        return old & State.mask == State.suspended
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
