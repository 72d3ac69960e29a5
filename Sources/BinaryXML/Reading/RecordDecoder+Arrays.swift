internal import Bytes
internal import CodecKit
internal import XMLText

/// Arrays: one element, and the values with which it is repeated ([MC-NBFX] section 2.2.3, Array).
extension RecordDecoder {
    mutating func array(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        if array.isOpen { throw malformed("an array within an array") }
        guard writer.room > 0 else { return needsRoom(1) }
        if tag.isOpen { try endTag(&writer) }
        reader.skip(1)
        array.begin(depth: elements.count)
        return .done
    }

    mutating func arrayHeader(_ reader: inout RecordReader) throws(CodecError) -> Step {
        var probe = reader
        guard let first = probe.byte() else { return .needsInput }
        let type = RecordType(rawValue: first)
        switch type.withoutEndElement {
        case .boolText, .int16Text, .int32Text, .int64Text, .floatText, .doubleText, .decimalText, .dateTimeText, .timeSpanText,
            .uuidText:
            guard type.endsElement else { throw malformed("the values of an array are of a type that ends no element") }
        default: throw malformed("the values of an array are of a type that arrays do not have")
        }
        let count = probe.multiByteInt31()
        guard count > 0 else {
            if count == RecordReader.isCutOff { return .needsInput }
            throw malformed(count == 0 ? "an array without values" : "a length has more than 31 bits")
        }
        guard count <= limits.maxArrayLength else {
            throw exceeded("an array is too long", limits.maxArrayLength, .maxArrayLength)
        }
        if elements.count == 1 && count > 1 { throw malformed("more than one root element") }
        reader = probe
        array.beginValues(type.withoutEndElement, count: count)
        mode = .arrayItems
        return .done
    }

    mutating func arrayItems(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        guard elements.count > 0, let size = ValueText.byteCount(of: array.type) else {
            throw malformed("an array outside of an element")
        }
        let element = elements.innermost
        let bound = array.startTag.count &+ element.nameCount &+ ValueText.maxCount &+ 4 &+ TextWriter.stride
        while array.left > 0 {
            guard reader.remaining >= size else { return .needsInput }
            guard writer.room >= bound else { return needsRoom(bound) }
            guard let value = reader.bytes(size) else { return .needsInput }
            writer.append(array.startTag)
            writer.append(UInt8(ascii: ">"))
            guard ValueText.write(array.type, value, into: &writer) else {
                throw malformed("the bytes of an array are not values of its type")
            }
            appendEndTag(element, &writer)
            array.takeValue()
        }
        elements.pop(element)
        array.end()
        mode = .record
        return .done
    }
}
