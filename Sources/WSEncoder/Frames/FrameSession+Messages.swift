internal import Bytes
internal import CWSEncoder
internal import Framing

/// How messages pass through a session: between the host and the codecs on one side, and the codecs and the records on the
/// other.
extension FrameSession {
    // MARK: Sending

    /// Encodes the next part of a message.
    func write(_ buffers: HostBuffers, isLast: Bool, _ report: ErrorReport) throws(Failure) -> HRESULT {
        guard case .valid = buffers.check() else {
            throw Failure(result: report.fail(E_INVALIDARG, "buffers or the bytes of one of them is NULL"))
        }
        let encoder = try beginSending(report)
        state.isLastPart = isLast
        return try checkEncoder(encoder.encode(buffers, .none, report.error))
    }

    /// Ends the message, and writes what is left of it.
    func endMessage(_ report: ErrorReport) throws(Failure) -> HRESULT {
        guard state.isSending, let encoder = state.encoder else {
            if state.phase == .faulted { throw faulted(report) }
            throw Failure(result: report.fail(WS_E_INVALID_OPERATION, "no message has begun"))
        }
        state.isLastPart = true
        let result = try checkEncoder(encoder.end(.none, report.error))
        if result.isFailure { return result }
        if !state.isEnvelopeWritten { try endEnvelope(report) }
        state.isSending = false
        return S_OK
    }

    /// The encoder, to which a message has begun.
    private func beginSending(_ report: ErrorReport) throws(Failure) -> Encoder {
        try requireOpen(report)
        guard let encoder = state.encoder else { throw notOpen(report) }
        if state.isSending { return encoder }
        guard state.composer.order.allows(envelopeRecord) else {
            throw Failure(result: report.fail(WS_E_INVALID_OPERATION, "this side has no more messages to send"))
        }
        let started = start(encoder, report.error)
        if started.isFailure { throw notBegun(started) }
        state.collected.reset()
        if state.hasHeaders { try collectHeaders(encoder.state.contentType.text, report) }
        state.isEnvelopeWritten = false
        state.isSending = true
        return encoder
    }

    private func start(_ encoder: Encoder, _ error: ErrorHandle) -> HRESULT {
        if state.isTypeSent { return encoder.startWithoutContentType(error) }
        let result = encoder.getContentType(state.plainType.text, nil, nil, error)
        if result.isFailure { return result }
        state.isTypeSent = state.hasOneType
        return encoder.start(error)
    }

    /// Collects the header fields that the message begins with. The encoder writes the empty line after them.
    @_optimize(size)
    private func collectHeaders(_ type: WideText, _ report: ErrorReport) throws(Failure) {
        var headers = GrowableBuffer<UInt8>()
        var isWhole = headers.append(ByteText("MIME-Version: 1.0\r\nContent-Type: "))
        for index in 0..<type.count { isWhole = isWhole && headers.append(UInt8(truncatingIfNeeded: type[index] ?? 0)) }
        guard isWhole, headers.append(ByteText("\r\n")), (try? state.collected.append(headers.text)) != nil else {
            throw notBegun(report.failForMemory())
        }
    }

    /// A message that could not be begun for want of memory can be sent later.
    private func notBegun(_ result: HRESULT) -> Failure {
        Failure(result: result, leavesUsable: result == E_OUTOFMEMORY)
    }

    private var isUnsized: Bool { state.mode == .singletonUnsized }

    private var envelopeRecord: RecordType { isUnsized ? .unsizedEnvelope : .sizedEnvelope }

    /// Looks at what the encoder returned. Its failure leaves the session usable if nothing was written.
    private func checkEncoder(_ result: HRESULT) throws(Failure) -> HRESULT {
        guard result.isFailure else { return result }
        let isUntouched = state.phase == .open && !state.composer.isInEnvelope && !state.isEnvelopeWritten
        state.isSending = false
        if !isUntouched { throw Failure(result: result) }
        return result
    }

    /// Ends an envelope, or writes the whole of one that the encoder has not written.
    private func endEnvelope(_ report: ErrorReport) throws(Failure) {
        guard isUnsized else { return try writeSized(ByteText(), report) }
        let isBegun = state.composer.isInEnvelope
        try compose(report) { composer throws(FrameError) in
            if !isBegun { try composer.beginEnvelope(size: nil) }
            try composer.endEnvelope()
            try composer.plain(.end)
        }
        try transmit(report)
    }

