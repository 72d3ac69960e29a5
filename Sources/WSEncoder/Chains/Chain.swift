internal import Bytes
internal import CWSEncoder
internal import Synchronization

/// An instance of a chain: an instance of each link, each with the next one as its sink or source, the last with the host's.
@safe
struct Chain {
    /// What must outlive a call of a decoder: where it says how much it gave, and one byte to see whether there is more.
    struct Incoming: BitwiseCopyable {
        var length: ULONG = 0
        var probe: UInt8 = 0
    }

    let memory: InstanceMemory<ChainState, Incoming>

    var state: ChainState {
        unsafeAddress { unsafe UnsafePointer(memory.state) }
        nonmutating unsafeMutableAddress { unsafe memory.state }
    }

    init?(_ context: UnsafeMutableRawPointer?) {
        guard let memory = unsafe InstanceMemory<ChainState, Incoming>(context) else { return nil }
        self.memory = memory
    }

    private init(
        _ table: UnsafeMutablePointer<ChainTable>, _ sink: UnsafeMutableRawPointer, _ sinkContext: UnsafeMutableRawPointer?
    ) throws(OutOfMemory) {
        memory = try InstanceMemory(cell: Incoming())
        do throws(OutOfMemory) {
            try unsafe memory.state.initialize(to: ChainState(table, sink, sinkContext, of: memory.address))
        } catch {
            memory.deallocate()
            throw error
        }
    }

    var subject: Subject { unsafe state.table.pointee.subject }

    var direction: Direction { unsafe state.table.pointee.direction }

    // MARK: Create and free

    /// arguments: createContext, sink or source, its context, where the instance goes, error.
    static func create(_ direction: Direction, _ arguments: CallArguments) -> HRESULT {
        let error = CallShape.ppppp.error(arguments)
        guard let object = unsafe arguments.pointer(0), unsafe TableHeader.isHeader(object, of: .chain, direction),
            let sink = unsafe arguments.pointer(1),
            let place = unsafe arguments.pointer(3)?.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        else {
            return error.about(.codec("chain", direction)).fail(
                E_INVALIDARG, "createContext is not that of a chain, or the callback or the place for the instance is NULL")
        }
        let table = unsafe object.assumingMemoryBound(to: ChainTable.self)
        do throws(OutOfMemory) {
            let chain = try unsafe Chain(table, sink, arguments.pointer(2))
            let result = chain.createLinks(error)
            guard !result.isFailure else {
                chain.free()
                return result
            }
            unsafe place.pointee = chain.memory.address
            return S_OK
        } catch _ {
            return unsafe error.about(table.pointee.subject).failForMemory()
        }
    }

    /// From the last link on, so that each finds the one it hands bytes to.
    private func createLinks(_ error: ErrorHandle) -> HRESULT {
        let count = state.count
        for position in 0..<count {
            let index = count &- 1 &- position
            guard let link = unsafe state.table.pointee[index] else { return WS_E_INVALID_OPERATION }
            var instance: UnsafeMutableRawPointer?
            let result = unsafe withUnsafeMutablePointer(to: &instance) { place in
                unsafe link.implementation.call(
                    .create, direction,
                    CallArguments(
                        UInt(link.implementation.createContext), UInt(Chain.ownSink(of: direction)),
                        UInt(bitPattern: state[index]), UInt(UnsafeMutableRawPointer(place)),
                        UInt(error)))
            }
            if result.isFailure { return reportFailure(result, of: index, error) }
            unsafe state[index].pointee.instance = UInt(instance)
            state.created &+= 1
            if index > 0 && direction == .decoder { unsafe link.allowReadingAhead(instance) }
        }
        return S_OK
    }

    func free() {
        if unsafe handoff.pointee.free() { destroy() }
    }

    func destroy() {
        for index in 0..<state.count {
            if unsafe state[index].pointee.call.free() { state.holds.subtract(1, ordering: .relaxed) }
        }
        release()
    }

    /// Frees the links and the memory when no call of a sink or source is outstanding that may have memory of any of them.
    func release() {
        guard state.holds.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 else { return }
        let count = state.count
        for index in count &- state.created..<count {
            _ = forward(.free, to: index, CallArguments(0))
        }
        unsafe memory.state.deinitialize(count: 1)
        memory.deallocate()
    }

    /// Makes a call to the instance of a link.
    func forward(_ step: Callback.Role, to index: Int, _ arguments: CallArguments) -> HRESULT {
        guard let link = unsafe state.table.pointee[index] else { return WS_E_INVALID_OPERATION }
        var arguments = arguments
        arguments[0] = unsafe state[index].pointee.instance
        return link.implementation.call(step, link.implementation.direction, arguments)
    }

    /// Makes a call of the chain's own to a link, which must not be in one of the link before it.
    func enter(_ step: Callback.Role, _ index: Int, _ arguments: CallArguments, _ error: ErrorHandle) -> HRESULT {
        guard unsafe index == 0 || state[index &- 1].pointee.call.isIdle else {
            return refuseAbandonment(by: index &- 1, error)
        }
        return forward(step, to: index, arguments)
    }

    func refuseAbandonment(by index: Int, _ error: ErrorHandle) -> HRESULT {
        state.failedLink = index
        return error.about(subject).fail(
            WS_E_INVALID_OPERATION, "a link ended its call while a call of its sink or source was outstanding")
    }

    // MARK: What is refused, and what has failed

    /// The result if the call may not be made now, nil if it may.
    func refuse(_ step: Callback.Role, _ error: ErrorHandle) -> HRESULT? {
        guard unsafe handoff.pointee.isIdle else {
            return error.about(subject).fail(WS_E_INVALID_OPERATION, "another call is in progress")
        }
        guard case .refused(let result, let reason) = state.phase.on(step) else { return nil }
        return error.about(subject).fail(result, reason)
    }

    func fault(_ result: HRESULT) -> HRESULT {
        state.phase = state.phase.faulted
        return result
    }

    /// Adds which link has failed to what that has said itself.
    func reportFailure(_ result: HRESULT, of index: Int, _ error: ErrorHandle) -> HRESULT {
        error.about(subject).add { text in
            text.append("link ")
            text.append(decimal: UInt64(truncatingIfNeeded: index &+ 1))
            text.append(" of the chain, ")
            unsafe state.table.pointee.appendName(of: index, to: &text)
            text.append(", has failed")
        }
        return result
    }
}
