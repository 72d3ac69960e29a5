public import Bytes

/// What belongs to an event.
@safe
@usableFromInline
struct XMLEventData {
    @usableFromInline var name: XMLName
    @usableFromInline var bytes = unsafe ByteText(start: nil, count: 0)
    @usableFromInline var isASCII = true
    @usableFromInline var isPartial = false
    @usableFromInline var endsElement = false

    init(_ name: XMLName) {
        self.name = name
    }
}
