internal import Bytes

/// A pointer to a value that outlives every use of the pointer.
///
/// Safe because whoever makes one promises just that: the initialiser takes a pointer, which makes each call of it an unsafe one.
@safe
struct Reference<Value: ~Copyable>: BitwiseCopyable {
    let pointer: UnsafeMutablePointer<Value>

    /// `pointer` is that of an initialised value, which lasts as long as the reference is used.
    @inline(__always)
    init(_ pointer: UnsafeMutablePointer<Value>) {
        unsafe self.pointer = pointer
    }

    /// The same for an address that C gave; nil for NULL.
    @inline(__always)
    init?(_ address: UnsafeMutableRawPointer?) {
        guard let address = unsafe address else { return nil }
        unsafe pointer = address.assumingMemoryBound(to: Value.self)
    }

    /// Puts a value in memory of its own, to be destroyed by `destroy`.
    static func make(_ value: consuming Value) throws(OutOfMemory) -> Reference {
        let pointer = try unsafe Memory.allocate(Value.self)
        unsafe pointer.initialize(to: value)
        return unsafe Reference(pointer)
    }

    /// Destroys what `make` made. No copy of the reference is used any more.
    @unsafe
    func destroy() {
        unsafe pointer.deinitialize(count: 1)
        unsafe Memory.free(pointer)
    }

    var value: Value {
        @inline(__always) unsafeAddress { unsafe UnsafePointer(pointer) }
        @inline(__always) nonmutating unsafeMutableAddress { unsafe pointer }
    }

    /// The address as a word, which is what calls pass on.
    var word: UInt { unsafe UInt(bitPattern: pointer) }
}

extension InstanceMemory where State: ~Copyable, Cell: ~Copyable {
    var handoffReference: Reference<Handoff> { unsafe Reference(handoff) }

    /// The cell, which is for the other side of an outside call.
    var cellReference: Reference<Cell> { unsafe Reference(cell) }
}
