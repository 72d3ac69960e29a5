internal import Bytes
internal import CWSEncoder
internal import CodecKit
internal import Framing

/// How a connection begins and ends.
extension FrameSession {
    /// What a client says, as it is passed from C.
    struct Preamble {
        let mode: FramingMode
        let via: ByteText
        let contentType: ByteText
        let upgrade: ByteText?
    }

    // MARK: The client

    /// Says the preamble, up to the next upgrade or to its end.
    @_optimize(size)
    func open(_ preamble: Preamble, _ report: ErrorReport) throws(Failure) -> HRESULT {
        switch state.phase {
        case .new: try begin(preamble, report)
        case .upgraded where state.side == .client: break
        case .open where state.side == .client && isOver: try begin(preamble, report)
        case .faulted: throw faulted(report)
        default: throw Failure(result: report.fail(WS_E_INVALID_OPERATION, "the session has begun"))
        }
        if let upgrade = preamble.upgrade { return try ask(for: upgrade, report) }
        try compose(report) { composer throws(FrameError) in try composer.plain(.preambleEnd) }
        try transmit(report)
        guard case .preambleAck = try answerOfServer(report) else { throw unexpected(report) }
        state.phase = .open
        return S_OK
    }

    @_optimize(size)
    private func begin(_ preamble: Preamble, _ report: ErrorReport) throws(Failure) {
        state.reset(.client)
        state.mode = preamble.mode
        state.parser.expect(preamble.mode)
        try choose(preamble.contentType, report)
        try compose(report) { composer throws(FrameError) in
            try composer.version()
            try composer.mode(preamble.mode)
            try composer.text(.via, preamble.via)
            if let known = KnownEncoding(contentType: preamble.contentType) {
                try composer.encoding(known)
            } else {
                try composer.text(.extensibleEncoding, preamble.contentType)
            }
        }
    }

    private func ask(for upgrade: ByteText, _ report: ErrorReport) throws(Failure) -> HRESULT {
        try compose(report) { composer throws(FrameError) in try composer.text(.upgradeRequest, upgrade) }
        try transmit(report)
        guard case .upgradeResponse = try answerOfServer(report) else { throw unexpected(report) }
        try refuseEarlyBytes(report)
        state.phase = .upgraded
        return S_FALSE
    }

    private func answerOfServer(_ report: ErrorReport) throws(Failure) -> FrameEvent {
        guard let event = try nextEvent(report) else {
            throw Failure(
                result: report.fail(WS_E_ENDPOINT_DISCONNECTED, "the server has closed the connection instead of accepting it"))
        }
        if case .fault = event { throw refused(report) }
        return event
    }

    // MARK: The server

    /// Reads the preamble, up to the next upgrade or to its end.
    @_optimize(size)
    func accept(_ report: ErrorReport) throws(Failure) -> HRESULT {
        switch state.phase {
        case .new: state.reset(.server)
        case .upgraded where state.side == .server: break
        case .open where state.side == .server && isOver: state.reset(.server)
        case .faulted: throw faulted(report)
        default: throw Failure(result: report.fail(WS_E_INVALID_OPERATION, "the session has begun"))
        }
        while true {
            guard let event = try nextEvent(report) else {
                guard state.parser.order.isAtStart && state.parser.isBetweenRecords else { throw disconnected(report) }
                state.phase = .new
                return WS_S_END
            }
            if let result = try take(event, report) { return result }
        }
    }

    /// Takes note of a record of the preamble. Returns the result of `accept` if that is due.
    @_optimize(size)
    private func take(_ event: FrameEvent, _ report: ErrorReport) throws(Failure) -> HRESULT? {
        switch event {
        case .mode(let mode):
            state.mode = mode
            state.composer.expect(mode)
        case .via: try keep(&state.via, report)
        case .knownEncoding(let encoding): try take(ByteText(encoding.contentType), report)
        case .extensibleEncoding: try take(state.parser.text, report)
        case .upgradeRequest:
            try keep(&state.upgrade, report)
            state.phase = .upgradeRequested
            return S_FALSE
        case .preambleEnd:
            state.upgrade.removeAll()
            state.phase = .accepted
            return S_OK
        default: break
        }
        return nil
    }

    private func keep(_ place: inout GrowableBuffer<UInt8>, _ report: ErrorReport) throws(Failure) {
        if (try? place.set(cString: state.parser.text)) == nil { throw outOfMemory(report) }
    }

    private func take(_ contentType: ByteText, _ report: ErrorReport) throws(Failure) {
        if (try? state.encodingName.set(cString: contentType)) == nil { throw outOfMemory(report) }
        do throws(Failure) {
            try choose(contentType, report)
        } catch {
            if error.result == WS_E_NOT_SUPPORTED { answer(.contentTypeInvalid) }
            throw error
        }
    }

