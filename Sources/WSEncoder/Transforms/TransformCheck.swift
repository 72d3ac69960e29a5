internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// What is wrong with a codec that is to be registered.
enum TransformCheck {
    /// The field that is wrong, and why; nil if all is well.
    static func refusal(of codec: WSE_CODEC) -> StaticString? {
        unsafe refusalOfNames(codec) ?? refusalOfTypes(codec) ?? refusalOfLevels(codec) ?? refusalOfCallbacks(codec)
    }

    @_optimize(size)
    private static func refusalOfNames(_ codec: WSE_CODEC) -> StaticString? {
        guard let name = unsafe NameText(codec.name) else { return "codec->name is NULL" }
        guard CodecName.isAllowed(name) else {
            return "codec->name is not 1 to 63 characters a-z, 0-9, \".\", \"+\", \"-\" with a letter or digit first"
        }
        guard name.builtInIndex == nil else { return "codec->name is that of a built-in codec" }
        if let aliases = unsafe NameText(codec.aliases) {
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
        guard let coding = unsafe NameText(codec.contentEncoding) else { return nil }
        guard coding.count > 0 && coding.count <= 63 && coding.isToken && !coding.isIdentity else {
            return "codec->contentEncoding is not 1 to 63 characters of an HTTP token, or is \"identity\""
        }
        return nil
    }

    @_optimize(size)
    private static func refusalOfTypes(_ codec: WSE_CODEC) -> StaticString? {
        let (plain, decoded, encoded) = unsafe (
            NameText(codec.plainContentType), NameText(codec.decodedContentType),
            NameText(codec.encodedContentType)
        )
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

    @_optimize(size)
    private static func refusalOfCallbacks(_ codec: WSE_CODEC) -> StaticString? {
        let (encoder, decoder) = unsafe (Callbacks(of: codec.encoder), Callbacks(of: codec.decoder))
        switch (encoder, decoder) {
        case (.none, .none): return "codec->encoder and codec->decoder have no callbacks"
        case (.noCreate, _): return "codec->encoder.create is NULL"
        case (.noBegin, _): return "codec->encoder.begin is NULL"
        case (.noProcess, _): return "codec->encoder.process is NULL"
        case (.noFree, _): return "codec->encoder.free is NULL"
        case (_, .noCreate): return "codec->decoder.create is NULL"
        case (_, .noBegin): return "codec->decoder.begin is NULL"
        case (_, .noProcess): return "codec->decoder.process is NULL"
        case (_, .noFree): return "codec->decoder.free is NULL"
        case (.complete, _), (.none, .complete): return nil
        }
    }

    /// What callbacks a direction has.
    private enum Callbacks: UInt8 {
        case complete
        case none
        case noCreate
        case noBegin
        case noProcess
        case noFree

        init(of direction: WSE_CODEC_DIRECTION) {
            let (hasCreate, hasBegin, hasProcess, hasFree, hasMore) = unsafe (
                direction.create != nil, direction.begin != nil, direction.process != nil, direction.free != nil,
                direction.commit != nil || direction.abandon != nil
            )
            if hasCreate && hasBegin && hasProcess && hasFree {
                self = .complete
            } else if !hasCreate && !hasBegin && !hasProcess && !hasFree && !hasMore {
                self = .none
            } else {
                self = !hasCreate ? .noCreate : !hasBegin ? .noBegin : !hasProcess ? .noProcess : .noFree
            }
        }
    }
}

extension NameText {
    /// The most characters of a media type.
    private static var mediaTypeCapacity: Int { 255 }

    /// Whether it is a media type of ASCII characters.
    @_optimize(size)
    fileprivate func isMediaType(allowsParameters: Bool) -> Bool {
        guard count <= Self.mediaTypeCapacity else { return false }
        var units = InlineArray<255, UInt16>(repeating: 0)
        for index in 0..<count {
            guard let unit = self[index], unit < 0x7F else { return false }
            units[index] = UInt16(unit)
        }
        let span = units.span
        return unsafe span.withUnsafeBufferPointer { all in
            guard let type = unsafe MediaType(WideText(UnsafeBufferPointer(rebasing: all[..<count]))) else { return false }
            return type.defectiveParameter == nil && (allowsParameters || type.name.count == count)
        }
    }

    /// Whether all its characters are those of a token (RFC 9110, section 5.6.2).
    fileprivate var isToken: Bool {
        for index in 0..<count {
            guard let unit = self[index], ByteText("!#$%&'*+-.^_`|~").has(unit) || unit.isLetterOrDigit else { return false }
        }
        return true
    }

    fileprivate var isIdentity: Bool { bytes.equalsIgnoringCase("identity") }
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
