internal import Bytes
internal import CWSEncoder

/// The memory of an instance of a chain.
@safe
struct ChainState: ~Copyable {
    var flight = Flight()
    let table: UnsafeMutablePointer<ChainTable>
    let count: Int
    /// The instances of the links, and how many there are so far, from the last link on.
    private var instances = InlineArray<8, UInt>(repeating: 0)
    var created = 0
    /// The asynchronous contexts that the links gave to what is behind them.
    private var pending = unsafe InlineArray<8, WS_ASYNC_CONTEXT>(repeating: WS_ASYNC_CONTEXT())

    /// The host's sink or source.
    let sink: ForeignFunction
    let sinkContext: UnsafeMutableRawPointer?
    /// The call of it that is outstanding, if it may complete later.
    let sinkCall = SinkCall()
    /// The host's sink or source has failed, and not a link.
    var hasSinkFailed = false
    /// The link that failed first; nil if that is not known.
    var failedLink: Int?

    var phase: AdapterPhase
    var contentType = WideString()
    var contentEncoding = WideString()

    /// The call under way, as the host made it, and the link that is its next.
    var step = Callback.Step.start
    var words = Words(0)
    var index = 0

    init(
        _ table: UnsafeMutablePointer<ChainTable>, _ sink: UnsafeMutableRawPointer, _ sinkContext: UnsafeMutableRawPointer?
    ) {
        unsafe self.table = table
        count = unsafe table.pointee.count
        self.sink = unsafe ForeignFunction(sink, .native)
        unsafe self.sinkContext = sinkContext
        phase = unsafe AdapterPhase(table.pointee.direction)
        unsafe TableHeader.retain(table)
    }

    deinit {
        unsafe TableHeader.release(table)
    }

    /// The instance of a link, as a word.
    subscript(instance index: Int) -> UInt {
        get { index >= 0 && index < count ? instances[index] : 0 }
        set { if index >= 0 && index < count { instances[index] = newValue } }
    }

    subscript(pending index: Int) -> WS_ASYNC_CONTEXT {
        get { unsafe index >= 0 && index < count ? pending[index] : WS_ASYNC_CONTEXT() }
        set { if index >= 0 && index < count { unsafe pending[index] = newValue } }
    }
}
