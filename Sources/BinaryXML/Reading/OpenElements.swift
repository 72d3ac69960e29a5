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
    private var names = GrowableBuffer<UInt8>()
    private var namespaces: XMLNamespaces

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
    func name(of element: Element) -> ByteText { names.text(element.nameStart, element.nameCount) }

    /// Closes all elements.
    mutating func removeAll() throws(CodecError) {
        elements.removeAll()
        names.removeAll()
        guard namespaces.reset() else { throw .outOfMemory }
    }

    /// Opens an element.
    mutating func push(_ prefix: ByteText, _ local: ByteText) throws(CodecError) {
        let start = names.count
        guard elements.reserve(additional: 1),
            names.reserve(additional: prefix.count &+ 1 &+ local.count &+ TextWriter.stride)
        else { throw .outOfMemory }
        if prefix.count > 0 {
            guard names.append(prefix), names.append(UInt8(ascii: ":")) else { throw .outOfMemory }
        }
        guard names.append(local) else { throw .outOfMemory }
        elements.appendReserved(
            Element(
                nameStart: start, nameCount: names.count &- start, prefixCount: prefix.count,
                outerDeclarationCount: namespaces.count))
    }

    /// Opens an element, and writes its name as text of a record as well.
    @inline(__always)
    mutating func push(_ name: ShortName, writingTo record: inout CommonRecord) throws(CodecError) {
        guard names.reserve(additional: ShortName.maxStored), elements.reserve(additional: 1) else { throw .outOfMemory }
        let start = names.count
        unsafe record.append(name, copyingTo: names.base + start)
        names.extend(by: name.count)
        elements.appendReserved(
            Element(
                nameStart: start, nameCount: name.count, prefixCount: name.prefix.count,
                outerDeclarationCount: namespaces.count))
    }

    /// Closes the innermost element, which is this one.
    @inline(__always)
    mutating func pop(_ element: Element) {
        names.truncate(to: element.nameStart)
        if namespaces.count > element.outerDeclarationCount { namespaces.truncate(element.outerDeclarationCount) }
        elements.truncate(to: elements.count &- 1)
    }

    // MARK: Namespaces

    /// Declares a prefix, or the default namespace if it is empty, in the innermost element.
    mutating func declare(_ prefix: ByteText, _ namespace: ByteText) throws(XMLTextError) {
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
    mutating func fault(of names: inout XMLAttributeNames) throws(CodecError) -> XMLAttributeNames.Fault? {
        do throws(OutOfMemory) {
            return try names.fault(in: &namespaces)
        } catch {
            throw .outOfMemory
        }
    }
}
