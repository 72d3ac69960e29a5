import CWSEncoder
import Testing

@testable import WSEncoder

/// A transition as a word: the phase it leads to, or the result that refuses it.
private func word<Phase>(_ transition: Transition<Phase>) -> String {
    switch transition {
    case .to(let phase): "\(phase)"
    case .refused(WS_E_INVALID_OPERATION, _): "invalid"
    case .refused(WS_E_OBJECT_FAULTED, _): "faulted!"
    case .refused(let result, _): "\(result)"
    }
}

private func reason<Phase>(_ transition: Transition<Phase>) -> String {
    if case .refused(_, let reason) = transition { reason.description } else { "" }
}

@Suite struct EncoderPhaseTests {
    /// create (getContentType [start [encode* [end]]])* free, pair by pair, and Flush where Encode may be.
    private static let table: [(EncoderPhase, EncoderPhase.Call, String)] = [
        (.idle, .getContentType, "announced"), (.idle, .start, "invalid"), (.idle, .encode, "invalid"),
        (.idle, .end, "invalid"), (.idle, .flush, "invalid"),
        (.announced, .getContentType, "announced"), (.announced, .start, "started"), (.announced, .encode, "invalid"),
        (.announced, .end, "invalid"), (.announced, .flush, "invalid"),
        (.started, .getContentType, "announced"), (.started, .start, "invalid"), (.started, .encode, "started"),
        (.started, .end, "idle"), (.started, .flush, "started"),
        (.faulted, .getContentType, "announced"), (.faulted, .start, "faulted!"), (.faulted, .encode, "faulted!"),
        (.faulted, .end, "faulted!"), (.faulted, .flush, "faulted!"),
    ]

    @Test func `every call in every phase does what the grammar says`() {
        #expect(Self.table.count == EncoderPhase.allCases.count * EncoderPhase.Call.allCases.count)
        for (phase, call, expected) in Self.table {
            #expect(word(phase.on(call)) == expected, "\(call) in \(phase)")
        }
    }

    @Test func `every refusal names the call or what begins anew`() {
        for (phase, call, _) in Self.table {
            let reason = reason(phase.on(call))
            if reason.isEmpty { continue }
            let name = phase == .faulted ? "GetContentType" : "\(call)".prefix(1).uppercased() + "\(call)".dropFirst()
            #expect(reason.hasPrefix(name) || phase == .faulted && reason.contains(name), "\(call) in \(phase): \(reason)")
        }
    }
}

@Suite struct DecoderPhaseTests {
    /// create (start [getContentType [decode* [end]]])* free, pair by pair; End only after a Decode that gave 0 bytes.
    private static let table: [(DecoderPhase, DecoderPhase.Call, String)] = [
        (.idle, .start, "started"), (.idle, .getContentType, "invalid"), (.idle, .decode, "invalid"),
        (.idle, .end, "invalid"),
        (.started, .start, "started"), (.started, .getContentType, "decoding"), (.started, .decode, "invalid"),
        (.started, .end, "invalid"),
        (.readAhead, .start, "started"), (.readAhead, .getContentType, "decoding"), (.readAhead, .decode, "readAhead"),
        (.readAhead, .end, "invalid"),
        (.drainedAhead, .start, "started"), (.drainedAhead, .getContentType, "drained"),
        (.drainedAhead, .decode, "drainedAhead"), (.drainedAhead, .end, "invalid"),
        (.idle, .startAhead, "readAhead"), (.started, .startAhead, "readAhead"), (.readAhead, .startAhead, "readAhead"),
        (.drainedAhead, .startAhead, "readAhead"), (.decoding, .startAhead, "readAhead"),
        (.drained, .startAhead, "readAhead"), (.faulted, .startAhead, "readAhead"),
        (.decoding, .start, "started"), (.decoding, .getContentType, "invalid"), (.decoding, .decode, "decoding"),
        (.decoding, .end, "invalid"),
        (.drained, .start, "started"), (.drained, .getContentType, "invalid"), (.drained, .decode, "drained"),
        (.drained, .end, "idle"),
        (.faulted, .start, "started"), (.faulted, .getContentType, "faulted!"), (.faulted, .decode, "faulted!"),
        (.faulted, .end, "faulted!"),
    ]

    @Test func `every call in every phase does what the grammar says`() {
        #expect(Self.table.count == DecoderPhase.allCases.count * DecoderPhase.Call.allCases.count)
        for (phase, call, expected) in Self.table {
            #expect(word(phase.on(call)) == expected, "\(call) in \(phase)")
        }
    }

    @Test func `every refusal names the call or what begins anew`() {
        for (phase, call, _) in Self.table {
            let reason = reason(phase.on(call))
            if reason.isEmpty { continue }
            let name = phase == .faulted ? "Start" : "\(call)".prefix(1).uppercased() + "\(call)".dropFirst()
            #expect(reason.hasPrefix(name) || phase == .faulted && reason.contains(name), "\(call) in \(phase): \(reason)")
        }
    }
}
