internal import CWSEncoder
internal import Synchronization

/// Decides who goes on with an operation: the thread that made an outside call, or the thread on which the call completes,
/// which may be before the call has returned.
///
/// Whatever two threads may race for is in one word, so that one atomic exchange settles it: the state, the number of the call,
/// whether the object was freed meanwhile, and the result of the completion.
///
/// Loads are relaxed: they only choose what to try, and every change that depends on them is an exchange or made by the one
/// thread that has the operation. Exchanges acquire and release, as the comments at each say and `make test-model` checks.
struct Handoff: ~Copyable {
    /// The low byte of the word.
    private enum State {
        static var mask: UInt64 { 0xFF }
        /// No operation.
        static var idle: UInt64 { 0 }
        /// A thread is working on an operation.
        static var running: UInt64 { 1 }
        /// The operation has made an outside call, which has neither returned nor completed.
        static var calling: UInt64 { 2 }
        /// The call has completed and has not returned yet.
        static var completed: UInt64 { 3 }
        /// The call has returned and has not completed yet: no thread is working on the operation.
        static var suspended: UInt64 { 4 }
    }

    private static var freed: UInt64 { 1 << 8 }
    private static var modelShift: UInt64 { 16 }
    private static var callShift: UInt64 { 24 }
    private static var resultShift: UInt64 { 32 }

    /// The greatest number of a call, after which they start again at 0. Numbers tell calls apart, and have to fit in the low
    /// bits of an address that `malloc` returned.
    static var callMask: UInt64 { UInt64(2 &* MemoryLayout<Int>.size &- 1) }
    private static var callBits: UInt64 { callMask << callShift }

    private let word = Atomic<UInt64>(0)

    /// How an outside call has completed.
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

    /// Begins an operation; `isShared` is as for `end`. The caller has seen that the handoff is idle.
    @inline(__always)
    func begin(isShared: Bool) {
        let running = word.load(ordering: .relaxed) & Self.callBits | State.running
        if isShared {
            // Acquires what the thread wrote that ended the operation before, in case the host did not wait to be told.
            _ = word.exchange(running, ordering: .acquiringAndReleasing)
        } else {
            // Only this thread takes part: what the host does between its calls orders them.
            word.store(running, ordering: .relaxed)
        }
    }

    /// Begins an operation that is a single outside call, which is about to be made. Returns its number; nil if one is
    /// outstanding, or the object was freed.
    func beginCall() -> UInt64? {
        // Acquires what the thread wrote that ended the call before.
        let old = transition { word in
            guard word & ~Self.callBits == State.idle else { return nil }
            return State.calling | (word &+ 1 << Self.callShift) & Self.callBits
        }
        return old == nil ? nil : call
    }

    /// Ends the operation. Returns whether the object was freed meanwhile, in which case the caller must destroy it now: `free`
    /// left that to the end of the operation.
    ///
    /// `isShared` says that the operation was asynchronous: other threads may have taken part in it, and may free the object at
    /// this very moment.
    @inline(__always)
    func end(isShared: Bool) -> Bool {
        if isShared {
            // Releases the operation to whoever frees the object or begins the next; acquires the use that `free` made of it.
            let old = transition { State.idle | $0 & Self.callBits }
            return (old ?? 0) & Self.freed != 0
        }
        let last = word.load(ordering: .relaxed)
        let idle = last & Self.callBits | State.idle
        word.store(idle | last & Self.freed, ordering: .relaxed)
        return last & Self.freed != 0
    }

    /// Marks the object as freed. Returns whether the caller may destroy it at once; if not, whoever ends the operation does.
    func free() -> Bool {
        // Acquires the ended operation before the memory goes; or releases this use of the word to the thread that destroys it.
        word.bitwiseOr(Self.freed, ordering: .acquiringAndReleasing).oldValue & State.mask == State.idle
    }

    /// Notes that a call that may complete asynchronously is about to be made. Returns false, and the call must not be made, if
    /// the object was freed.
    func willCall() -> Bool {
        transition { word in
            guard word & State.mask == State.running, word & Self.freed == 0 else { return nil }
            return State.calling | (word &+ 1 << Self.callShift) & Self.callBits
        } != nil
    }

    /// Notes that the call has returned without promising a completion: the operation goes on here. A completion that came all
    /// the same is ignored. Returns whether one came.
    @discardableResult
    func didReturn() -> Bool {
        // Acquires what a completion wrote that came although none was promised.
        let old = transition { State.running | $0 & Self.callBits }
        return (old ?? 0) & State.mask == State.completed
    }

    /// Notes that the call has returned and promised a completion. Returns the completion if it has come already. If not, the
    /// operation is suspended, and this thread must not touch it any more.
    func didReturnPending() -> Completion? {
        // Acquires what came with an early completion, or releases the operation to the thread of a late one.
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
        /// The thread of the completion goes on with the operation.
        case resumes
        /// The call has not returned yet; the thread that made it goes on when it does.
        case isEarly
        /// Nobody waits for it, because it is the second of its call or was not promised. It changes nothing.
        case isUnexpected
    }

    /// Notes that the call of this number has completed.
    func complete(_ completion: Completion, call: UInt64) -> Answer {
        // Acquires the suspended operation, or releases what came with the completion to the thread that made the call.
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

    /// Replaces the word, except for the freed bit, by what `next` makes of it. Returns the word as it was before; nil if
    /// `next` returned nil, and then nothing has changed.
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
