import WSEncoderKit

/// Inverts bits of each byte, as XorCodec.swift and xor_transforms.c do.
struct Xor: MessageTransform {
    mutating func process(_ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool) throws(CodecError)
        -> Progress
    {
        output.append(from: &input) { $0 ^ 0x5A }
        guard input.isEmpty else { return .outputFull }
        return isLast ? .finished : .mayEnd
    }
}

#if hasFeature(Embedded)
    let xor = Codec("embedded-xor", Xor.self)
#else
    let xor = Codec("swift-xor", Xor.self)
#endif

@c public func WsePluginRegister(_ error: OpaquePointer?) -> HRESULT { xor.register(error) }
