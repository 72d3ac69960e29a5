internal import CWSEncoder
internal import Synchronization

/// What an implementation must not do, and where Microsoft says so.
enum Violation: UInt8 {
    case sinkOutside = 1
    case sinkInUse
    case sinkLeft
    case unaskedPromise
    case completedTwice
    case changedStrings
    case tooManyBytes
    case emptyStrings

    /// What a diagnostic says of the implementation.
    func reason(_ direction: Direction) -> StaticString {
        switch (self, direction) {
        case (.sinkOutside, .encoder):
            "called its sink outside Start, Encode and End (sdk-api nc-webservices-ws_create_encoder_callback)"
        case (.sinkOutside, .decoder):
            "called its source outside Start, Decode and End (sdk-api nc-webservices-ws_create_decoder_callback)"
        case (.sinkInUse, .encoder):
            "called its sink while a call of it was outstanding (sdk-api ns-webservices-ws_channel_encoder)"
        case (.sinkInUse, .decoder):
            "called its source while a call of it was outstanding (sdk-api ns-webservices-ws_channel_decoder)"
        case (.sinkLeft, .encoder):
            "ended its call while a call of its sink was outstanding (sdk-api ns-webservices-ws_channel_encoder)"
        case (.sinkLeft, .decoder):
            "ended its call while a call of its source was outstanding (sdk-api ns-webservices-ws_channel_decoder)"
        case (.unaskedPromise, _):
            "returned WS_S_ASYNC without an asynchronous context, or completed with it (win32 wsw/asynchronous-model)"
        case (.completedTwice, _):
            "completed a call twice, or one it had not said would complete (win32 wsw/asynchronous-model)"
        case (.changedStrings, .encoder):
            "gave strings that did not last until the next call (sdk-api nc-webservices-ws_encoder_get_content_type_callback)"
        case (.changedStrings, .decoder):
            "gave strings that did not last until the next call (sdk-api nc-webservices-ws_decoder_get_content_type_callback)"
        case (.emptyStrings, .encoder):
            "gave a string with a length and no characters (sdk-api nc-webservices-ws_encoder_get_content_type_callback)"
        case (.emptyStrings, .decoder):
            "gave a string with a length and no characters (sdk-api nc-webservices-ws_decoder_get_content_type_callback)"
        case (.tooManyBytes, _):
            "claims more bytes than it was asked for (sdk-api nc-webservices-ws_decoder_decode_callback)"
        }
    }
}

/// The rules that a checked implementation and its host are held to.
extension Adapter {
    /// The result if the host may not make this call now, nil if it may.
    @inline(__always)
    func refuse(_ step: Callback.Role, _ error: ErrorHandle) -> HRESULT? {
        guard unsafe handoff.pointee.isIdle else { return refuseInProgress(error) }
        return state.isChecked ? refuseByRule(step, error) : nil
    }

    @inline(never)
    private func refuseInProgress(_ error: ErrorHandle) -> HRESULT {
        error.about(subject).fail(WS_E_INVALID_OPERATION, "another call is in progress")
    }

    @inline(never)
    private func refuseByRule(_ step: Callback.Role, _ error: ErrorHandle) -> HRESULT? {
        if case .refused(let result, let reason) = transition(step) {
            return error.about(subject).fail(result, reason)
        }
        if step == .end || step == .getContentType || step == .start { checkStrings() }
        if step == .start && direction == .decoder { forgetStrings() }
        guard let violation = takeViolation() else { return nil }
        return fault(report(violation, error))
    }

    private var direction: Direction { state.implementation.direction }

    /// What a call does to the phase.
    private func transition(_ step: Callback.Role) -> Transition<MessagePhase> {
        state.phase.on(step, isReadAhead: state.isReadAhead)
    }

    /// The strings of the message are due until the next one begins, with GetContentType of an encoder or Start of a decoder.
    private func checkStrings() {
        guard state.contentType.isIntact && state.contentEncoding.isIntact else {
            forgetStrings()
            return breakRule(.changedStrings)
        }
    }

    private func forgetStrings() {
        state.contentType.forget()
        state.contentEncoding.forget()
    }

    /// Notes a broken rule, to be reported by the call under way or the next one.
    func breakRule(_ violation: Violation) {
        guard state.isChecked else { return }
        state.violation.store(violation.rawValue, ordering: .releasing)
    }

    func takeViolation() -> Violation? {
        guard state.violation.load(ordering: .relaxed) != 0 else { return nil }
        return Violation(rawValue: state.violation.exchange(0, ordering: .acquiring))
    }

    func report(_ violation: Violation, _ error: ErrorHandle) -> HRESULT {
        error.about(subject).fail(WS_E_INVALID_OPERATION, violation.reason(state.implementation.direction))
    }

    func fault(_ result: HRESULT) -> HRESULT {
        state.phase = state.phase.faulted
        return result
    }

    /// A call has succeeded.
    func goOn(_ step: Callback.Role) {
        if case .to(let next) = transition(step) { state.phase = next }
    }
}

/// What a checked implementation need not bear.
extension Adapter {
    /// The result of a call that the implementation is not entered for, nil if it is.
    @inline(never)
    func answerItself(_ step: Callback.Role, _ arguments: CallArguments) -> HRESULT? {
        let direction = state.implementation.direction
        if let reason = invalidArgument(arguments, step, of: direction) {
            let error = Callback(step, of: direction).shape.error(arguments)
            return error.about(subject).fail(E_INVALIDARG, reason)
        }
        guard step == .transfer, state.phase.isDrained else { return nil }
        unsafe UnsafeMutablePointer<ULONG>(bitPattern: arguments[3])?.pointee = 0
        return S_OK
    }
}
