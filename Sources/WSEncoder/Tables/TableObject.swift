/// The object that a table's createContext points to.
///
/// Safe because its address comes from `Reference` or, as a createContext, from a host, which promises that it has not freed
/// the table.
@safe
struct TableObject: BitwiseCopyable {
    let address: UnsafeMutableRawPointer

    /// `address` is that of an object that begins with a `TableHeader` and outlives the use of this value.
    init(_ address: UnsafeMutableRawPointer) {
        unsafe self.address = address
    }

    /// The object that a host's createContext names; nil if there is none, or it is of another kind or direction.
    @inline(__always)
    init?(_ createContext: UnsafeMutableRawPointer?, _ kind: TableHeader.Kind, _ direction: Direction) {
        guard let address = unsafe createContext else { return nil }
        unsafe self.address = address
        guard self.kind == kind && self.direction == direction else { return nil }
    }

    private var header: Reference<TableHeader> { unsafe Reference(address.assumingMemoryBound(to: TableHeader.self)) }

    var kind: TableHeader.Kind { header.value.kind }

    var direction: Direction { header.value.direction }

    /// The object as a table of codecs; nil if it is of another kind.
    var codecTable: Reference<CodecTable>? { kind == .codec ? unsafe Reference(address) : nil }

    /// The object as the table of an adapter; nil if it is of another kind.
    var adapterTable: Reference<AdapterTable>? { kind == .adapter ? unsafe Reference(address) : nil }

    /// The object as the table of a chain; nil if it is of another kind.
    var chainTable: Reference<ChainTable>? { kind == .chain ? unsafe Reference(address) : nil }

    func retain() { header.value.retain() }

    /// Gives up a reference; the last frees the object.
    func release() {
        guard header.value.giveUp() else { return }
        switch kind {
        case .codec: unsafe codecTable?.deallocate()
        case .adapter: unsafe adapterTable?.deallocate()
        case .chain: unsafe chainTable?.deallocate()
        }
    }
}

extension Reference where Value == AdapterTable {
    /// The table as what a createContext names.
    var object: TableObject { unsafe TableObject(pointer) }
}

extension Reference where Value == ChainTable {
    /// The table as what a createContext names.
    var object: TableObject { unsafe TableObject(pointer) }
}
