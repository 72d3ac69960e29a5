internal import Bytes
internal import CWSEncoder
internal import Synchronization

/// The memory of an instance of a chain.
@safe
struct ChainState: ~Copyable {
    var hostCompletion = HostCompletion()
    let table: UnsafeMutablePointer<ChainTable>
    let count: Int
    /// The cells of the links.
    private let cells: UnsafeMutableRawPointer
    /// How many links have an instance so far, from the last one on.
    var created = 0
    /// What keeps the memory: the chain itself, and the call of each link, outstanding or not.
    let holds: Atomic<Int>

    /// The host's sink or source.
    let sink: ForeignFunction
    let sinkContext: UnsafeMutableRawPointer?
    /// The host's sink or source has failed, and not a link.
    var hasSinkFailed = false
    /// The link that failed first; nil if that is not known.
    var failedLink: Int?

    var phase: MessagePhase
    var outcome: MessageOutcome
    /// The messages that were lost so far. The links compare it from one message to the next; it may wrap around.
    private(set) var lossCount: UInt32 = 0
    var contentType = WideString()
    var contentEncoding = WideString()
    /// Of a decoder's message: the bytes that the host's source has given, and those that the host was given.
    var received: UInt64 = 0
    var produced: UInt64 = 0

    /// The call under way, as the host made it, and the link that is its next.
    var step = Callback.Role.start
    var arguments = CallArguments(0)
    var index = 0
    /// How many bytes the first link was asked for, and whether for a byte beyond the limits.
    var asked: UInt = 0
    var isBeyond = false

    /// `chain`: the address that the chain is known by.
    init(
        _ table: UnsafeMutablePointer<ChainTable>, _ sink: UnsafeMutableRawPointer, _ sinkContext: UnsafeMutableRawPointer?,
        of chain: UnsafeMutableRawPointer
    ) throws(OutOfMemory) {
        unsafe cells = try Memory.allocate(byteCount: table.pointee.count &* ChainLink.stride)
        unsafe self.table = table
        count = unsafe table.pointee.count
        holds = unsafe Atomic(table.pointee.count &+ 1)
        self.sink = unsafe ForeignFunction(sink, .native)
        unsafe self.sinkContext = sinkContext
        phase = unsafe MessagePhase(table.pointee.direction)
        outcome = unsafe MessageOutcome(table.pointee.direction)
        unsafe outcome.findChain(behind: sink, sinkContext)
        unsafe TableHeader.retain(table)
        for index in 0..<count { unsafe self[index].initialize(to: ChainLink(chain, index)) }
    }

    deinit {
        for index in 0..<count { unsafe self[index].deinitialize(count: 1) }
        unsafe Memory.free(cells)
        unsafe TableHeader.release(table)
    }

    /// A message begins.
    mutating func beginMessage() {
        if outcome.settle() == .lost { lossCount &+= 1 }
        received = 0
        produced = 0
        for index in 0..<count { unsafe self[index].pointee.isDrained = false }
    }

    /// The cell of a link.
    subscript(index: Int) -> UnsafeMutablePointer<ChainLink> {
        let within = min(max(index, 0), count &- 1)
        return unsafe cells.advanced(by: within &* ChainLink.stride).assumingMemoryBound(to: ChainLink.self)
    }
}
