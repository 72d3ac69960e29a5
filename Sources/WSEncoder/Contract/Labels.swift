internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// How a decoder understands the labels of a message, content type and codings.
private enum Label: UInt8 {
    /// As its encoder labels messages unless told otherwise. There may be no content type.
    case standard
    /// The type of the message in it, and a coding that says how it is compressed.
    case coded
    /// The same type without a coding: it is not compressed.
    case uncompressed
    /// The type of a compressed file, and no coding.
    case codingType
    /// None of its own: the coding that it needs is missing.
    case foreign
}

// Labels pass through the codecs of a table in turn. A host that has no content type to give may leave it empty.
extension CodecLinks {
    /// Makes the type of what an encoder is given that of what it gives.
    func encode(_ type: inout WideString) throws(LabelRefusal) {
        for index in 0..<count {
            guard self[index].hasContentTypes else { continue }
            let codec = self[index].codec
            guard let types = codec.contentTypes else { continue }
            try check(type, is: types.plain, at: index)
            try replace(&type, self[index].labelsCompressionAsCoding ? codec.compression?.type ?? types.encoded : types.encoded)
        }
    }

    /// Makes the type of what a decoder is given that of what it gives, and takes the codings, which have to be those of these
    /// codecs, no more and no less. Returns the codecs whose messages are not compressed.
    func decode(
        _ type: inout WideString, codedBy contentEncoding: UnsafeBufferPointer<WCHAR>
    ) throws(LabelRefusal) -> LinkSet {
        var codings = unsafe ContentEncodingValue(contentEncoding)
        var uncompressed = LinkSet()
        var hasChoice = true
        for position in 0..<count {
            let index = count &- 1 &- position
            guard self[index].hasLabels else { continue }
            let codec = self[index].codec
            let label = unsafe takeLabel(of: codec, index, type.value.characters, &codings)
            switch label {
            case .foreign: throw .coding(at: index, hasChoice: hasChoice)
            case .codingType: try replace(&type, "")
            case .uncompressed: uncompressed.insert(position)
            case .standard where codec.compression != nil && !type.isEmpty: hasChoice = false
            case .standard, .coded: break
            }
            guard let types = codec.contentTypes else { continue }
            switch label {
            case .coded: try check(type, is: codec.compression?.type ?? types.encoded, at: index)
            case .uncompressed: try check(type, is: types.encoded, or: codec.compression?.type, at: index)
            default: try check(type, is: types.encoded, at: index)
            }
            try replace(&type, types.decoded)
        }
        guard unsafe codings.takeLast() == nil else { throw .coding(at: nil, hasChoice: hasChoice) }
        return uncompressed
    }

    /// How the labels fit the codec at `index`, whose coding is taken off the list.
    private func takeLabel(
        of codec: CodecDescription, _ index: Int, _ type: UnsafeBufferPointer<WCHAR>?, _ codings: inout ContentEncodingValue
    ) -> Label {
        if !self[index].hasCompression && !self[index].hasContentEncoding { return .standard }
        if let compression = codec.compression {
            let mediaType = unsafe type.flatMap { unsafe MediaType($0) }
            let encoded = codec.contentTypes?.encoded ?? ""
            if let mediaType, unsafe equalIgnoringCase(mediaType.name, encoded) { return .standard }
            if codings.takeLast(named: compression.coding, compression.alias) { return .coded }
            return unsafe type?.isEmpty ?? true ? .standard : .uncompressed
        }
        if codings.takeLast(named: codec.contentEncoding, codec.alias) { return .standard }
        guard self[index].takesCodingType, let type = unsafe type else { return .foreign }
        return unsafe codec.isOfCodingType(MediaType(type)) ? .codingType : .foreign
    }

    private func check(
        _ type: borrowing WideString, is expected: StaticString, or other: StaticString? = nil, at index: Int
    ) throws(LabelRefusal) {
        guard let characters = unsafe type.value.characters, !characters.isEmpty else { return }
        guard let mediaType = unsafe MediaType(characters) else { throw .isNot(expected, or: other, at: index) }
        guard unsafe equalIgnoringCase(mediaType.name, expected) || equalIgnoringCase(mediaType.name, other ?? "") else {
            throw .isNot(expected, or: other, at: index)
        }
        if mediaType.defectiveParameter != nil { throw .parameter(at: index) }
        guard mediaType.parameter(named: "charset")?.equals("utf-8") ?? true else { throw .charset(at: index) }
    }

    private func replace(_ type: inout WideString, _ text: StaticString) throws(LabelRefusal) {
        do throws(OutOfMemory) {
            try type.set(text)
        } catch {
            throw .outOfMemory
        }
    }
}

// In a chain with registered codecs, whose codings are not known, the list is divided before anybody takes it.
extension CodecLinks {
    /// How many codings at the end of a list are for these decoders, which judge them.
    func codingCount(_ type: UnsafeBufferPointer<WCHAR>, in codings: ContentEncodingValue) -> Int {
        var (rest, type) = unsafe (codings, type)
        for position in 0..<count {
            let index = count &- 1 &- position
            let label = unsafe takeLabel(of: self[index].codec, index, type, &rest)
            if case .foreign = label { _ = unsafe rest.takeLast() }
            if case .codingType = label { unsafe type = UnsafeBufferPointer(start: nil, count: 0) }
            if self[index].codec.contentTypes != nil { unsafe type = UnsafeBufferPointer(start: nil, count: 0) }
        }
        return codings.count &- rest.count
    }

    /// How many codings of a list, from the one at `start` on, are needed by these decoders when others come before them. One
    /// that a content type can stand for is needed if it is there.
    func neededCodingCount(
        _ type: UnsafeBufferPointer<WCHAR>, in codings: ContentEncodingValue, from start: Int
    ) -> Int {
        let mediaType = unsafe MediaType(type)
        var needed = 0
        for index in 0..<count {
            let codec = self[index].codec
            var upToHere = codings.prefix(start &+ needed &+ 1)
            let isThere = upToHere.count > start &+ needed
            if let compression = codec.compression {
                guard let mediaType, unsafe equalIgnoringCase(mediaType.name, compression.type), isThere,
                    upToHere.takeLast(named: compression.coding, compression.alias)
                else { continue }
            } else if codec.contentEncoding.utf8CodeUnitCount == 0 {
                continue
            } else if self[index].takesCodingType, codec.isOfCodingType(mediaType) {
                guard isThere, upToHere.takeLast(named: codec.contentEncoding, codec.alias) else { continue }
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
        return unsafe equalIgnoringCase(type.name, codingTypes.registered) || equalIgnoringCase(type.name, codingTypes.older)
    }
}
