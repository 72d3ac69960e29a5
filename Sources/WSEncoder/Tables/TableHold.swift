/// A reference to a table, given up when this ends.
///
/// Safe because the table cannot end before.
@safe
struct TableHold: ~Copyable {
    private let object: TableObject

    /// Takes over the caller's reference.
    init(taking object: UnsafeMutableRawPointer) {
        self.object = unsafe TableObject(object)
    }

    /// Adds a reference to those of others.
    init(_ object: UnsafeMutableRawPointer) {
        self.object = unsafe TableObject(object)
        self.object.retain()
    }

    deinit {
        object.release()
    }
}
