internal import Bytes
internal import CWSEncoder

/// A link of a chain. The address of its cell is the context of its sink or source.
struct ChainLink: ~Copyable {
    /// What a link has asked of its sink or source.
    struct Request: BitwiseCopyable {
        var error = ErrorHandle.none
        /// Of a decoder: how many bytes there is room for, and where the link wants to be told how many came.
        var room: UInt = 0
        var lengthPlace: Reference<ULONG>?
    }

    /// The outstanding call of its sink or source. The first property, so that its address is that of the cell.
    var outgoingCall = OutgoingCall()
    let chain: Chain
    let index: Int
    /// The link's instance, as a word.
    var instance: UInt = 0
    var request = Request()
    /// Whether the link has begun the message under way: its Start has been called.
    var hasBegun = false
    /// How many of the link's messages were lost so far. Its codecs compare the number from one message to the next; it may
    /// wrap around.
    var lossCount: UInt32 = 0
    /// The source has returned 0 bytes: the message ends there.
    var isDrained = false

    init(_ chain: Chain, _ index: Int) {
        self.chain = chain
        self.index = index
    }

    var isLast: Bool { index &+ 1 == chain.state.links.count }
}

extension Reference<ChainLink> {
    var outgoingCall: Reference<OutgoingCall> {
        unsafe Reference<OutgoingCall>(UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: OutgoingCall.self))
    }
}

/// The cells of the links of a chain, in memory of their own.
@safe
struct ChainLinks: ~Copyable {
    let count: Int
    private let cells: UnsafeMutableRawPointer

    /// From one cell to the next: a multiple of 16, so that an address has room for the number of a call in its low bits.
    private static var stride: Int { (MemoryLayout<ChainLink>.stride &+ 15) & ~15 }

    init(_ count: Int, of chain: Chain) throws(OutOfMemory) {
        self.count = count
        unsafe cells = try Memory.allocate(byteCount: count &* Self.stride)
        for index in 0..<count { unsafe self[index].pointer.initialize(to: ChainLink(chain, index)) }
    }

    deinit {
        for index in 0..<count { unsafe self[index].pointer.deinitialize(count: 1) }
        unsafe Memory.free(cells)
    }

    /// The link at an index, which is taken for the nearest one there is.
    subscript(index: Int) -> Reference<ChainLink> {
        let nearest = min(max(index, 0), count &- 1)
        return unsafe Reference(cells.advanced(by: nearest &* Self.stride).assumingMemoryBound(to: ChainLink.self))
    }
}