    /// Writes an envelope of a size: what is collected, and `rest`.
    private func writeSized(_ rest: ByteText, _ report: ErrorReport) throws(Failure) {
        guard let total = size(of: rest.count) else { throw tooLarge(report) }
        try compose(report) { composer throws(FrameError) in try composer.wholeEnvelope(size: total) }
        state.isEnvelopeWritten = true
        try transmit(report, state.collected.text, rest)
    }

    /// The size of an envelope of what is collected and `count` bytes; nil if it is too large for a record.
    private func size(of count: Int) -> UInt32? { UInt32(exactly: state.collected.count &+ count) }

    private func tooLarge(_ report: ErrorReport) -> Failure {
        Failure(result: report.fail(WS_E_QUOTA_EXCEEDED, "the encoded message is too large (limit 4294967295)"))
    }

    /// The sink of the encoder, whose context is the session.
    static var put: WS_WRITE_CALLBACK {
        { context, buffers, count, _, error in
            guard let session = unsafe FrameSession(context) else { return E_INVALIDARG }
            let report = unsafe ErrorHandle(error).about(FrameSession.subject)
            return unsafe session.put(HostBuffers(buffers, count), report)
        }
    }

    private func put(_ buffers: HostBuffers, _ report: ErrorReport) -> HRESULT {
        guard case .valid(let total) = buffers.check() else { return E_INVALIDARG }
        do throws(Failure) {
            if isUnsized { return try putChunks(buffers, report) }
            // The last part need not be collected: its size, and with it that of the message, is known.
            if state.isLastPart, let encoder = state.encoder {
                if encoder.state.isComplete && buffers.count == 1 {
                    try writeSized(buffers[0], report)
                    return S_OK
                }
                if encoder.state.isPassthrough && state.collected.count == 0 && total <= UInt64(UInt32.max) {
                    try putWhole(buffers, UInt32(truncatingIfNeeded: total), report)
                    return S_OK
                }
            }
            guard state.collected.accepts(total) else { throw tooLarge(report) }
            if (try? state.collected.append(buffers, total)) == nil { throw outOfMemory(report) }
            return S_OK
        } catch {
            return error.result
        }
    }

    /// Each buffer becomes a chunk of an unsized envelope. Header fields are in the first one.
    private func putChunks(_ buffers: HostBuffers, _ report: ErrorReport) throws(Failure) -> HRESULT {
        for index in 0..<buffers.count {
            let bytes = buffers[index]
            if bytes.isEmpty { continue }
            guard let count = size(of: bytes.count) else { throw tooLarge(report) }
            let isBegun = state.composer.isInEnvelope
            try compose(report) { composer throws(FrameError) in
                if !isBegun { try composer.beginEnvelope(size: nil) }
                try composer.payload(count)
            }
            try transmit(report, state.collected.text, bytes)
            state.collected.reset()
        }
        return S_OK
    }

    /// The host's own buffers are the whole of a message.
    private func putWhole(_ buffers: HostBuffers, _ total: UInt32, _ report: ErrorReport) throws(Failure) {
        if buffers.count == 1 { return try writeSized(buffers[0], report) }
        try compose(report) { composer throws(FrameError) in try composer.wholeEnvelope(size: total) }
        state.isEnvelopeWritten = true
        try transmit(report)
        try transmit(buffers, report)
    }

    // MARK: Receiving

    /// Decodes the next part of a message. Returns the number of bytes in `length`.
    func read(_ room: HostRoom, _ length: Reference<ULONG>, _ report: ErrorReport) throws(Failure) -> HRESULT {
        try requireOpen(report)
        guard let decoder = state.decoder else { throw notOpen(report) }
        if !state.isReceiving {
            guard try beginReceiving(decoder, report) else {
                length.value = 0
                return WS_S_END
            }
        }
        var count: ULONG = 0
        let result = lend(&count) { count in decoder.decode(room, count, .none, report.error) }
        if result.isFailure {
            // The limit on what is encoded is the parser's, which has answered.
            if decoder.state.isTooLarge { answer(.maxMessageSizeExceeded) }
            throw failed(result)
        }
        if count == 0 {
            state.isReceiving = false
            let ended = decoder.end(report.error)
            if ended.isFailure { throw failed(ended) }
        }
        length.value = count
        return S_OK
    }

