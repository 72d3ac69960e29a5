import WSEncoderKit

/// Adds a CRC-32 to the end of a message, and checks it. It allocates nothing, so no lack of memory can end the process.
struct Checked: MessageEncoder, MessageDecoder, ~Copyable {
    private var checksum = CRC32()
    /// Encoding: what is left of the checksum to write. Decoding: the last bytes, which may be the checksum.
    private var trailer: UInt32 = 0
    /// The number of bytes of `trailer` that have been written, or read.
    private var count = 0

    mutating func begin() { self = Checked() }

    mutating func encode(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        while let byte = input.first {
            guard output.append(byte) else { return .outputFull }
            checksum.add(byte)
            input.skip(1)
        }
        guard isLast else { return .needsInput }
        while count < 4 {
            guard output.append(UInt8(truncatingIfNeeded: checksum.value >> (24 - 8 * UInt32(count)))) else {
                return .outputFull
            }
            count += 1
        }
        return .finished
    }

    mutating func decode(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        while let byte = input.first {
            if count == 4 {
                let oldest = UInt8(truncatingIfNeeded: trailer >> 24)
                guard output.append(oldest) else { return .outputFull }
                checksum.add(oldest)
            } else {
                count += 1
            }
            trailer = trailer << 8 | UInt32(byte)
            input.skip(1)
        }
        guard isLast && count == 4 else { return .needsInput }
        guard trailer == checksum.value else { throw .invalidFormat("the checksum is wrong") }
        return .finished
    }
}

/// The checksum of gzip and Ethernet.
struct CRC32 {
    private var register: UInt32 = 0xFFFF_FFFF

    var value: UInt32 { ~register }

    mutating func add(_ byte: UInt8) {
        register ^= UInt32(byte)
        for _ in 0..<8 { register = register >> 1 ^ (register & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
}

let checked = Codec("checked", contentEncoding: "checked", Checked.self)
@c public func WsePluginRegister(_ error: OpaquePointer?) -> HRESULT { checked.register(error) }
