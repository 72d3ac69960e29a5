internal import Bytes
internal import CWSEncoder
internal import Synchronization

/// The memory of an instance of a chain.
struct ChainState: ~Copyable {
    let table: Reference<ChainTable>
    private let hold: TableHold
    let links: ChainLinks
    /// How many links have an instance so far, counted from the last one.
    var created = 0
    /// How many of those that need the memory are left: the chain itself, and one for the outstanding call of each link.
    let holds: Atomic<Int>

    /// The host's sink or source.
    let sink: BoundCallback

    var phase: MessagePhase
    var outcome: MessageOutcome
    var contentType = WideString()
    var contentEncoding = WideString()
    /// Of a decoder: how much it has read from the host's source, and returned to the host.
    var budget: DecodingBudget

    /// The host's call that is under way.
    private(set) var call: TableCall
    /// How many calls the chain has made for it.
    var callCount = 0
    /// What has failed in it.
    var blame = Blame.nobody
    /// How many bytes the link was asked for, and whether only to see if the message exceeds the limits.
    var asked: ULONG = 0
    var asksBeyondLimit = false

    /// Who has failed first.
    enum Blame {
        case nobody
        /// The host's sink or source.
        case sink
        case link(Int)

        mutating func note(_ other: Blame) {
            if case .nobody = self { self = other }
        }

        var isOnSink: Bool { if case .sink = self { true } else { false } }

        var link: Int? { if case .link(let index) = self { index } else { nil } }
    }

    init(_ table: Reference<ChainTable>, _ sink: BoundCallback, of chain: Chain) throws(OutOfMemory) {
        self.table = table
        self.sink = sink
        let direction = table.value.direction
        hold = TableHold(table.object)
        links = try ChainLinks(table.value.count, of: chain)
        holds = Atomic(table.value.count &+ 1)
        budget = DecodingBudget(table.value.limits)
        phase = MessagePhase(direction)
        outcome = MessageOutcome(direction)
        call = TableCall(.start, direction, .none)
        outcome.findChain(of: sink)
    }

    mutating func beginMessage() {
        let isLost = outcome.takeVerdict() == .lost
        budget.beginMessage()
        for index in 0..<links.count {
            // An encoder that had not begun the message has lost nothing; a decoder has lost even what never reached it.
            if isLost && (links[index].value.hasBegun || call.direction == .decoder) { links[index].value.lossCount &+= 1 }
            links[index].value.hasBegun = false
            links[index].value.isDrained = false
        }
    }

    mutating func begin(_ call: TableCall) {
        self.call = call
        callCount = 0
        blame = .nobody
    }
}