    /// A failure of the decoder ends the session, whatever its code.
    private func failed(_ result: HRESULT) -> Failure {
        state.phase = .faulted
        return Failure(result: result)
    }

    /// Waits for the next message. Returns false if there is none.
    private func beginReceiving(_ decoder: Decoder, _ report: ErrorReport) throws(Failure) -> Bool {
        if state.isPeerEnded { return false }
        guard let event = try nextEvent(report) else {
            guard state.composer.order.isEnded && state.parser.isBetweenRecords else { throw disconnected(report) }
            state.isPeerEnded = true
            return false
        }
        switch event {
        case .envelopeBegin: break
        case .end:
            state.isPeerEnded = true
            return false
        case .fault: throw refused(report)
        default: throw Failure(result: report.fail(WS_E_INVALID_FORMAT, "a record is out of order"))
        }
        let started = start(decoder, report.error)
        if started.isFailure { throw failed(started) }
        state.isReceiving = true
        state.isEnvelopeRead = false
        if !decoder.state.isPassthrough { passBeginning(to: decoder) }
        return true
    }

    private func start(_ decoder: Decoder, _ error: ErrorHandle) -> HRESULT {
        if state.isTypeReceived { return decoder.startWithoutContentType(error) }
        let result = decoder.start(error)
        if result.isFailure { return result }
        state.isTypeReceived = state.hasOneType
        return decoder.getContentType(state.contentType.text, .empty, nil, error)
    }

    /// Has the decoder take what has come of a sized envelope from where it is. The rest is read by `supply`.
    private func passBeginning(to decoder: Decoder) {
        let bytes = state.chunk.text(from: state.begin, to: min(state.end, state.begin &+ state.parser.payloadLeft))
        state.begin &+= bytes.count
        state.parser.skipPayload(bytes.count)
        state.isEnvelopeRead = state.parser.endSizedEnvelope()
        decoder.take(bytes, isWhole: state.isEnvelopeRead)
    }

    /// The source of the decoder, whose context is the session.
    static var supply: WS_READ_CALLBACK {
        { context, bytes, maxSize, actualSize, _, error in
            guard let session = unsafe FrameSession(context), let actualSize = unsafe Reference<ULONG>(actualSize) else {
                return E_INVALIDARG
            }
            let report = unsafe ErrorHandle(error).about(FrameSession.subject)
            do throws(Failure) {
                let count = try session.supply(unsafe HostRoom(bytes, maxSize), report)
                actualSize.value = ULONG(truncatingIfNeeded: count)
                return S_OK
            } catch {
                return error.result
            }
        }
    }

    /// Returns the number of bytes of the envelope that it has put into `room`; 0 at its end.
    private func supply(_ room: HostRoom, _ report: ErrorReport) throws(Failure) -> Int {
        while !state.isEnvelopeRead {
            if state.begin == state.end && state.parser.payloadLeft > 0 { return try supplyDirectly(room, report) }
            switch try parse(report, atMost: Int(room.size)) {
            case .none: guard try fill(report) else { throw disconnected(report) }
            case .envelopeBytes(let count):
                room.fill(from: state.chunk.text(from: state.begin &- count, to: state.begin))
                state.isEnvelopeRead = state.parser.endSizedEnvelope()
                return count
            default: state.isEnvelopeRead = true
            }
        }
        return 0
    }

    /// Reads from the connection straight into the memory of the decoder.
    private func supplyDirectly(_ room: HostRoom, _ report: ErrorReport) throws(Failure) -> Int {
        let wanted = min(state.parser.payloadLeft, Int(room.size))
        let count = try read(room.prefix(ULONG(truncatingIfNeeded: wanted)), report)
        guard count > 0 else { throw disconnected(report) }
        state.parser.skipPayload(count)
        state.isEnvelopeRead = state.parser.endSizedEnvelope()
        return count
    }

    // MARK: The end

    /// Says that this side has no more messages.
    func end(_ report: ErrorReport) throws(Failure) -> HRESULT {
        try requireOpen(report)
        if state.isSending { throw Failure(result: report.fail(WS_E_INVALID_OPERATION, "a message has not ended")) }
        if state.composer.order.isEnded { return S_OK }
        try compose(report) { composer throws(FrameError) in try composer.plain(.end) }
        try transmit(report)
        return S_OK
    }
}
