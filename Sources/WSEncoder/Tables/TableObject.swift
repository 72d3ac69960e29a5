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

    /// The object as a table of codecs, which it is by its kind.
    var codecTable: Reference<CodecTable> { unsafe Reference(address.assumingMemoryBound(to: CodecTable.self)) }

    /// The object as the table of an adapter, which it is by its kind.
    var adapterTable: Reference<AdapterTable> { unsafe Reference(address.assumingMemoryBound(to: AdapterTable.self)) }

    /// The object as the table of a chain, which it is by its kind.
    var chainTable: Reference<ChainTable> { unsafe Reference(address.assumingMemoryBound(to: ChainTable.self)) }

    func retain() { header.value.retain() }

    /// Gives up a reference; the last frees the object.
    func release() {
        guard header.value.giveUp() else { return }
        switch kind {
        case .codec: codecTable.deallocate()
        case .adapter: adapterTable.deallocate()
        case .chain: chainTable.deallocate()
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
