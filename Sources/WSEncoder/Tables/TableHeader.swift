internal import Bytes
internal import CWSEncoder
internal import Synchronization

/// What every object that a table's createContext names begins with: shared by the table and all its instances, freed with the
/// last of them.
struct TableHeader: ~Copyable {
    /// What the object is.
    enum Kind: UInt8 {
        /// A codec of this library, or several in a row: `CodecTable`.
        case codec
        /// Functions that are not this library's, or another calling convention: `AdapterTable`.
        case adapter
        /// CodecLinks that pass one another bytes by callbacks: `ChainTable`.
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
        let header = unsafe object.assumingMemoryBound(to: TableHeader.self)
        unsafe header.pointee.references.wrappingAdd(1, ordering: .relaxed)
    }

    static func release(_ object: UnsafeMutableRawPointer) {
        let header = unsafe object.assumingMemoryBound(to: TableHeader.self)
        let left = unsafe header.pointee.references.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue
        guard left == 0 else { return }
        switch unsafe header.pointee.kind {
        case .codec: unsafe object.assumingMemoryBound(to: CodecTable.self).deinitialize(count: 1)
        case .adapter: unsafe object.assumingMemoryBound(to: AdapterTable.self).deinitialize(count: 1)
        case .chain: unsafe object.assumingMemoryBound(to: ChainTable.self).deinitialize(count: 1)
        }
        unsafe Memory.free(object)
    }

    /// Whether an object that a host gives as a createContext is of this kind and direction.
    static func isHeader(_ object: UnsafeMutableRawPointer, of kind: Kind, _ direction: Direction) -> Bool {
        let header = unsafe object.assumingMemoryBound(to: TableHeader.self)
        return unsafe header.pointee.kind == kind && header.pointee.direction == direction
    }
}
