internal import Bytes
internal import CWSEncoder

/// A pointer to a value that outlives every use of the pointer.
///
/// Safe because whoever makes one promises just that: the initialisers take a pointer, which makes each call of them unsafe.
@safe
struct Reference<Value: ~Copyable>: BitwiseCopyable {
    let pointer: UnsafeMutablePointer<Value>

    /// `pointer` is that of an initialised value, which lasts as long as the reference is used.
    @inline(__always)
    init(_ pointer: UnsafeMutablePointer<Value>) {
        unsafe self.pointer = pointer
    }

    /// The same for an address from C; nil for NULL.
    @inline(__always)
    init?(_ address: UnsafeMutableRawPointer?) {
        guard let address = unsafe address else { return nil }
        unsafe pointer = address.assumingMemoryBound(to: Value.self)
    }

    var value: Value {
        @inline(__always) unsafeAddress { unsafe UnsafePointer(pointer) }
        @inline(__always) nonmutating unsafeMutableAddress { unsafe pointer }
    }

    /// The address as a word, which is what calls pass on.
    var word: UInt { unsafe UInt(bitPattern: pointer) }
}

extension Reference where Value: ~Copyable {
    /// A reference to the object that a handle of the public headers names; nil for NULL.
    init?(_ handle: OpaquePointer?) {
        unsafe self.init(UnsafeMutableRawPointer(handle))
    }

    /// Moves a value to newly allocated memory.
    init(allocating value: consuming Value) throws(OutOfMemory) {
        let pointer = try unsafe Memory.allocate(Value.self)
        unsafe pointer.initialize(to: value)
        unsafe self.init(pointer)
    }

    /// Ends the value and frees the memory that `init(allocating:)` allocated. No copy of the reference may be used any more.
    @unsafe
    func deallocate() {
        unsafe pointer.deinitialize(count: 1)
        unsafe Memory.free(pointer)
    }
}

/// Lends a value to `body`, which must not keep the reference.
@inline(__always)
func lend<Value: ~Copyable, Result, Failure: Error>(
    _ value: inout Value, to body: (Reference<Value>) throws(Failure) -> Result
) throws(Failure) -> Result {
    try unsafe withUnsafeMutablePointer(to: &value) { (place) throws(Failure) in try unsafe body(Reference(place)) }
}

extension InstanceMemory where State: ~Copyable, Cell: ~Copyable {
    /// The header, which lasts as long as the memory.
    var headerReference: Reference<OperationHeader> { unsafe Reference(header) }

    /// The cell, which lasts as long as the memory.
    var cellReference: Reference<Cell> { unsafe Reference(cell) }
}
