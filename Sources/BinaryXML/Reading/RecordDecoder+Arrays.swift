internal import Bytes
internal import CodecKit
internal import XMLText

/// Arrays: one element, and the values that it is repeated with ([MC-NBFX] section 2.2.3, Array).
extension RecordDecoder {
    mutating func array(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        if isArray { throw malformed("an array within an array") }
        guard writer.room > 0 else { return needsRoom(1) }
        if isTagOpen { try closeTag(&writer) }
        reader.skip(1)
        isArray = true
        startTag.removeAll()
        // Until the values come, the depth that the array's element is to be beyond.
        arrayLeft = frames.count
        return .done
    }

    mutating func arrayHeader(_ reader: inout RecordReader) throws(CodecError) -> Step {
        var probe = reader
        guard let first = probe.byte() else { return .needsInput }
        let type = RecordType(rawValue: first)
        switch type.withoutEndElement {
        case .boolText, .int16Text, .int32Text, .int64Text, .floatText, .doubleText, .decimalText, .dateTimeText, .timeSpanText,
            .uuidText:
            guard type.rawValue & 1 != 0 else { throw malformed("the values of an array are of a type that ends no element") }
        default: throw malformed("the values of an array are of a type that arrays do not have")
        }
        let count = probe.multiByteInt31()
        guard count > 0 else {
            if count == RecordReader.isCutOff { return .needsInput }
            throw malformed(count == 0 ? "an array of no values" : "a length has more than 31 bits")
        }
        guard count <= Int(limits.maxArrayLength) else {
            throw exceeded("an array is too long", limits.maxArrayLength, .maxArrayLength)
        }
        if frames.count == 1 && count > 1 { throw malformed("more than one root element") }
        reader = probe
        arrayType = type.withoutEndElement
        arrayLeft = count
        mode = .arrayItems
        return .done
    }

    mutating func arrayItems(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        guard frames.count > 0, let size = ValueText.byteCount(of: arrayType) else { return .done }
        let frame = frames[frames.count &- 1]
        let bound = startTag.count &+ frame.nameCount &+ ValueText.maxCount &+ 4 &+ TextWriter.stride
        while arrayLeft > 0 {
            guard reader.remaining >= size else { return .needsInput }
            guard writer.room >= bound else { return needsRoom(bound) }
            guard let value = unsafe reader.bytes(size)?.baseAddress else { return .needsInput }
            unsafe writer.append(startTag.all)
            writer.append(UInt8(ascii: ">"))
            guard unsafe ValueText.write(arrayType, value, into: &writer) else {
                throw malformed("the bytes of an array are no values of its type")
            }
            appendEndTag(frame, &writer)
            arrayLeft &-= 1
        }
        popElement(frame)
        isArray = false
        mode = .record
        return .done
    }
}
