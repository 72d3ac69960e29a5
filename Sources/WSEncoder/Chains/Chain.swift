internal import Bytes
internal import CWSEncoder
internal import Synchronization

/// An instance of a chain: an instance of each link, each with the next one as its sink or source, and the last with the
/// host's.
struct Chain: BitwiseCopyable {
    let memory: InstanceMemory<ChainState, Incoming>

    var state: ChainState {
        unsafeAddress { unsafe UnsafePointer(memory.state) }
        nonmutating unsafeMutableAddress { unsafe memory.state }
    }

    /// What the first link of a decoder writes to.
    var incoming: Reference<Incoming> { memory.cellReference }

    /// `context` is NULL or an instance of a chain that has not been freed.
    init?(_ context: UnsafeMutableRawPointer?) {
        guard let memory = unsafe InstanceMemory<ChainState, Incoming>(context) else { return nil }
        self.memory = memory
    }

    private init(_ table: Reference<ChainTable>, _ sink: BoundCallback) throws(OutOfMemory) {
        memory = try InstanceMemory(cell: Incoming(), .native, .chain)
        do throws(OutOfMemory) {
            try memory.initialize(ChainState(table, sink, of: self))
        } catch {
            unsafe memory.deallocate()
            throw error
        }
    }

    var subject: Subject { state.table.value.subject }

    var direction: Direction { state.table.value.direction }

    // MARK: Create and free

    static func create(_ direction: Direction, _ arguments: CallArguments) -> HRESULT {
        let error = arguments.error(.ppppp)
        guard let table = Reference<ChainTable>(createContextOf: arguments, direction),
            let sink = arguments.sink(.native, of: direction), let place = arguments.instancePlace
        else {
            return error.about(.codec(ByteText("chain"), direction)).fail(
                E_INVALIDARG, "createContext is not that of a chain, or the callback or the place for the instance is NULL")
        }
        do throws(OutOfMemory) {
            let chain = try Chain(table, sink)
            let result = chain.createLinks(error)
            guard !result.isFailure else {
                chain.free()
                return result
            }
            place.value = chain.memory.word
            return S_OK
        } catch _ {
            return error.about(table.value.subject).failForMemory()
        }
    }

    /// Creates the links from the last one on, so that each finds the one that it passes bytes to.
    private func createLinks(_ error: ErrorHandle) -> HRESULT {
        let count = state.links.count
        for position in 0..<count {
            let index = count &- 1 &- position
            guard let link = state.table.value[index] else { return WS_E_INVALID_OPERATION }
            let result = link.create(state.links[index], direction, error)
            if result.isFailure { return reportFailure(result, of: index, error) }
            state.created &+= 1
            if index > 0 && direction == .decoder { link.allowReadingAhead(state.links[index]) }
        }
        return S_OK
    }

    func destroy() {
        // Relaxed, since `release` below gives up one more for this thread, and releases what came before.
        for index in 0..<state.links.count {
            if state.links[index].outgoingCall.value.free() { state.holds.subtract(1, ordering: .relaxed) }
        }
        release()
    }

    /// Frees the links and the memory once no call of a sink or source is outstanding, since that may use memory of any of
    /// them.
    func release() {
        guard state.holds.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 else { return }
        let count = state.links.count
        for index in count &- state.created..<count {
            _ = forward(.free, to: index, .none)
        }
        unsafe memory.destroy()
    }

    // MARK: Calls of links

    /// Makes a call of the instance of a link.
    func forward(_ role: Callback.Role, to index: Int, _ arguments: CallArguments, isFlush: Bool = false) -> HRESULT {
        guard let link = state.table.value[index] else { return WS_E_INVALID_OPERATION }
        var arguments = arguments
        unsafe arguments.set(.instance, state.links[index].value.instance)
        return link.call(TableCall(role, direction, arguments, isFlush: isFlush))
    }

    /// The same for a call that the chain makes by itself. The link must not be busy with a call of the link before it.
    func enter(
        _ role: Callback.Role, _ index: Int, _ arguments: CallArguments, _ error: ErrorHandle, isFlush: Bool = false
    ) -> HRESULT {
        guard index == 0 || state.links[index &- 1].outgoingCall.value.isIdle else {
            return refuseAbandonment(by: index &- 1, error)
        }
        return forward(role, to: index, arguments, isFlush: isFlush)
    }

    func refuseAbandonment(by index: Int, _ error: ErrorHandle) -> HRESULT {
        if !state.blame.isOnSink { state.blame = .link(index) }
        return error.about(subject).fail(
            WS_E_INVALID_OPERATION, "a link ended its call while a call of its sink or source was outstanding")
    }

    // MARK: What is refused, and what has failed

    /// The result if the call may not be made now, nil if it may.
    func refuse(_ call: TableCall) -> HRESULT? {
        guard handoff.isIdle else {
            return call.error.about(subject).fail(WS_E_INVALID_OPERATION, "another call is in progress")
        }
        if case .refused(let result, let reason) = state.phase.on(call.role, isFlush: call.isFlush) {
            return call.error.about(subject).fail(result, reason)
        }
        return call.defect.map { call.error.about(subject).fail(E_INVALIDARG, $0) }
    }

    func fault(_ result: HRESULT) -> HRESULT {
        state.phase = state.phase.faulted
        return result
    }

    /// Adds which link has failed to what the link has said itself.
    func reportFailure(_ result: HRESULT, of index: Int, _ error: ErrorHandle) -> HRESULT {
        error.about(subject).add { text in
            text.append("link ")
            text.append(decimal: UInt64(truncatingIfNeeded: index &+ 1))
            text.append(" of the chain, ")
            state.table.value.appendName(of: index, to: &text)
            text.append(", has failed")
        }
        return result
    }
}
