internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// A call of a function of a table, as the host made it.
struct TableCall: BitwiseCopyable {
    let role: Callback.Role
    let direction: Direction
    let arguments: CallArguments

    @inline(__always)
    init(_ role: Callback.Role, _ direction: Direction, _ arguments: CallArguments) {
        self.role = role
        self.direction = direction
        self.arguments = arguments
    }

    @inline(__always)
    var shape: CallShape { Callback(role, of: direction).shape }

    @inline(__always)
    var error: ErrorHandle { arguments.error(shape) }

    @inline(__always)
    var asyncContext: AsyncContext { arguments.asyncContext(shape) }

    /// Whether it is a Decode, which says how many bytes it wrote.
    var isDecode: Bool { role == .transfer && direction == .decoder }

    /// What is wrong with the arguments of a call after Create, the instance aside; nil if nothing is.
    var defect: StaticString? {
        if asyncContext.lacksCallback { return "asyncContext->callback is NULL" }
        switch (role, direction) {
        case (.transfer, .encoder):
            let count = ULONG(truncatingIfNeeded: arguments.word(.bufferCount))
            let buffers = unsafe HostBuffers(UnsafePointer(bitPattern: arguments.word(.buffers)), count)
            guard case .invalid = buffers.check() else { return nil }
            return "buffers or the bytes of one of them is NULL although there is a length"
        case (.transfer, .decoder):
            let isValid = arguments.word(.bytes) != 0 && arguments.word(.maxLength) != 0 && arguments.word(.lengthPlace) != 0
            return isValid ? nil : "buffer or length is NULL, or maxLength is 0"
        case (.getContentType, _):
            guard arguments.string(.contentType) != nil, hasPlacesOfStrings, hasValidEncoding else {
                return "a parameter is NULL, or a string's chars is NULL although its length is not 0"
            }
            return nil
        default: return nil
        }
    }

    /// What is wrong with the strings that a GetContentType has returned; nil if nothing is.
    var labelDefect: StaticString? {
        let isEncoder = direction == .encoder
        let type = arguments.string(isEncoder ? .newContentTypeOfEncoder : .newContentTypeOfDecoder)
        if let type, MediaType.hasControlCharacter(type) {
            return "the content type has a control character, which no header may have"
        }
        if isEncoder, let coding = arguments.string(.contentEncodingOfEncoder), MediaType.hasControlCharacter(coding) {
            return "the content encoding has a control character, which no header may have"
        }
        return nil
    }

    private var hasPlacesOfStrings: Bool {
        switch direction {
        case .encoder: arguments.word(.newContentTypeOfEncoder) != 0 && arguments.word(.contentEncodingOfEncoder) != 0
        case .decoder: arguments.word(.newContentTypeOfDecoder) != 0
        }
    }

    /// A decoder may get no content encoding.
    private var hasValidEncoding: Bool {
        direction == .encoder || arguments.word(.contentEncodingOfDecoder) == 0
            || arguments.string(.contentEncodingOfDecoder) != nil
    }
}
