internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// What is wrong with a codec that is to be registered.
enum TransformCheck {
    /// The field that is wrong, and why; nil if all is well.
    static func refusal(of codec: WSE_CODEC) -> StaticString? {
        unsafe refusalOfNames(codec) ?? refusalOfTypes(codec) ?? refusalOfLevels(codec) ?? refusalOfCallbacks(codec)
    }

    private static func refusalOfNames(_ codec: WSE_CODEC) -> StaticString? {
        guard let name = unsafe codec.name.map({ unsafe NameText($0) }) else { return "codec->name is NULL" }
        guard CodecName.isAllowed(name) else {
            return "codec->name is not 1 to 63 characters a-z, 0-9, \".\", \"+\", \"-\" with a letter or digit first"
        }
        guard name.builtInIndex == nil else { return "codec->name is that of a built-in codec" }
        if let aliases = unsafe codec.aliases.map({ unsafe NameText($0) }) {
            var refusal: StaticString?
            aliases.forEachElement { alias in
                if !CodecName.isAllowed(alias) {
                    refusal = "codec->aliases are not names as codec->name is, separated by commas without spaces"
                } else if alias.builtInIndex != nil {
                    refusal = "codec->aliases has the name of a built-in codec"
                }
            }
            if let refusal { return refusal }
        }
        guard let coding = unsafe codec.contentEncoding.map({ unsafe NameText($0) }) else { return nil }
        guard coding.count > 0 && coding.count <= 63 && coding.isToken && !coding.isIdentity else {
            return "codec->contentEncoding is not 1 to 63 characters of an HTTP token, or is \"identity\""
        }
        return nil
    }

    private static func refusalOfTypes(_ codec: WSE_CODEC) -> StaticString? {
        let plain = unsafe codec.plainContentType.map { unsafe NameText($0) }
        let decoded = unsafe codec.decodedContentType.map { unsafe NameText($0) }
        let encoded = unsafe codec.encodedContentType.map { unsafe NameText($0) }
        if plain == nil && decoded == nil && encoded == nil { return nil }
        guard plain?.isMediaType(allowsParameters: false) ?? false else {
            return "codec->plainContentType is NULL, unlike another content type, or not a media type without parameters"
        }
        guard decoded?.isMediaType(allowsParameters: true) ?? false else {
            return "codec->decodedContentType is NULL, unlike another content type, or not a media type"
        }
        guard encoded?.isMediaType(allowsParameters: false) ?? false else {
            return "codec->encodedContentType is NULL, unlike another content type, or not a media type without parameters"
        }
        return nil
    }

    private static func refusalOfLevels(_ codec: WSE_CODEC) -> StaticString? {
        guard let levels = unsafe codec.levels?.pointee else { return nil }
        guard levels.lowest <= levels.standard && levels.standard <= levels.highest else {
            return "codec->levels->standard is not within codec->levels->lowest and codec->levels->highest"
        }
        return nil
    }

    private static func refusalOfCallbacks(_ codec: WSE_CODEC) -> StaticString? {
        let hasEncoder = unsafe codec.encoder.isThere
        let hasDecoder = unsafe codec.decoder.isThere
        guard hasEncoder || hasDecoder else { return "codec->encoder and codec->decoder have no callbacks" }
        if hasEncoder {
            if unsafe codec.encoder.create == nil { return "codec->encoder.create is NULL" }
            if unsafe codec.encoder.begin == nil { return "codec->encoder.begin is NULL" }
            if unsafe codec.encoder.process == nil { return "codec->encoder.process is NULL" }
            if unsafe codec.encoder.free == nil { return "codec->encoder.free is NULL" }
        }
        if hasDecoder {
            if unsafe codec.decoder.create == nil { return "codec->decoder.create is NULL" }
            if unsafe codec.decoder.begin == nil { return "codec->decoder.begin is NULL" }
            if unsafe codec.decoder.process == nil { return "codec->decoder.process is NULL" }
            if unsafe codec.decoder.free == nil { return "codec->decoder.free is NULL" }
        }
        return nil
    }
}

extension WSE_CODEC_DIRECTION {
    /// Whether it has any callback.
    fileprivate var isThere: Bool {
        unsafe create != nil || begin != nil || process != nil || commit != nil || abandon != nil || free != nil
    }
}

extension NameText {
    /// The most characters of a media type.
    private static var mediaTypeCapacity: Int { 255 }

    /// Whether it is a media type of ASCII characters.
    fileprivate func isMediaType(allowsParameters: Bool) -> Bool {
        guard count <= Self.mediaTypeCapacity else { return false }
        var units = InlineArray<255, UInt16>(repeating: 0)
        for index in 0..<count {
            guard let unit = self[index], unit < 0x7F else { return false }
            units[index] = UInt16(unit)
        }
        let span = units.span
        return unsafe span.withUnsafeBufferPointer { all in
            let text = unsafe UnsafeBufferPointer(rebasing: all[..<count])
            guard let type = unsafe MediaType(text) else { return false }
            return unsafe type.defectiveParameter == nil && (allowsParameters || type.name.count == count)
        }
    }

    /// Whether all its characters are those of a token (RFC 9110, section 5.6.2).
    fileprivate var isToken: Bool {
        for index in 0..<count {
            guard let unit = self[index], ByteText("!#$%&'*+-.^_`|~").has(unit) || unit.isLetterOrDigit else { return false }
        }
        return true
    }

    fileprivate var isIdentity: Bool { unsafe equalIgnoringCase(bytes, "identity") }
}

extension ByteText {
    fileprivate func has(_ byte: UInt8) -> Bool {
        for index in 0..<count where self[index] == byte { return true }
        return false
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9")
            || self | 0x20 >= UInt8(ascii: "a") && self | 0x20 <= UInt8(ascii: "z")
    }
}
