internal import Bytes
internal import CodecKit
internal import XMLText

/// The elements that are open, each with its name and the namespaces that were declared when it began.
struct OpenElements: ~Copyable {
    /// An element that is open.
    struct Element: BitwiseCopyable {
        /// Where its name begins among all of them.
        fileprivate var nameStart: Int
        /// The length of its name, prefix and colon included.
        let nameCount: Int
        fileprivate let prefixCount: Int
        /// The number of declarations in force outside of it.
        fileprivate let outerDeclarationCount: Int
    }

    private var elements = GrowableBuffer<Element>()
    /// The memory of the names, of which the first `namesCount` bytes are in use.
    private var names = GrowableBuffer<UInt8>()
    private var namesCount = 0
    private var namespaces: XMLNamespaces
    /// Begins anew whenever a prefix may stand for something else.
    private(set) var epoch: UInt64 = 1

    init(_ hash: KeyedHash) throws(CodecError) {
        namespaces = XMLNamespaces(hash)
        guard names.reserve(1024), namespaces.reset() else { throw .outOfMemory }
    }

    /// The number of open elements.
    @inline(__always)
    var count: Int { elements.count }

    /// The element that began last; there is one.
    @inline(__always)
    var innermost: Element { elements[elements.count &- 1] }

    /// The name of an element, with its prefix. A stride can be read from where it begins.
    @inline(__always)
    func name(of element: Element) -> ByteText {
        names.text(element.nameStart, element.nameCount)
    }

    /// Closes all elements.
    mutating func removeAll() throws(CodecError) {
        elements.removeAll()
        namesCount = 0
        epoch &+= 1
        guard namespaces.reset() else { throw .outOfMemory }
    }

    /// Opens an element.
    mutating func push(_ prefix: ByteText, _ local: ByteText) throws(CodecError) {
        let room = prefix.count &+ 1 &+ local.count &+ TextWriter.stride
        guard elements.reserve(additional: 1), names.reserve(namesCount &+ room) else { throw .outOfMemory }
        var writer = unsafe TextWriter(names.base + namesCount, count: room)
        if prefix.count > 0 {
            writer.append(prefix)
            writer.append(UInt8(ascii: ":"))
        }
        writer.append(local)
        append(nameCount: room &- writer.room, prefixCount: prefix.count)
    }

    /// Adds an element whose name is written after the others.
    @inline(__always)
    private mutating func append(nameCount: Int, prefixCount: Int) {
        elements.appendReserved(
            Element(
                nameStart: namesCount, nameCount: nameCount, prefixCount: prefixCount,
                outerDeclarationCount: namespaces.count))
        namesCount &+= nameCount
    }

    /// Opens an element, and writes its name as text of a record as well.
    @inline(__always)
    mutating func push(_ name: some CommonName, writingTo record: inout CommonRecord) throws(CodecError) {
        guard names.reserve(namesCount &+ ShortName.maxStored), elements.reserve(additional: 1) else { throw .outOfMemory }
        unsafe record.append(name, copyingTo: names.base + namesCount)
        append(nameCount: name.count, prefixCount: name.prefixCount)
    }

    /// Closes the innermost element, which is this one.
    @inline(__always)
    mutating func pop(_ element: Element) {
        namesCount = element.nameStart
        if namespaces.count > element.outerDeclarationCount { dropDeclarations(element.outerDeclarationCount) }
        elements.removeLast()
    }

    @inline(never)
    private mutating func dropDeclarations(_ outerCount: Int) {
        namespaces.truncate(outerCount)
        epoch &+= 1
    }

    // MARK: Namespaces

    /// Declares a prefix, or the default namespace if it is empty, in the innermost element.
    mutating func declare(_ prefix: ByteText, _ namespace: ByteText) throws(CodecError) {
        epoch &+= 1
        _ = try namespaces.declare(prefix: prefix, namespace: namespace, mark: innermost.outerDeclarationCount)
    }

    /// Whether a prefix of up to seven bytes, as a number, is certain to be declared.
    @inline(__always)
    func knows(_ prefix: UInt64) -> Bool { namespaces.knows(prefix) }

    /// Whether the prefix of the innermost element is declared.
    mutating func declaresPrefixOfInnermost() -> Bool {
        let element = innermost
        return namespaces.find(name(of: element).prefix(element.prefixCount)) != nil
    }

    /// What is wrong with the names of attributes of the innermost element; nil if nothing is.
    mutating func fault(of names: inout XMLAttributeNames) -> XMLAttributeNames.Fault? {
        names.fault(in: &namespaces)
    }
}
