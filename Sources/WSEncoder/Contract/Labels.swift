internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// How a decoder understands the labels of a message: its content type and its codings.
private enum Label: UInt8 {
    /// As the encoder labels messages by default. The content type may be missing.
    case standard
    /// The content type is that of the message, and a coding names the compression.
    case coded
    /// The same content type without a coding: the message is not compressed.
    case uncompressed
    /// The content type is that of a compressed file, and there is no coding.
    case codingType
    /// The coding that the codec needs is missing.
    case foreign
}

// Labels pass through the codecs of a table in turn. A host without a content type may leave it empty.
extension CodecLinks {
    /// Replaces the content type of an encoder's input by that of its output. `instance` is the encoder, in which these codecs
    /// are.
    func encode(_ type: inout WideString, by instance: borrowing AnyCodec) throws(LabelRefusal) {
        for index in 0..<count {
            if self[index].labelsItself { try relabel(&type, by: instance, link: index, at: index) }
            guard self[index].hasContentTypes else { continue }
            let codec = self[index].codec
            guard let types = codec.contentTypes else { continue }
            try check(type.text, is: types.plain, at: index)
            try replace(&type, self[index].labelsCompressionAsCoding ? codec.compression?.type ?? types.encoded : types.encoded)
        }
        try refuseControlCharacters(in: type, at: 0)
    }

    /// Replaces the content type of a decoder's input by that of its output, and takes the codings, all of which have to be
    /// those of these codecs. Returns the positions of those whose message is not compressed. `instance` is the decoder, in
    /// which these codecs are.
    func decode(
        _ type: inout WideString, codedBy contentEncoding: WideText, by instance: borrowing AnyCodec
    ) throws(LabelRefusal) -> LinkSet {
        var codings = ContentEncodingValue(contentEncoding)
        var uncompressed = LinkSet()
        var hasChoice = true
        for position in 0..<count {
            let index = count &- 1 &- position
            guard self[index].hasLabels else { continue }
            let label = takeLabel(index, type.text, &codings)
            switch label {
            case .foreign: throw .coding(at: index, hasChoice: hasChoice)
            case .codingType: try replace(&type, ByteText())
            case .uncompressed: uncompressed.insert(position)
            case .standard where self[index].hasCompression && !type.isEmpty: hasChoice = false
            case .standard, .coded: break
            }
            if self[index].labelsItself { try relabel(&type, by: instance, link: position, at: index) }
            guard self[index].hasContentTypes else { continue }
            let codec = self[index].codec
            guard let types = codec.contentTypes else { continue }
            switch label {
            case .coded: try check(type.text, is: codec.compression?.type ?? types.encoded, at: index)
            case .uncompressed: try check(type.text, is: types.encoded, or: codec.compression?.type, at: index)
            default: try check(type.text, is: types.encoded, at: index)
            }
            try replace(&type, types.decoded)
        }
        guard codings.takeLast() == nil else { throw .coding(at: nil, hasChoice: hasChoice) }
        try refuseControlCharacters(in: type, at: count &- 1)
        return uncompressed
    }

    /// Refuses a type that the host could not put in a header without adding others. Codecs with types of their own have
    /// refused it before; any other leaves the host's type as it is, which is then that of the codec at `index`, too.
    private func refuseControlCharacters(in type: borrowing WideString, at index: Int) throws(LabelRefusal) {
        if MediaType.hasControlCharacter(type.text) { throw .contentType(.malformed, at: index) }
    }

    /// How the labels fit the codec at `index`, whose coding is taken off the list.
    @inline(never)
    private func takeLabel(
        _ index: Int, _ type: WideText, _ codings: inout ContentEncodingValue
    ) -> Label {
        if self[index].hasCompression {
            let codec = self[index].codec
            guard let compression = codec.compression else { return .standard }
            if MediaType(type)?.isNamed(codec.contentTypes?.encoded ?? ByteText()) ?? false { return .standard }
            if codings.takeLast(named: compression.coding, compression.aliases) { return .coded }
            return type.isEmpty ? .standard : .uncompressed
        }
        guard self[index].hasContentEncoding else { return .standard }
        if codings.takeLast(named: self[index].contentEncoding, self[index].codingAliases) { return .standard }
        guard self[index].takesCodingType else { return .foreign }
        return self[index].codec.isOfCodingType(MediaType(type)) ? .codingType : .foreign
    }

    @inline(never)
    private func check(
        _ type: WideText, is expected: ByteText, or other: ByteText? = nil, at index: Int
    ) throws(LabelRefusal) {
        if type.isEmpty { return }
        guard let mediaType = MediaType(type), mediaType.isNamed(expected) || mediaType.isNamed(other ?? ByteText()) else {
            throw .contentType(.isNot(expected, or: other), at: index)
        }
        if mediaType.defectiveParameter != nil { throw .contentType(.malformed, at: index) }
        guard mediaType.parameter(named: "charset")?.equals("utf-8") ?? true else {
            throw .contentType(.parameter("charset", "is not UTF-8"), at: index)
        }
    }

    /// Has the codec at `index` replace the type itself. It is the one at `link` among those that the bytes pass through.
    private func relabel(
        _ type: inout WideString, by instance: borrowing AnyCodec, link: Int, at index: Int
    ) throws(LabelRefusal) {
        do throws(ContentTypeRefusal) {
            try instance.relabel(&type, link: link)
        } catch let refusal {
            throw .contentType(refusal, at: index)
        }
    }

    private func replace(_ type: inout WideString, _ text: ByteText) throws(LabelRefusal) {
        if (try? type.set(text)) == nil { throw .outOfMemory }
    }
}

// In a chain with registered codecs, whose codings are unknown, the list is divided before any link takes its part.
extension CodecLinks {
    /// How many codings at the end of a list are for these decoders, which judge them.
    func codingCount(_ type: WideText, in codings: ContentEncodingValue) -> Int {
        var (rest, type) = (codings, type)
        for position in 0..<count {
            let index = count &- 1 &- position
            let label = takeLabel(index, type, &rest)
            if case .foreign = label { _ = rest.takeLast() }
            if label == .codingType || self[index].hasContentTypes || self[index].labelsItself { type = .empty }
        }
        return codings.count &- rest.count
    }

    /// How many codings of a list, from the one at `start` on, these decoders need if others come before them. One that a
    /// content type can stand for is needed if it is in the list.
    @_optimize(size)
    func neededCodingCount(_ type: WideText, in codings: ContentEncodingValue, from start: Int) -> Int {
        let mediaType = MediaType(type)
        var needed = 0
        for index in 0..<count {
            let codec = self[index].codec
            var upToHere = codings.prefix(start &+ needed &+ 1)
            let isThere = upToHere.count > start &+ needed
            if let compression = codec.compression {
                guard let mediaType, mediaType.isNamed(compression.type), isThere,
                    upToHere.takeLast(named: compression.coding, compression.aliases)
                else { continue }
            } else if codec.contentEncoding.isEmpty {
                continue
            } else if self[index].takesCodingType, codec.isOfCodingType(mediaType) {
                guard isThere, upToHere.takeLast(named: codec.contentEncoding, codec.aliases) else { continue }
            }
            needed &+= 1
        }
        return needed
    }
}

extension CodecDescription {
    /// Whether a content type says what the codec's content coding says.
    func isOfCodingType(_ type: MediaType?) -> Bool {
        guard let codingTypes, let type else { return false }
        return type.isNamed(codingTypes.registered) || type.isNamed(codingTypes.older)
    }
}
