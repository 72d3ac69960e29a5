/// A reference to a table, given up when this ends.
///
/// Safe because the table cannot end before.
@safe
struct TableHold: ~Copyable {
    private let object: UnsafeMutableRawPointer

    /// Takes over the caller's reference.
    init(taking object: UnsafeMutableRawPointer) {
        unsafe self.object = object
    }

    /// Adds a reference to those of others.
    init(_ object: UnsafeMutableRawPointer) {
        unsafe TableHeader.retain(object)
        unsafe self.object = object
    }

    deinit {
        unsafe TableHeader.release(object)
    }
}
