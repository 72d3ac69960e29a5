internal import Bytes
internal import CWSEncoder
internal import Framing

extension ErrorReport {
    /// Adds what is wrong with a stream of records, with the record, the limit and the place. Returns the result for it.
    @inline(never)
    @_optimize(size)
    func fail(_ failure: FrameError) -> HRESULT {
        add { text in
            text.append(failure.reason)
            if let record = failure.record {
                text.append(": ")
                text.append(record.name)
            }
            switch failure.kind {
            case .invalidFormat:
                text.append(" (stream offset ")
                text.append(decimal: failure.offset)
                text.append(UInt8(ascii: ")"))
            case .quotaExceeded:
                text.append(" (limit ")
                text.append(decimal: failure.limit)
                text.append(", stream offset ")
                text.append(decimal: failure.offset)
                text.append(UInt8(ascii: ")"))
            case .outOfMemory, .outOfOrder: break
            }
        }
        return switch failure.kind {
        case .invalidFormat: WS_E_INVALID_FORMAT
        case .quotaExceeded: WS_E_QUOTA_EXCEEDED
        case .outOfMemory: E_OUTOFMEMORY
        case .outOfOrder: WS_E_INVALID_OPERATION
        }
    }

    /// Reports the fault with which the peer refuses a connection or, with `isOpen`, ends it.
    @_optimize(size)
    func fail(faultURI uri: ByteText, isOpen: Bool) -> HRESULT {
        add { text in
            text.append(
                isOpen ? "the peer has ended the connection with a fault: " : "the peer has refused the connection: ")
            text.append(bytes: uri, limit: Int(FrameLimits.faultURI))
        }
        return switch FrameFault(uri: uri) {
        case .endpointNotFound: WS_E_ENDPOINT_NOT_FOUND
        case .endpointUnavailable: WS_E_ENDPOINT_NOT_AVAILABLE
        case .serverTooBusy: WS_E_ENDPOINT_TOO_BUSY
        case .viaTooLong, .contentTypeTooLong, .maxMessageSizeExceeded: WS_E_QUOTA_EXCEEDED
        case .contentTypeInvalid, .unsupportedMode, .unsupportedVersion, .upgradeInvalid: WS_E_NOT_SUPPORTED
        case .connectionDispatchFailed, .serviceActivationFailed, nil: WS_E_ENDPOINT_FAILURE
        }
    }

    /// Reports that a callback promised to complete later, although it was given no asynchronous context.
    func failForPromise(_ callback: StaticString) -> HRESULT {
        add { text in
            text.append(callback)
            text.append(" returned WS_S_ASYNC without having been given an asynchronous context")
        }
        return WS_E_INVALID_OPERATION
    }
}

extension FrameSide {
    /// nil if there is no such side.
    init?(_ side: WSE_FRAME_SIDE) {
        switch side {
        case WSE_FRAME_CLIENT: self = .client
        case WSE_FRAME_SERVER: self = .server
        default: return nil
        }
    }
}

extension ByteText {
    /// A zero-terminated string that outlives the text, without the zero; nil for NULL.
    init?(_ string: UnsafePointer<CChar>?) {
        guard let string = unsafe string else { return nil }
        self = unsafe NameText(string).bytes
    }
}
