internal import Bytes
internal import CWSEncoder

/// The host of one message: creates an instance and makes its calls in turn, until one fails.
struct MessageHost: ~Copyable {
    private var instance: InnerInstance
    private let output: Reference<Buffer>
    private let report: ErrorReport
    /// The result of the last call.
    private(set) var result = S_OK
    /// What the output held when the instance had been created.
    private var sizeBefore = 0
    /// What GetContentType has returned; nil for a string that has a length and no characters.
    private var newType: WideText? = .empty
    private var encoding: WideText? = .empty

    /// Creates the instance for a sink or source. Without one, `result` is the failure.
    init(_ implementation: Implementation, _ create: CallArguments, _ output: Reference<Buffer>, _ report: ErrorReport) {
        instance = InnerInstance(implementation)
        self.output = output
        self.report = report
        result = instance.create(create)
        sizeBefore = output.value.count
    }

    /// Frees the instance.
    func free() {
        instance.free()
    }

    /// Calls Start or End.
    mutating func call(_ role: Callback.Role) {
        call(role, CallArguments(startOrEnd: .none, report.error))
    }

    /// Calls GetContentType.
    mutating func ask(_ question: consuming ContentTypeQuestion) {
        _ = question.ask(report.error) { arguments in
            call(.getContentType, arguments)
            return result
        }
        newType = question.newContentType
        if instance.implementation.direction == .encoder { encoding = question.contentEncoding }
    }

    /// Calls Encode.
    mutating func encode(_ buffers: HostBuffers) {
        call(.transfer, CallArguments(encode: buffers, .none, report.error))
    }

    /// Calls Decode, which writes straight into the output, until that returns 0 bytes.
    mutating func drain() {
        let stretch: ULONG = 64 << 10
        // A copy, since ThreadSanitizer's build does not compile a change through the property (Swift 6.3).
        let output = output
        while !result.isFailure {
            guard let room = unsafe try? output.value.reserve(UInt64(stretch)) else {
                result = report.failForMemory()
                return
            }
            let length = decode(unsafe HostRoom(room, stretch))
            if result.isFailure || length == 0 { return }
            guard length <= stretch else {
                result = report.fail(WS_E_INVALID_OPERATION, "the decoder claims more bytes than it was asked for")
                return
            }
            guard output.value.accepts(UInt64(length)) else {
                result = refuseMore(in: output, report)
                return
            }
            output.value.commit(Int(length))
        }
    }

    /// Calls Decode once. Returns how many bytes it claims to have written.
    private mutating func decode(_ room: HostRoom) -> ULONG {
        var length: ULONG = 0
        lend(&length) { length in
            call(.transfer, CallArguments(decode: room, length, .none, report.error))
        }
        return length
    }

    /// Makes a call, unless one before it has failed. A promise to complete later is a failure: the call did not ask for it.
    private mutating func call(_ role: Callback.Role, _ arguments: CallArguments) {
        if result.isFailure { return }
        result = instance.call(role, instance.implementation.direction, arguments)
        if result == WS_S_ASYNC {
            result = report.fail(
                WS_E_INVALID_OPERATION, "a callback returned WS_S_ASYNC without having been given an asynchronous context")
        }
    }

    /// Copies the strings that the caller wants to where they outlive the instance. If a call has failed, takes back what was
    /// written. Returns the result of the whole.
    mutating func finish(_ newContentType: KeptStringPlace?, _ contentEncoding: KeptStringPlace?) -> HRESULT {
        if !result.isFailure { result = keep(newContentType, contentEncoding) }
        guard result.isFailure else { return S_OK }
        let output = output
        output.value.truncate(to: sizeBefore)
        return result
    }

    private func keep(_ newContentType: KeptStringPlace?, _ contentEncoding: KeptStringPlace?) -> HRESULT {
        guard let newType, let encoding else {
            return report.fail(WS_E_INVALID_OPERATION, "a callback returned a string with a length but no characters")
        }
        do throws(OutOfMemory) {
            let keptType = try newContentType?.keep(newType, in: output)
            let keptEncoding = try contentEncoding?.keep(encoding, in: output)
            if let keptType { newContentType?.set(keptType) }
            if let keptEncoding { contentEncoding?.set(keptEncoding) }
            return S_OK
        } catch _ {
            return report.failForMemory()
        }
    }
}
