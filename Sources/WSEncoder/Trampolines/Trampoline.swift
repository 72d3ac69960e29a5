internal import Bytes
internal import CLibc
internal import CWSEncoder
internal import Synchronization

/// The object that a WSE_TRAMPOLINE points to: a closure whose calls go to a dispatch function.
///
/// Safe because whoever makes one promises that the dispatch function and its context can be used until it is freed.
@safe
struct Trampoline: ~Copyable {
    /// One for whoever may free it, and one for every call that is under way.
    private let references = Atomic<Int>(1)
    private let id: WSE_CALLBACK_ID
    private let argumentCount: ULONG
    private let hasNoResult: Bool
    private let dispatch: WSE_DISPATCH_CALLBACK
    private let dispatchContext: UnsafeMutableRawPointer?
    private var closure: Closure?

    private init(
        _ callback: Callback, _ dispatch: @escaping WSE_DISPATCH_CALLBACK, _ dispatchContext: UnsafeMutableRawPointer?
    ) {
        id = callback.id
        argumentCount = ULONG(truncatingIfNeeded: callback.shape.argumentCount)
        hasNoResult = callback.shape.hasNoResult
        unsafe self.dispatch = dispatch
        unsafe self.dispatchContext = dispatchContext
        closure = nil
    }

    deinit {
        closure?.free()
    }

    /// Makes one, and the address of its function.
    static func make(
        _ callback: Callback, _ convention: CallingConvention, _ dispatch: @escaping WSE_DISPATCH_CALLBACK,
        _ dispatchContext: UnsafeMutableRawPointer?
    ) throws(OutOfMemory) -> (trampoline: Reference<Trampoline>, function: UInt) {
        let trampoline = try unsafe Reference(allocating: Trampoline(callback, dispatch, dispatchContext))
        do throws(OutOfMemory) {
            let closure = try unsafe Closure(callback.shape, convention, context: trampoline.pointer, body)
            trampoline.value.closure = closure
            return unsafe (trampoline, UInt(closure.function))
        } catch {
            release(trampoline)
            throw error
        }
    }

    /// Notes that a call begins. In a process with one thread this takes no atomic instruction: two of them would cost as much
    /// as the rest of the call.
    @inline(__always)
    private func retain() {
        if wse_is_single_threaded() != 0 {
            references.store(references.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
        } else {
            references.wrappingAdd(1, ordering: .relaxed)
        }
    }

    /// Returns the number of references left.
    @inline(__always)
    private func giveUp() -> Int {
        guard wse_is_single_threaded() != 0 else {
            return references.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue
        }
        let left = references.load(ordering: .relaxed) &- 1
        references.store(left, ordering: .relaxed)
        return left
    }

    /// Gives up one reference; the last frees the trampoline.
    @inline(__always)
    static func release(_ trampoline: Reference<Trampoline>) {
        if trampoline.value.giveUp() == 0 { destroy(trampoline) }
    }

    @inline(never)
    private static func destroy(_ trampoline: Reference<Trampoline>) {
        unsafe trampoline.deallocate()
    }

    /// Where every call arrives. What libffi does afterwards touches neither the closure nor the trampoline, so the call that
    /// gives up the last reference may free both.
    private static var body: ClosureBody {
        { _, result, arguments, context in
            guard let trampoline = unsafe Reference<Trampoline>(context) else { return }
            let hasNoResult = trampoline.value.hasNoResult
            trampoline.value.retain()
            let value = unsafe trampoline.value.dispatch(
                trampoline.value.dispatchContext, trampoline.value.id, arguments, trampoline.value.argumentCount)
            Trampoline.release(trampoline)
            if !hasNoResult { unsafe Closure.store(value, to: result) }
        }
    }
}
