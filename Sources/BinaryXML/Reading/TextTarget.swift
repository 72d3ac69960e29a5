/// Where text records go: into the content of an element or the value of an attribute, and there into a list perhaps.
struct TextTarget {
    private(set) var isInAttribute = false
    private(set) var isInList = false
    /// Whether the list has had an item, so that a blank comes before the next.
    private(set) var needsSeparator = false
    /// Whether the record at hand ends the element, too.
    private(set) var endsElement = false
    /// The length of the attribute's value so far.
    private var attributeLength = 0

    /// From here on text is the value of an attribute.
    mutating func beginAttribute() {
        isInAttribute = true
        // A text record that found no room may have left this before it went the short way.
        endsElement = false
        attributeLength = 0
    }

    mutating func endAttribute() {
        isInAttribute = false
    }

    mutating func beginList() {
        isInList = true
        needsSeparator = false
    }

    mutating func endList() {
        isInList = false
    }

    /// A record that is an item of the list, if there is one, has been read.
    @inline(__always)
    mutating func addItem() {
        needsSeparator = true
    }

    /// The separator before the next item has been written.
    mutating func addSeparator() {
        needsSeparator = false
    }

    @inline(__always)
    mutating func setEndsElement(_ endsElement: Bool) {
        self.endsElement = endsElement
    }

    /// Counts what is added to the value of an attribute. False if that becomes longer than `limit`.
    @inline(__always)
    mutating func add(_ count: Int, limit: Int) -> Bool {
        guard isInAttribute else { return true }
        attributeLength &+= count
        return attributeLength <= limit
    }
}
