internal import Bytes
internal import CWSEncoder
internal import Synchronization

/// The beginning of every object that a table's createContext names. The table and all its instances share the object, and the
/// last of them frees it.
struct TableHeader: ~Copyable {
    /// What the object is.
    enum Kind: UInt8 {
        /// `CodecTable`: a codec of this library, or several that work as one.
        case codec
        /// `AdapterTable`: functions that are not this library's, or are called in another calling convention.
        case adapter
        /// `ChainTable`: tables that pass one another bytes by callbacks.
        case chain
    }

    private let references = Atomic<Int>(1)
    let kind: Kind
    let direction: Direction

    init(_ kind: Kind, _ direction: Direction) {
        self.kind = kind
        self.direction = direction
    }

    static func retain(_ object: UnsafeMutableRawPointer) {
        let header = unsafe Reference(object.assumingMemoryBound(to: TableHeader.self))
        header.value.references.wrappingAdd(1, ordering: .relaxed)
    }

    /// Gives up a reference; the last frees the object.
    static func release(_ object: UnsafeMutableRawPointer) {
        let header = unsafe Reference(object.assumingMemoryBound(to: TableHeader.self))
        let left = header.value.references.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue
        guard left == 0 else { return }
        let object = unsafe TableObject(object)
        switch header.value.kind {
        case .codec: object.codecTable.deallocate()
        case .adapter: object.adapterTable.deallocate()
        case .chain: object.chainTable.deallocate()
        }
    }

    /// Whether a createContext that a host passed names an object of this kind and direction.
    static func isHeader(_ object: UnsafeMutableRawPointer, of kind: Kind, _ direction: Direction) -> Bool {
        let header = unsafe Reference(object.assumingMemoryBound(to: TableHeader.self))
        return header.value.kind == kind && header.value.direction == direction
    }
}
