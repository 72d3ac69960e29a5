internal import Bytes
internal import CWSEncoder
internal import Synchronization

/// The rules that a checked implementation and its host are held to: the order of calls, and what the implementation promised.
struct AdapterRules: ~Copyable {
    /// Whether the implementation is held to them. The order of calls is followed in any case.
    let isChecked: Bool
    private let direction: Direction
    private var phase: MessagePhase
    /// Decode may come before GetContentType.
    private var isReadAhead = false
    /// The rule that the implementation broke when there was no call of the host to fail for it.
    private let brokenRule = Atomic<UInt8>(0)
    /// The strings that the last GetContentType returned.
    private var contentType = LentString()
    private var contentEncoding = LentString()

    init(_ direction: Direction, isChecked: Bool) {
        self.direction = direction
        self.isChecked = isChecked
        phase = MessagePhase(direction)
    }

    // MARK: The order of calls

    /// What a call does to the phase.
    private func transition(_ role: Callback.Role) -> Transition<MessagePhase> {
        phase.on(role, isReadAhead: isReadAhead)
    }

    /// Why the host may not make a call now; nil if it may.
    func refusal(of role: Callback.Role) -> (result: HRESULT, reason: StaticString)? {
        if case .refused(let result, let reason) = transition(role) { (result, reason) } else { nil }
    }

    /// A call has succeeded.
    mutating func goOn(_ role: Callback.Role) {
        if case .to(let next) = transition(role) { phase = next }
    }

    mutating func fault() {
        phase = phase.faulted
    }

    /// A Decode has returned 0 bytes.
    mutating func drain() {
        phase = phase.drained
    }

    /// Whether a Decode has returned 0 bytes.
    var isDrained: Bool { phase.isDrained }

    mutating func allowReadingAhead() {
        isReadAhead = true
    }

    // MARK: The strings

    /// GetContentType has returned these.
    mutating func note(contentType: WideText, contentEncoding: WideText) {
        self.contentType.note(contentType)
        self.contentEncoding.note(contentEncoding)
    }

    /// Looks whether the strings are still there. They have to last until the next message begins, which GetContentType of an
    /// encoder or Start of a decoder does.
    mutating func checkStrings(before role: Callback.Role) {
        guard role == .end || role == .getContentType || role == .start else { return }
        if !contentType.isIntact || !contentEncoding.isIntact {
            forgetStrings()
            note(.changedStrings)
        }
        // Of one that fails, there are none to look at afterwards.
        if role == (direction == .encoder ? .getContentType : .start) { forgetStrings() }
    }

    private mutating func forgetStrings() {
        contentType.forget()
        contentEncoding.forget()
    }

    // MARK: Broken rules

    /// Takes note of a broken rule, to be reported by the call that is under way or by the next one.
    func note(_ rule: BrokenRule) {
        guard isChecked else { return }
        brokenRule.store(rule.rawValue, ordering: .releasing)
    }

    /// The broken rule that is to be reported.
    func takeBrokenRule() -> BrokenRule? {
        guard brokenRule.load(ordering: .relaxed) != 0 else { return nil }
        return BrokenRule(rawValue: brokenRule.exchange(0, ordering: .acquiring))
    }
}

// What an adapter does about them.
extension Adapter {
    /// The result if the host may not make this call now, nil if it may.
    @inline(__always)
    func refuse(_ role: Callback.Role, _ error: ErrorHandle) -> HRESULT? {
        guard handoff.isIdle else { return refuseInProgress(error) }
        return state.rules.isChecked ? refuseByRule(role, error) : nil
    }

    @inline(never)
    private func refuseInProgress(_ error: ErrorHandle) -> HRESULT {
        error.about(subject).fail(WS_E_INVALID_OPERATION, "another call is in progress")
    }

    @inline(never)
    private func refuseByRule(_ role: Callback.Role, _ error: ErrorHandle) -> HRESULT? {
        if let (result, reason) = state.rules.refusal(of: role) { return error.about(subject).fail(result, reason) }
        state.rules.checkStrings(before: role)
        guard let rule = state.rules.takeBrokenRule() else { return nil }
        return fault(report(rule, error))
    }

    func report(_ rule: BrokenRule, _ error: ErrorHandle) -> HRESULT {
        error.about(subject).fail(WS_E_INVALID_OPERATION, rule.reason(direction))
    }

    func fault(_ result: HRESULT) -> HRESULT {
        state.rules.fault()
        return result
    }

    /// The result of a call that does not reach a checked implementation; nil for a call that does.
    @inline(never)
    func answerItself(_ call: TableCall) -> HRESULT? {
        if let defect = call.defect { return call.error.about(subject).fail(E_INVALIDARG, defect) }
        guard call.role == .transfer, state.rules.isDrained else { return nil }
        call.arguments.lengthPlace?.value = 0
        return S_OK
    }
}
