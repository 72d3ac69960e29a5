internal import CWSEncoder

/// A callback type of webservices.h, as far as calls by number of arguments need to know it.
struct Callback {
    let id: WSE_CALLBACK_ID

    /// nil for a number that is no callback's.
    init?(_ id: WSE_CALLBACK_ID) {
        guard id.rawValue <= WSE_CALLBACK_ASYNC_FUNCTION.rawValue else { return nil }
        self.id = id
    }

    /// One of the six functions of a table.
    @inline(__always)
    init(_ step: Role, of direction: Direction) {
        let first = direction == .encoder ? WSE_CALLBACK_CREATE_ENCODER : WSE_CALLBACK_CREATE_DECODER
        id = WSE_CALLBACK_ID(rawValue: first.rawValue &+ UInt32(step.rawValue))
    }

    /// What an encoder writes to, and a decoder reads from.
    init(sinkOf direction: Direction) {
        id = direction == .encoder ? WSE_CALLBACK_WRITE : WSE_CALLBACK_READ
    }

    /// The functions of a table, in its order, which that of the ids follows.
    enum Role: UInt8 {
        static let count: UInt8 = 6

        case create
        case getContentType
        case start
        /// Encode or Decode.
        case transfer
        case end
        case free
    }

    @inline(__always)
    var shape: CallShape {
        switch id {
        case WSE_CALLBACK_FREE_ENCODER, WSE_CALLBACK_FREE_DECODER: .p
        case WSE_CALLBACK_ENCODER_START, WSE_CALLBACK_ENCODER_END, WSE_CALLBACK_DECODER_START, WSE_CALLBACK_DECODER_END: .ppp
        case WSE_CALLBACK_ENCODER_ENCODE, WSE_CALLBACK_WRITE: .ppupp
        case WSE_CALLBACK_DECODER_DECODE, WSE_CALLBACK_READ: .ppuppp
        case WSE_CALLBACK_ASYNC: .sup
        case WSE_CALLBACK_ASYNC_FUNCTION: .supppp
        default: .ppppp
        }
    }
}

extension CallShape {
    /// Which argument is the asynchronous context, in the functions of a table that have one.
    @inline(__always)
    var asyncContextIndex: Int? {
        switch self {
        case .ppp: 1
        case .ppupp: 3
        case .ppuppp: 4
        default: nil
        }
    }
}
