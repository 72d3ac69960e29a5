internal import Bytes
internal import CodecKit
internal import XMLText

/// Arrays.
extension RecordLister {
    @_optimize(size)
    mutating func arrayHeader(_ reader: inout RecordReader, _ writer: inout TextWriter) throws(CodecError) -> Step {
        guard let first = reader.byte() else { return .needsInput }
        guard let count = try number(&reader) else { return .needsInput }
        let type = RecordType(rawValue: first)
        guard type.isText, let size = ValueText.byteCount(of: type.withoutEndElement), size > 0 else {
            throw malformed("the values of an array are of a type that arrays do not have")
        }
        guard count <= limits.maxArrayLength else {
            throw exceeded("an array is too long", limits.maxArrayLength, .maxArrayLength)
        }
        beginLine(&writer, indentation: depth &+ 1)
        _ = RecordName.write(type, into: &writer)
        writer.append(" x ")
        writer.append(decimal: Int64(count))
        writer.append(UInt8(ascii: "\n"))
        arrayType = type.withoutEndElement
        left = count
        mode = count > 0 ? .arrayItems : .record
        return .done
    }

    @_optimize(size)
    mutating func arrayItem(_ reader: inout RecordReader, _ writer: inout TextWriter) -> Step {
        guard reader.remaining >= ValueText.byteCount(of: arrayType) ?? 0 else { return .needsInput }
        beginLine(&writer, indentation: depth &+ 2)
        guard value(arrayType, &reader, &writer) != nil else { return .needsInput }
        writer.append(UInt8(ascii: "\n"))
        left &-= 1
        if left == 0 { mode = .record }
        return .done
    }
}
