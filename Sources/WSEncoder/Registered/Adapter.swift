internal import Bytes
internal import CWSEncoder

/// An instance of an adapter: stands between a host and the instance of an implementation.
///
/// Unless it mediates, it passes calls on and changes nothing but the instance that they are for. `AdapterPump.swift` has the
/// other case.
struct Adapter {
    /// The cell is the outstanding call of the host's sink or source, which other threads may complete at any time.
    let memory: InstanceMemory<AdapterState, OutgoingCall>

    var state: AdapterState {
        unsafeAddress { unsafe UnsafePointer(memory.state) }
        nonmutating unsafeMutableAddress { unsafe memory.state }
    }

    /// `context` is NULL or an instance of an adapter that has not been freed.
    @inline(__always)
    init?(_ context: UnsafeMutableRawPointer?) {
        guard let memory = unsafe InstanceMemory<AdapterState, OutgoingCall>(context) else { return nil }
        self.memory = memory
    }

    private init(_ table: Reference<AdapterTable>, _ sink: BoundCallback) throws(OutOfMemory) {
        memory = try InstanceMemory(cell: OutgoingCall(), table.value.convention, .adapter)
        memory.initialize(AdapterState(table, sink))
    }

    var subject: Subject { state.table.value.subject }

    var direction: Direction { state.inner.implementation.direction }

    // MARK: The functions of the table

    /// The bodies of a table's closures: one for each shape and role, so that the compiler knows in each what the call looks
    /// like.
    static func body(of role: Callback.Role, _ direction: Direction) -> ClosureBody {
        switch (role, direction) {
        case (.create, _): { unsafe Adapter.enter(.create, .ppppp, $1, $2, $3) }
        case (.getContentType, _): { unsafe Adapter.enter(.getContentType, .ppppp, $1, $2, $3) }
        case (.start, _): { unsafe Adapter.enter(.start, .ppp, $1, $2, $3) }
        case (.transfer, .encoder): { unsafe Adapter.enter(.transfer, .ppupp, $1, $2, $3) }
        case (.transfer, .decoder): { unsafe Adapter.enter(.transfer, .ppuppp, $1, $2, $3) }
        case (.end, _): { unsafe Adapter.enter(.end, .ppp, $1, $2, $3) }
        case (.free, _): { unsafe Adapter.enter(.free, .p, nil, $2, $3) }
        }
    }

    @inline(__always)
    private static func enter(
        _ role: Callback.Role, _ shape: CallShape, _ result: UnsafeMutableRawPointer?,
        _ arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ context: UnsafeMutableRawPointer?
    ) {
        guard let table = unsafe Reference<AdapterTable>(context) else { return }
        // That of Encode and Decode is known by the shape.
        let direction: Direction =
            switch shape {
            case .ppupp: .encoder
            case .ppuppp: .decoder
            default: table.value.direction
            }
        let call = unsafe TableCall(role, direction, CallArguments(arguments, shape))
        unsafe Closure.store(perform(call, table), to: result)
    }

    /// What a function of the table does.
    @inline(__always)
    private static func perform(_ call: TableCall, _ table: Reference<AdapterTable>) -> HRESULT {
        if call.role == .create { return create(table, call.arguments) }
        guard let adapter = unsafe Adapter(call.arguments.pointer(.instance)) else { return refuseNoInstance(call, table) }
        if call.role == .free {
            adapter.free()
            return S_OK
        }
        guard adapter.state.isMediated else {
            return call.role == .getContentType ? adapter.forwardContentType(call) : adapter.forward(call)
        }
        return call.role == .getContentType ? adapter.getContentType(call) : adapter.operate(call)
    }

    /// The same for a chain, which needs no closure to make the call.
    @inline(never)
    static func call(_ call: TableCall, _ table: Reference<AdapterTable>) -> HRESULT {
        perform(call, table)
    }

    @inline(never)
    private static func refuseNoInstance(_ call: TableCall, _ table: Reference<AdapterTable>) -> HRESULT {
        call.error.about(table.value.subject).fail(E_INVALIDARG, "the instance is NULL")
    }

    // MARK: Create and free

    @inline(never)
    private static func create(_ table: Reference<AdapterTable>, _ arguments: CallArguments) -> HRESULT {
        let report = arguments.error(.ppppp).about(table.value.subject)
        guard let sink = arguments.sink(table.value.convention, of: table.value.direction),
            let place = arguments.instancePlace
        else {
            return report.fail(E_INVALIDARG, "the callback or the place for the instance is NULL")
        }
        do throws(OutOfMemory) {
            let adapter = try Adapter(table, sink)
            let result = adapter.createInner(arguments)
            guard !result.isFailure else {
                _ = adapter.handoff.free()
                adapter.destroy()
                return result
            }
            place.value = adapter.memory.word
            return result
        } catch _ {
            return report.failForMemory()
        }
    }

    private func createInner(_ arguments: CallArguments) -> HRESULT {
        var arguments = arguments
        if state.isMediated {
            unsafe arguments.set(.sink, ownSink)
            unsafe arguments.set(.sinkContext, memory.word)
        }
        return state.inner.create(arguments)
    }

    /// Whoever reads from this one may do so before it is told the content type.
    func allowReadingAhead() {
        state.rules.allowReadingAhead()
    }

    func free() {
        guard state.isMediated else { return destroy() }
        if handoff.free() { destroy() }
    }

    /// Frees the implementation's instance and the memory, or leaves that to the end of the outstanding call of the host's sink
    /// or source, which may use memory of both.
    func destroy() {
        if outgoingCall.value.free() { release() }
    }

    func release() {
        state.inner.free()
        unsafe memory.destroy()
    }

    /// Passes a call on to the implementation's own instance.
    @inline(__always)
    func forward(_ call: TableCall) -> HRESULT {
        if call.isFlush { return state.inner.flush(call) }
        return state.inner.call(call.role, call.direction, call.arguments)
    }

    /// The same for GetContentType, which fails if the host could not put what it returned in a header without adding others.
    @inline(never)
    func forwardContentType(_ call: TableCall) -> HRESULT {
        let arguments = call.direction == .decoder ? call.arguments.withoutEmptyEncoding : call.arguments
        let result = state.inner.call(call.role, call.direction, arguments)
        guard !result.isFailure, result != WS_S_ASYNC, let defect = call.labelDefect else { return result }
        return call.error.about(state.table.value.subject).fail(WS_E_NOT_SUPPORTED, defect)
    }
}
