internal import Bytes
internal import CWSEncoder
internal import Synchronization

/// An instance of an adapter: stands between a host and the instance of an implementation.
///
/// Unless it mediates, it hands calls on and changes nothing but the instance they are for. `AdapterPump.swift` has the other
/// case.
@safe
struct Adapter {
    /// The cell is the asynchronous context that the implementation gave to its sink or source.
    let memory: InstanceMemory<AdapterState, WS_ASYNC_CONTEXT>

    var state: AdapterState {
        unsafeAddress { unsafe UnsafePointer(memory.state) }
        nonmutating unsafeMutableAddress { unsafe memory.state }
    }

    @inline(__always)
    init?(_ context: UnsafeMutableRawPointer?) {
        guard let memory = unsafe InstanceMemory<AdapterState, WS_ASYNC_CONTEXT>(context) else { return nil }
        unsafe self.memory = memory
    }

    private init(
        _ table: UnsafeMutablePointer<AdapterTable>, _ sink: UnsafeMutableRawPointer, _ sinkContext: UnsafeMutableRawPointer?
    ) throws(OutOfMemory) {
        unsafe memory = try InstanceMemory(cell: WS_ASYNC_CONTEXT())
        unsafe memory.state.initialize(to: AdapterState(table, sink, sinkContext))
    }

    var subject: Subject { unsafe state.table.pointee.subject }

    // MARK: The functions of the table

    /// Where the calls of a table's closure arrive. One for each, so that what a call looks like is known where it is made.
    static func body(of step: Callback.Role, _ direction: Direction) -> ClosureBody {
        switch (step, direction) {
        case (.create, .encoder): { unsafe Adapter.enter(.create, .encoder, $1, $2, $3) }
        case (.getContentType, .encoder): { unsafe Adapter.enter(.getContentType, .encoder, $1, $2, $3) }
        case (.start, .encoder): { unsafe Adapter.enter(.start, .encoder, $1, $2, $3) }
        case (.transfer, .encoder): { unsafe Adapter.enter(.transfer, .encoder, $1, $2, $3) }
        case (.end, .encoder): { unsafe Adapter.enter(.end, .encoder, $1, $2, $3) }
        case (.free, .encoder): { unsafe Adapter.enter(.free, .encoder, nil, $2, $3) }
        case (.create, .decoder): { unsafe Adapter.enter(.create, .decoder, $1, $2, $3) }
        case (.getContentType, .decoder): { unsafe Adapter.enter(.getContentType, .decoder, $1, $2, $3) }
        case (.start, .decoder): { unsafe Adapter.enter(.start, .decoder, $1, $2, $3) }
        case (.transfer, .decoder): { unsafe Adapter.enter(.transfer, .decoder, $1, $2, $3) }
        case (.end, .decoder): { unsafe Adapter.enter(.end, .decoder, $1, $2, $3) }
        case (.free, .decoder): { unsafe Adapter.enter(.free, .decoder, nil, $2, $3) }
        }
    }

    @inline(__always)
    private static func enter(
        _ step: Callback.Role, _ direction: Direction, _ result: UnsafeMutableRawPointer?,
        _ arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ context: UnsafeMutableRawPointer?
    ) {
        guard let table = unsafe context?.assumingMemoryBound(to: AdapterTable.self) else { return }
        let arguments = unsafe CallArguments(arguments, Callback(step, of: direction).shape)
        unsafe Closure.store(perform(step, direction, arguments, table), to: result)
    }

    @inline(__always)
    private static func perform(
        _ step: Callback.Role, _ direction: Direction, _ arguments: CallArguments, _ table: UnsafeMutablePointer<AdapterTable>
    ) -> HRESULT {
        if step == .create { return unsafe create(table, arguments) }
        guard let adapter = unsafe Adapter(arguments.pointer(0)) else { return unsafe refuseNoInstance(step, arguments, table) }
        if step == .free {
            adapter.free()
            return S_OK
        }
        guard adapter.state.isMediated else { return adapter.forward(step, direction, arguments) }
        return step == .getContentType ? adapter.getContentType(arguments) : adapter.operate(step, direction, arguments)
    }

    @inline(never)
    private static func refuseNoInstance(
        _ step: Callback.Role, _ arguments: CallArguments, _ table: UnsafeMutablePointer<AdapterTable>
    ) -> HRESULT {
        let shape = unsafe Callback(step, of: table.pointee.direction).shape
        return unsafe shape.error(arguments).about(table.pointee.subject).fail(E_INVALIDARG, "the instance is NULL")
    }

    // MARK: Create and free

    /// arguments: createContext, sink or source, its context, where the instance goes, error.
    @inline(never)
    private static func create(_ table: UnsafeMutablePointer<AdapterTable>, _ arguments: CallArguments) -> HRESULT {
        let error = CallShape.ppppp.error(arguments)
        let subject = unsafe table.pointee.subject
        guard let sink = unsafe arguments.pointer(1),
            let place = unsafe arguments.pointer(3)?.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        else {
            return error.about(subject).fail(E_INVALIDARG, "the callback or the place for the instance is NULL")
        }
        do throws(OutOfMemory) {
            let adapter = try unsafe Adapter(table, sink, arguments.pointer(2))
            let result = adapter.createInner(arguments)
            guard !result.isFailure else {
                _ = unsafe adapter.handoff.pointee.free()
                adapter.destroy()
                return result
            }
            adapter.state.isCreated = true
            unsafe place.pointee = adapter.memory.address
            return result
        } catch _ {
            return error.about(subject).failForMemory()
        }
    }

    private func createInner(_ arguments: CallArguments) -> HRESULT {
        let implementation = state.implementation
        var arguments = arguments
        arguments[0] = unsafe UInt(implementation.createContext)
        if state.isMediated {
            arguments[1] = unsafe UInt(ownSink)
            arguments[2] = unsafe UInt(memory.address)
        }
        return unsafe withUnsafeMutablePointer(to: &state.inner) { inner in
            arguments[3] = unsafe UInt(UnsafeMutableRawPointer(inner))
            return implementation.call(.create, implementation.direction, arguments)
        }
    }

    /// Whoever reads from this one may do so before it is told the content type.
    func allowReadingAhead() {
        state.isReadAhead = true
    }

    func free() {
        guard state.isMediated else { return destroy() }
        if unsafe handoff.pointee.free() { destroy() }
    }

    /// Frees the implementation's instance and the memory, or leaves that to the call of the host's sink or source that is
    /// outstanding, which may have memory of both.
    func destroy() {
        if state.sinkCall.free() { destroyNow() }
    }

    func destroyNow() {
        if state.isCreated { _ = forward(.free, state.implementation.direction, CallArguments(0)) }
        unsafe memory.state.deinitialize(count: 1)
        unsafe memory.deallocate()
    }

    /// Hands a call on to the implementation's own instance.
    @inline(__always)
    func forward(_ step: Callback.Role, _ direction: Direction, _ arguments: CallArguments) -> HRESULT {
        var arguments = arguments
        arguments[0] = unsafe UInt(state.inner)
        return state.implementation.call(step, direction, arguments)
    }
}

extension CallShape {
    /// The error object among the arguments, of which it is the last.
    func error(_ arguments: CallArguments) -> ErrorHandle {
        unsafe ErrorHandle(OpaquePointer(bitPattern: arguments[argumentCount &- 1]))
    }
}
