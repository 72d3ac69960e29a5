internal import Bytes
internal import CodecKit
internal import XMLText

/// The prefixes that are declared where the decoder is.
@safe
struct NamespaceScope: ~Copyable {
    var namespaces: XMLNamespaces

    init(_ hash: KeyedHash) throws(CodecError) {
        namespaces = XMLNamespaces(hash)
        try reset()
    }

    /// What to return to when an element ends.
    @inline(__always)
    var mark: Int { namespaces.count }

    /// Forgets what was declared since `mark`.
    @inline(__always)
    mutating func restore(_ mark: Int) {
        if self.mark > mark { namespaces.truncate(mark) }
    }

    /// Forgets all that a message has declared.
    mutating func reset() throws(CodecError) {
        guard namespaces.reset() else { throw .outOfMemory }
    }

    /// Declares a prefix, or the default namespace with an empty one, in the element whose declarations begin at `mark`.
    mutating func declare(
        _ prefix: UnsafeBufferPointer<UInt8>, _ namespace: UnsafeBufferPointer<UInt8>, since mark: Int
    ) throws(XMLTextError) {
        _ = try unsafe namespaces.declare(prefix: prefix, namespace: namespace, mark: mark)
    }

    /// Whether a short prefix, as a number, is known to be declared; one that is may not be known.
    @inline(__always)
    func knows(_ word: UInt64) -> Bool { namespaces.knows(word) }

    /// Whether there is a namespace for a prefix, which is not empty.
    mutating func declares(_ prefix: UnsafeBufferPointer<UInt8>) -> Bool {
        unsafe namespaces.find(prefix) != nil
    }
}
