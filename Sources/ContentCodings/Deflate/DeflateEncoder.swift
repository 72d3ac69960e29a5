internal import Bytes
internal import CodecKit

/// Compresses for any of the formats, with the engine that suits level and length of the message. Engines are made when first
/// needed, since few hosts need all.
///
/// - ISA-L compresses at level 1, which asks for speed, whatever the length.
/// - libdeflate compresses messages that fit in memory as a whole, at the other levels.
/// - zlib does the rest: longer messages, level 0, which does not compress, and everything if the others are not built in.
struct DeflateEncoder: SizedCodec, ~Copyable {
    private enum Engine: UInt8 {
        case zlib
        #if WSE_ISAL
            case isal
        #endif
        #if WSE_LIBDEFLATE
            case libdeflate
        #endif
    }

    private let format: DeflateFormat
    private let level: Int32
    private var engine = Engine.zlib
    private var zlib: ZlibDeflater?
    #if WSE_ISAL
        private var isal: IsalDeflater?
    #endif
    #if WSE_LIBDEFLATE
        private var libdeflate: LibdeflateCompressor?
    #endif

    /// An encoder that holds back as much of a message as its engines can use.
    static func staged(_ format: DeflateFormat, level: Int32) -> Staged<DeflateEncoder> {
        // libdeflate gains less on longer messages, whose time matters less than their memory.
        let profits = chosenEngine(level: level, isWhole: true) != chosenEngine(level: level, isWhole: false)
        return Staged(DeflateEncoder(format, level: level), upTo: profits ? 256 << 10 : 0)
    }

    private init(_ format: DeflateFormat, level: Int32) {
        self.format = format
        self.level = level
    }

    private static func chosenEngine(level: Int32, isWhole: Bool) -> Engine {
        #if WSE_ISAL
            if level == 1 { return .isal }
        #endif
        #if WSE_LIBDEFLATE
            if level > 0 && isWhole { return .libdeflate }
        #endif
        return .zlib
    }

    mutating func begin(size: Int?) throws(CodecError) {
        engine = Self.chosenEngine(level: level, isWhole: size != nil)
        switch engine {
        case .zlib:
            if zlib == nil { zlib = try ZlibDeflater(format, level: level) }
            zlib?.begin()
        #if WSE_ISAL
            case .isal:
                if isal == nil { isal = try IsalDeflater(format) }
                isal?.begin()
        #endif
        #if WSE_LIBDEFLATE
            case .libdeflate:
                if libdeflate == nil { libdeflate = LibdeflateCompressor(format, level: level) }
                libdeflate?.begin()
        #endif
        }
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        let progress: Progress? =
            switch engine {
            case .zlib: try zlib?.process(&input, into: &output, isLast: isLast)
            #if WSE_ISAL
                case .isal: try isal?.process(&input, into: &output, isLast: isLast)
            #endif
            #if WSE_LIBDEFLATE
                case .libdeflate: try libdeflate?.process(&input, into: &output)
            #endif
            }
        guard let progress else { throw .invalidFormat("the encoder was not begun") }
        return progress
    }

    @_lifetime(output: copy output)
    mutating func flush(into output: inout OutputCursor) throws(CodecError) -> Bool {
        let isFlushed: Bool? =
            switch engine {
            case .zlib: try zlib?.flush(into: &output)
            #if WSE_ISAL
                case .isal: try isal?.flush(into: &output)
            #endif
            #if WSE_LIBDEFLATE
                // Only messages shown as a whole, which end with their first call.
                case .libdeflate: true
            #endif
            }
        guard let isFlushed else { throw .invalidFormat("the encoder was not begun") }
        return isFlushed
    }
}
