internal import Bytes

/// The memory of one object: its header, its state, and a cell whose address is passed to C.
///
/// They lie side by side in one block and are never part of one another, since they are used at different times: the handoff in
/// the header by any thread at any time, the cell by the other side of an outside call, and the rest only by whoever works on
/// the object.
///
/// Safe because whoever makes one from an address promises that `init(cell:)` has allocated it for the same types, and that it
/// has not been freed.
@safe
struct InstanceMemory<State: ~Copyable, Cell: ~Copyable> {
    /// The address that others know the object by.
    let address: UnsafeMutableRawPointer

    /// The address with the number of a call.
    func tagged(_ call: UInt64) -> TaggedAddress { unsafe TaggedAddress(address, call: call) }

    /// The memory at an address that `address` returned; nil for nil.
    init?(_ address: UnsafeMutableRawPointer?) {
        guard let address = unsafe address else { return nil }
        unsafe self.address = address
    }

    /// Allocates the memory, for a host of this calling convention. The state is not initialised yet.
    init(
        cell: consuming Cell, _ convention: CallingConvention = .native, _ kind: OperationHeader.Kind = .other
    ) throws(OutOfMemory) {
        unsafe address = try Memory.allocate(byteCount: Self.cellOffset &+ MemoryLayout<Cell>.stride)
        unsafe header.initialize(to: OperationHeader(hostCompletion: HostCompletion(convention), kind: kind))
        unsafe self.cell.initialize(to: cell)
    }

    /// Gives the memory its state, once.
    func initialize(_ state: consuming State) {
        unsafe self.state.initialize(to: state)
    }

    /// The address as a word, which is what hosts and calls pass on.
    var word: UInt { unsafe UInt(address) }

    /// Frees the memory, whose state is not initialised or has been deinitialised. Nobody may know its address any more.
    @unsafe
    func deallocate() {
        unsafe header.deinitialize(count: 1)
        unsafe cell.deinitialize(count: 1)
        unsafe Memory.free(address)
    }

    /// Ends the state and frees the memory. Nobody may know its address any more.
    @unsafe
    func destroy() {
        unsafe state.deinitialize(count: 1)
        unsafe deallocate()
    }

    var header: UnsafeMutablePointer<OperationHeader> { unsafe address.assumingMemoryBound(to: OperationHeader.self) }

    var state: UnsafeMutablePointer<State> {
        unsafe address.advanced(by: Self.stateOffset).assumingMemoryBound(to: State.self)
    }

    var cell: UnsafeMutablePointer<Cell> {
        unsafe address.advanced(by: Self.cellOffset).assumingMemoryBound(to: Cell.self)
    }

    private static var stateOffset: Int { aligned(MemoryLayout<OperationHeader>.stride) }
    private static var cellOffset: Int { stateOffset &+ aligned(MemoryLayout<State>.stride) }

    /// The next multiple of the alignment of what `malloc` returns.
    private static func aligned(_ offset: Int) -> Int { (offset &+ 15) & ~15 }
}
