/// A reference to a table, given up when this ends.
struct TableHold: ~Copyable {
    private let object: TableObject

    /// Takes over the caller's reference.
    init(taking object: TableObject) {
        self.object = object
    }

    /// Adds a reference to those of others.
    init(_ object: TableObject) {
        self.object = object
        object.retain()
    }

    deinit {
        object.release()
    }
}
