internal import Bytes
internal import CWSEncoder

/// The host of one message: creates an instance and makes its calls in turn, until one fails.
///
/// Safe because whoever makes one promises that the functions of the implementation keep the contract of webservices.h.
@safe
struct MessageHost {
    private let implementation: Implementation
    private let output: Reference<Buffer>
    private let report: ErrorReport
    private var instance: UInt = 0
    /// The result of the last call.
    private(set) var result = S_OK
    /// What the output held when the instance had been created.
    private var sizeBefore = 0
    private var newType = unsafe WS_STRING()
    private var encoding = unsafe WS_STRING()

    /// Creates the instance for a sink or source. Without one, `result` is the failure.
    init(
        _ implementation: Implementation, _ sink: UnsafeMutableRawPointer, _ sinkContext: UnsafeMutableRawPointer?,
        _ output: Reference<Buffer>, _ report: ErrorReport
    ) {
        self.implementation = implementation
        self.output = output
        self.report = report
        let error = report.error
        result = unsafe withUnsafeMutablePointer(to: &instance) { place in
            unsafe implementation.call(
                .create, implementation.direction,
                CallArguments(
                    UInt(implementation.createContext), UInt(sink), UInt(sinkContext), UInt(bitPattern: place), UInt(error)))
        }
        sizeBefore = output.value.count
    }

    /// Frees the instance.
    func free() {
        _ = unsafe implementation.call(.free, implementation.direction, CallArguments(instance))
    }

    /// Calls Start or End.
    mutating func call(_ role: Callback.Role) {
        unsafe call(role, CallArguments(0, 0, UInt(report.error)))
    }

    /// Calls GetContentType of an encoder.
    mutating func announce(_ contentType: WS_STRING) {
        var (type, newType, encoding) = unsafe (contentType, WS_STRING(), WS_STRING())
        unsafe getContentType(&type, &newType, &encoding)
        unsafe self.newType = newType
        unsafe self.encoding = encoding
    }

    /// Calls GetContentType of a decoder.
    mutating func examine(_ contentType: WS_STRING, _ contentEncoding: UnsafePointer<WS_STRING>?) {
        var (type, newType) = unsafe (contentType, WS_STRING())
        unsafe getContentType(&type, UnsafeMutablePointer(mutating: contentEncoding), &newType)
        unsafe self.newType = newType
    }

    private mutating func getContentType(
        _ first: UnsafeMutablePointer<WS_STRING>, _ second: UnsafeMutablePointer<WS_STRING>?,
        _ third: UnsafeMutablePointer<WS_STRING>
    ) {
        unsafe call(
            .getContentType,
            CallArguments(
                0, UInt(bitPattern: first), UInt(bitPattern: second), UInt(bitPattern: third), UInt(report.error)))
    }

    /// Calls Encode.
    mutating func encode(_ buffers: HostBuffers) {
        unsafe call(
            .transfer,
            CallArguments(0, UInt(bitPattern: buffers.pointer), UInt(buffers.number), 0, UInt(report.error)))
    }

    /// Calls Decode, which writes straight into the output, until it gives 0 bytes.
    mutating func drain() {
        let stretch: ULONG = 64 << 10
        while !result.isFailure {
            guard let room = unsafe try? output.value.reserve(UInt64(stretch)) else {
                result = report.failForMemory()
                return
            }
            var length: ULONG = 0
            unsafe decode(HostRoom(room, stretch), &length)
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

    private mutating func decode(_ room: HostRoom, _ length: UnsafeMutablePointer<ULONG>) {
        unsafe call(
            .transfer,
            CallArguments(0, UInt(room.address), UInt(room.size), UInt(bitPattern: length), 0, UInt(report.error)))
    }

    /// Makes a call, unless one before it has failed. One that promises to complete later has failed: it was not asked to.
    private mutating func call(_ role: Callback.Role, _ arguments: CallArguments) {
        if result.isFailure { return }
        var arguments = arguments
        unsafe arguments.set(.instance, instance)
        result = implementation.call(role, implementation.direction, arguments)
        if result == WS_S_ASYNC {
            result = report.fail(
                WS_E_INVALID_OPERATION, "a callback returned WS_S_ASYNC without having been given an asynchronous context")
        }
    }

    /// Copies the strings that the caller wants to where they outlive the instance. Takes back what was written if a call has
    /// failed. Returns the result of it all.
    mutating func finish(
        _ newContentType: UnsafeMutablePointer<WS_STRING>?, _ contentEncoding: UnsafeMutablePointer<WS_STRING>?
    ) -> HRESULT {
        if !result.isFailure { result = unsafe keep(newContentType, contentEncoding) }
        guard result.isFailure else { return S_OK }
        output.value.truncate(to: sizeBefore)
        return result
    }

    private func keep(
        _ newContentType: UnsafeMutablePointer<WS_STRING>?, _ contentEncoding: UnsafeMutablePointer<WS_STRING>?
    ) -> HRESULT {
        guard let type = unsafe WideText(newType), let coding = unsafe WideText(encoding) else {
            return report.fail(WS_E_INVALID_OPERATION, "a callback gave a string that has a length and no characters")
        }
        do throws(OutOfMemory) {
            let keptType = try unsafe newContentType == nil ? newType : output.value.keep(type)
            let keptCoding = try unsafe contentEncoding == nil ? encoding : output.value.keep(coding)
            unsafe newContentType?.pointee = keptType
            unsafe contentEncoding?.pointee = keptCoding
            return S_OK
        } catch _ {
            return report.failForMemory()
        }
    }
}
