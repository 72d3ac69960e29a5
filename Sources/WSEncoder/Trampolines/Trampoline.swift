internal import Bytes
internal import CLibc
internal import CWSEncoder
internal import Synchronization

/// What stands behind a WSE_TRAMPOLINE: a closure that leads to a dispatch function.
@safe
struct Trampoline: ~Copyable {
    /// The one who may free it, and every call that is in it.
    private let references = Atomic<Int>(1)
    private let id: WSE_CALLBACK_ID
    private let argumentCount: ULONG
    private let givesNothing: Bool
    private let dispatch: WSE_DISPATCH_CALLBACK
    private let dispatchContext: UnsafeMutableRawPointer?
    private var closure: Closure?

    private init(
        _ callback: Callback, _ dispatch: @escaping WSE_DISPATCH_CALLBACK, _ dispatchContext: UnsafeMutableRawPointer?
    ) {
        id = callback.id
        argumentCount = ULONG(truncatingIfNeeded: callback.shape.argumentCount)
        givesNothing = callback.shape.givesNothing
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
    ) throws(OutOfMemory) -> (trampoline: UnsafeMutablePointer<Trampoline>, function: UnsafeMutableRawPointer) {
        let trampoline = try unsafe Memory.allocate(Trampoline.self)
        unsafe trampoline.initialize(to: Trampoline(callback, dispatch, dispatchContext))
        do throws(OutOfMemory) {
            let closure = try unsafe Closure(callback.shape, convention, context: trampoline, body)
            unsafe trampoline.pointee.closure = closure
            return unsafe (trampoline, closure.function)
        } catch {
            unsafe release(trampoline)
            throw error
        }
    }

    /// A call begins. What no other thread can see needs no atomic instruction, of which two would cost as much as the rest.
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
    static func release(_ trampoline: UnsafeMutablePointer<Trampoline>) {
        if unsafe trampoline.pointee.giveUp() == 0 { unsafe destroy(trampoline) }
    }

    @inline(never)
    private static func destroy(_ trampoline: UnsafeMutablePointer<Trampoline>) {
        unsafe trampoline.deinitialize(count: 1)
        unsafe Memory.free(trampoline)
    }

    /// Where every call arrives. What libffi does after it touches neither the closure nor the trampoline, so that the call
    /// that gives up the last reference may free both.
    private static var body: ClosureBody {
        { _, result, arguments, context in
            guard let trampoline = unsafe context?.assumingMemoryBound(to: Trampoline.self) else { return }
            let givesNothing = unsafe trampoline.pointee.givesNothing
            unsafe trampoline.pointee.retain()
            let value = unsafe trampoline.pointee.dispatch(
                trampoline.pointee.dispatchContext, trampoline.pointee.id, arguments, trampoline.pointee.argumentCount)
            unsafe Trampoline.release(trampoline)
            if !givesNothing { unsafe Closure.store(value, to: result) }
        }
    }
}
