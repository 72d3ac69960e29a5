internal import CWSEncoder

/// A callback type of webservices.h: what has to be known of it to make a call, or to take one apart.
struct Callback {
    let id: WSE_CALLBACK_ID

    /// nil if there is no callback type of this number.
    init?(_ id: WSE_CALLBACK_ID) {
        guard id.rawValue <= WSE_CALLBACK_ASYNC_FUNCTION.rawValue else { return nil }
        self.id = id
    }

    /// One of the six functions of a table.
    @inline(__always)
    init(_ role: Role, of direction: Direction) {
        let first = direction == .encoder ? WSE_CALLBACK_CREATE_ENCODER : WSE_CALLBACK_CREATE_DECODER
        id = WSE_CALLBACK_ID(rawValue: first.rawValue &+ UInt32(role.rawValue))
    }

    /// The sink that an encoder writes to, or the source that a decoder reads from.
    init(sinkOf direction: Direction) {
        id = direction == .encoder ? WSE_CALLBACK_WRITE : WSE_CALLBACK_READ
    }

    /// The functions of a table, in their order there, which is also that of their ids.
    enum Role: UInt8 {
        case create
        case getContentType
        case start
        /// Encode or Decode.
        case transfer
        case end
        case free

        /// How many there are.
        static var count: Int { Int(Role.free.rawValue) &+ 1 }

        /// Calls `body` with each in turn.
        static func forEach<Failure: Error>(_ body: (Role) throws(Failure) -> Void) throws(Failure) {
            var next = Role(rawValue: 0)
            while let role = next {
                try body(role)
                next = Role(rawValue: role.rawValue &+ 1)
            }
        }
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
