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

    /// Adds a reference.
    func retain() {
        references.wrappingAdd(1, ordering: .relaxed)
    }

    /// Gives up a reference. Returns whether it was the last. Releases this thread's use to the last one, which acquires all.
    func giveUp() -> Bool {
        references.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0
    }
}
