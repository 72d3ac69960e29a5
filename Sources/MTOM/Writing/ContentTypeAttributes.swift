internal import Bytes
internal import XMLText

/// The attributes `contentType` of a start tag, whose prefixes are not resolved before the tag ends.
struct ContentTypeAttributes: ~Copyable {
    /// Not private: the compiler of debug builds needs it in other files, too.
    struct Entry: BitwiseCopyable {
        var prefixCount: Int
        var valueCount: Int
    }

    private var entries = GrowableBuffer<Entry>()
    private var bytes = GrowableBuffer<UInt8>()
    /// Where the media type of the element's content is among the bytes; empty if it has none that can go into a header.
    private var found = 0..<0

    var isEmpty: Bool { entries.count == 0 }

    /// The media type that was found.
    var mediaType: ByteText { bytes.text(found.lowerBound, found.count) }

    /// Begins a start tag.
    mutating func removeAll() {
        entries.removeAll()
        bytes.removeAll()
        found = 0..<0
    }

    /// Adds an attribute. False if there is no memory for it.
    mutating func append(prefix: ByteText, value: ByteText) -> Bool {
        guard bytes.append(prefix), bytes.append(value) else { return false }
        return entries.append(Entry(prefixCount: prefix.count, valueCount: value.count))
    }

    /// Finds the first one that is in a namespace of media types and can go into a header.
    mutating func resolve(in namespaces: inout XMLNamespaces) {
        var start = 0
        for index in 0..<entries.count {
            let entry = entries[index]
            let value = start &+ entry.prefixCount
            let prefix = bytes.text(start, entry.prefixCount)
            start = value &+ entry.valueCount
            guard let declaration = namespaces.find(prefix) else { continue }
            let namespace = namespaces.namespace(declaration)
            guard namespace == XOP.mediaTypeNamespace || namespace == XOP.olderMediaTypeNamespace,
                HeaderMediaType.accepts(bytes.text(value, entry.valueCount))
            else { continue }
            found = value..<start
            return
        }
    }
}
