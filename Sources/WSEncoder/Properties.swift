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

    /// Applies one property. Returns why it cannot, nil if it could.
    mutating func apply(_ property: WSE_PROPERTY) -> StaticString? {
        switch unsafe property.id {
        case WSE_PROPERTY_COMPRESSION_LEVEL:
            guard direction == .encoder, let levels = codec.levels else { return "there is no compression level to set" }
            guard let level = unsafe value(of: property, as: LONG.self) else { return Self.wrongSize }
            guard level >= levels.lowest && level <= levels.highest else { return "the compression level is out of range" }
            settings.options.level = level
        case WSE_PROPERTY_CHUNK_SIZE:
            guard !codec.isPassthrough else { return "there are no chunks whose size to set" }
            guard let size = unsafe value(of: property, as: ULONG.self) else { return Self.wrongSize }
            guard size >= 1 && size <= 1 << 30 else { return "the chunk size is not within 1 and 1073741824" }
            settings.chunkSize = size
        case WSE_PROPERTY_MAX_DECODED_SIZE:
            guard direction == .decoder else { return "the maximum decoded size is a property of decoders" }
            guard let size = unsafe value(of: property, as: ULONGLONG.self) else { return Self.wrongSize }
            settings.limits.maxDecodedSize = size
        case WSE_PROPERTY_MAX_EXPANSION:
            guard direction == .decoder, !codec.isPassthrough else { return "there is no expansion to limit" }
            guard let factor = unsafe value(of: property, as: ULONG.self) else { return Self.wrongSize }
            settings.limits.maxExpansion = factor
        case WSE_PROPERTY_MAX_WINDOW_SIZE:
            guard direction == .decoder, codec.defaultMaxWindowSize != nil else { return "there is no window to limit" }
            guard let size = unsafe value(of: property, as: ULONG.self) else { return Self.wrongSize }
            guard size >= 1 << 10 && size <= 1 << 30 else { return "the window size is not within 1024 and 1073741824" }
            settings.options.maxWindowSize = size
        default:
            return "there is no property of this id"
        }
        return nil
    }

    private static var wrongSize: StaticString { "the value is NULL or its size is not that of the property's type" }

    private func value<Value: BitwiseCopyable>(of property: WSE_PROPERTY, as type: Value.Type) -> Value? {
        guard let value = unsafe property.value, unsafe Int(property.valueSize) == MemoryLayout<Value>.size else {
            return nil
        }
        return unsafe value.loadUnaligned(as: type)
    }
}
