internal import Bytes
internal import CodecKit
internal import XMLText

/// The start tag that is being written: what has to be judged once it is complete.
struct StartTag: ~Copyable {
    private var attributes: XMLAttributeNames
    /// The beginnings of the first attributes' local names. Names whose beginnings differ are different.
    private var beginnings = InlineArray<8, UInt64>(repeating: 0)
    /// Whether the attributes have to be judged: two names begin alike, there are many, or a prefix may not be declared.
    private var areAttributesInDoubt = false
    /// Whether the prefix of the element may not be declared.
    private var isPrefixInDoubt = false
    /// Whether more attributes and declarations may follow.
    private(set) var isOpen = false
    /// Where in the message its element begins.
    private var position: UInt64 = 0
    private(set) var declarationCount = 0

    init(_ hash: KeyedHash) {
        attributes = XMLAttributeNames(hash)
    }

    /// Begins a message, in which no tag is open.
    mutating func reset() {
        isOpen = false
        removeAttributes()
    }

    /// Begins the tag of an element at `position` in the message.
    @inline(__always)
    mutating func begin(at position: UInt64, isPrefixInDoubt: Bool) {
        isOpen = true
        self.isPrefixInDoubt = isPrefixInDoubt
        self.position = position
        declarationCount = 0
    }

    @inline(__always)
    private mutating func removeAttributes() {
        attributes.removeAll()
        areAttributesInDoubt = false
    }

    // MARK: What it has

    /// The number of attributes.
    @inline(__always)
    var attributeCount: Int { attributes.count }

    mutating func countDeclaration() {
        declarationCount &+= 1
    }

    /// Adds an attribute; its prefix may be empty.
    mutating func append(_ prefix: ByteText, _ local: ByteText) throws(CodecError) {
        if prefix.count > 0 { areAttributesInDoubt = true }
        compare(ShortWord.of(local))
        guard attributes.append(prefix: prefix, local: local) else { throw .outOfMemory }
    }

    /// Writes the name of an attribute as text of a record, and at once where `append` expects it.
    @inline(__always)
    mutating func write(_ name: some CommonName, to record: inout CommonRecord) throws(CodecError) {
        // The room that this makes is for a stride twice after the name, too.
        guard let place = unsafe attributes.reserve(ShortName.maxCount) else { throw .outOfMemory }
        unsafe record.append(name, copyingTo: place)
    }

    /// Adds an attribute whose name `write` has written last.
    @inline(__always)
    mutating func append(_ name: some CommonName, isPrefixInDoubt: Bool) {
        if isPrefixInDoubt { areAttributesInDoubt = true }
        compare(name.beginning)
        attributes.extend(name.count, prefixCount: name.prefixCount)
    }

    /// Compares the beginning of a new name with those before it.
    @inline(__always)
    private mutating func compare(_ beginning: UInt64) {
        let count = attributes.count
        guard count >= 0, count < XMLAttributeNames.maxCompared else {
            areAttributesInDoubt = true
            return
        }
        for index in 0..<count {
            if beginnings[index] == beginning { areAttributesInDoubt = true }
        }
        beginnings[count] = beginning
    }

    // MARK: Its end

    /// Ends the tag, all of whose attributes and declarations are there, and judges it, at length only if it must be.
    @inline(__always)
    mutating func end(_ elements: inout OpenElements) throws(CodecError) {
        isOpen = false
        if isPrefixInDoubt || areAttributesInDoubt { try judge(&elements) }
        removeAttributes()
    }

    /// Out of line: few tags come here, and the others are to stay short.
    @inline(never)
    private mutating func judge(_ elements: inout OpenElements) throws(CodecError) {
        guard !isPrefixInDoubt || elements.declaresPrefixOfInnermost() else {
            throw .invalidFormat("the prefix of an element is not declared").at(.offset(position))
        }
        guard areAttributesInDoubt else { return }
        switch elements.fault(of: &attributes) {
        case .undeclaredPrefix: throw .invalidFormat("the prefix of an attribute is not declared").at(.offset(position))
        case .duplicate: throw .invalidFormat("an element has the same attribute twice").at(.offset(position))
        case .outOfMemory: throw .outOfMemory
        case nil: break
        }
    }
}
