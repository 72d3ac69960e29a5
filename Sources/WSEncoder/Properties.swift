internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// Applies the properties that a caller gave to the settings of a codec, one by one.
struct PropertyReader {
    let codec: CodecDescription
    let direction: Direction
    var settings: Configuration.Settings

    init(_ codec: CodecDescription, _ direction: Direction) {
        self.codec = codec
        self.direction = direction
        settings = .init(of: codec)
    }

    /// Why a property is refused.
    enum Refusal {
        case because(StaticString)
        /// What it is called, and the range that its value is not within.
        case notWithin(StaticString, Int64, Int64)

        func append(to text: inout TextBuffer) {
            switch self {
            case .because(let reason): text.append(reason)
            case .notWithin(let name, let lowest, let highest):
                text.append("the ")
                text.append(name)
                text.append(" is not within ")
                text.append(decimal: lowest)
                text.append(" and ")
                text.append(decimal: highest)
            }
        }
    }

    /// Applies one property. Returns why it cannot, nil if it could.
    mutating func apply(_ property: WSE_PROPERTY) -> Refusal? {
        switch unsafe property.id {
        case WSE_PROPERTY_COMPRESSION_LEVEL:
            guard direction == .encoder, let levels = codec.levels else {
                return .because("there is no compression level to set")
            }
            guard let level = unsafe value(of: property, as: LONG.self) else { return Self.wrongSize }
            guard level >= levels.lowest && level <= levels.highest else {
                return .notWithin("compression level", Int64(levels.lowest), Int64(levels.highest))
            }
            settings.options.level = level
        case WSE_PROPERTY_CHUNK_SIZE:
            guard !codec.isPassthrough else { return .because("there are no chunks whose size to set") }
            guard let size = unsafe value(of: property, as: ULONG.self) else { return Self.wrongSize }
            guard size >= 1 && size <= 1 << 30 else { return .notWithin("chunk size", 1, 1 << 30) }
            settings.chunkSize = size
        case WSE_PROPERTY_MAX_DECODED_SIZE:
            guard direction == .decoder else {
                return .because("the maximum decoded size is a property of decoders")
            }
            guard let size = unsafe value(of: property, as: ULONGLONG.self) else { return Self.wrongSize }
            settings.limits.maxDecodedSize = size
        case WSE_PROPERTY_MAX_EXPANSION:
            guard direction == .decoder, !codec.isPassthrough else { return .because("there is no expansion to limit") }
            guard let factor = unsafe value(of: property, as: ULONG.self) else { return Self.wrongSize }
            settings.limits.maxExpansion = factor
        case WSE_PROPERTY_MAX_WINDOW_SIZE:
            guard direction == .decoder, codec.defaultMaxWindowSize != nil else {
                return .because("there is no window to limit")
            }
            guard let size = unsafe value(of: property, as: ULONG.self) else { return Self.wrongSize }
            guard size >= 1 << 10 && size <= 1 << 30 else { return .notWithin("maximum window size", 1 << 10, 1 << 30) }
            settings.options.maxWindowSize = size
        default:
            return .because("there is no property of this id")
        }
        return nil
    }

    private static var wrongSize: Refusal {
        .because("the value is NULL or its size is not that of the property's type")
    }

    private func value<Value: BitwiseCopyable>(of property: WSE_PROPERTY, as type: Value.Type) -> Value? {
        guard let value = unsafe property.value, unsafe Int(property.valueSize) == MemoryLayout<Value>.size else {
            return nil
        }
        return unsafe value.loadUnaligned(as: type)
    }
}