    /// Tells the client that its upgrade is accepted.
    @_optimize(size)
    func agree(_ report: ErrorReport) throws(Failure) -> HRESULT {
        if state.phase == .faulted { throw faulted(report) }
        guard state.phase == .upgradeRequested else {
            throw Failure(result: report.fail(WS_E_INVALID_OPERATION, "the client has not asked for an upgrade"))
        }
        try refuseEarlyBytes(report)
        try compose(report) { composer throws(FrameError) in try composer.plain(.upgradeResponse) }
        try transmit(report)
        state.phase = .upgraded
        return S_OK
    }

    /// Makes sure that messages can pass. Tells the client, if that is due, that it is accepted.
    @inline(__always)
    func requireOpen(_ report: ErrorReport) throws(Failure) {
        if state.phase != .open { try finishAccepting(report) }
    }

    @inline(never)
    @_optimize(size)
    private func finishAccepting(_ report: ErrorReport) throws(Failure) {
        if state.phase == .faulted { throw faulted(report) }
        guard state.phase == .accepted else { throw notOpen(report) }
        state.phase = .open
        try compose(report) { composer throws(FrameError) in try composer.plain(.preambleAck) }
        try transmit(report)
    }

    /// Refuses the connection.
    @_optimize(size)
    func fail(_ fault: ByteText, _ report: ErrorReport) throws(Failure) -> HRESULT {
        if state.phase == .faulted { throw faulted(report) }
        guard state.side == .server, state.phase != .new else {
            throw Failure(result: report.fail(WS_E_INVALID_OPERATION, "only a server that has accepted a client can refuse it"))
        }
        try compose(report) { composer throws(FrameError) in try composer.text(.fault, fault) }
        try transmit(report)
        state.phase = .faulted
        return S_OK
    }

    // MARK: Both

    /// Makes the codecs for a content type.
    @_optimize(size)
    private func choose(_ contentType: ByteText, _ report: ErrorReport) throws(Failure) {
        if (try? state.contentType.set(contentType)) == nil { throw outOfMemory(report) }
        guard let encoding = FrameEncoding(state.contentType.text) else {
            report.add { text in
                text.append("there is no codec for the content type \"")
                text.append(bytes: contentType, limit: Int(FrameLimits.contentType))
                text.append(UInt8(ascii: "\""))
            }
            throw Failure(result: WS_E_NOT_SUPPORTED)
        }
        if (try? state.plainType.set(encoding.plainType)) == nil { throw outOfMemory(report) }
        state.hasHeaders = encoding.hasHeaders
        state.hasOneType = encoding.hasOneType
        state.isTypeSent = false
        state.isTypeReceived = false
        try makeCodecs(encoding, report)
    }

    /// Makes an encoder that writes to `put`, and a decoder that reads from `supply`.
    @_optimize(size)
    private func makeCodecs(_ encoding: FrameEncoding, _ report: ErrorReport) throws(Failure) {
        let context = unsafe UnsafeMutableRawPointer(object.pointer)
        guard let sink = unsafe HostSink(Self.put, context), let source = unsafe HostSource(Self.supply, context),
            let encoders = try? encoding.table(.encoder, maxMessageSize: state.maxMessageSize)
        else { throw outOfMemory(report) }
        defer { encoders.object.release() }
        guard let decoders = try? encoding.table(.decoder, maxMessageSize: state.maxMessageSize) else {
            throw outOfMemory(report)
        }
        defer { decoders.object.release() }
        do throws(CodecError) {
            state.encoder = try Encoder(encoders, sink)
            state.decoder = try Decoder(decoders, source)
        } catch {
            throw Failure(result: report.fail(error, at: 0))
        }
    }

    /// Whether both sides have ended.
    private var isOver: Bool { state.composer.order.isEnded && state.isPeerEnded }

    /// After an upgrade only what the secured connection carries counts.
    private func refuseEarlyBytes(_ report: ErrorReport) throws(Failure) {
        guard state.begin != state.end else { return }
        throw Failure(result: report.fail(WS_E_INVALID_FORMAT, "bytes follow the upgrade before it has begun"))
    }

    @inline(never)
    func faulted(_ report: ErrorReport) -> Failure {
        Failure(result: report.fail(WS_E_OBJECT_FAULTED, "an earlier call has failed"))
    }

    func notOpen(_ report: ErrorReport) -> Failure {
        Failure(result: report.fail(WS_E_INVALID_OPERATION, "the session is not open"))
    }

    private func unexpected(_ report: ErrorReport) -> Failure {
        Failure(result: report.fail(WS_E_INVALID_FORMAT, "the server answers the preamble with another record"))
    }
}
