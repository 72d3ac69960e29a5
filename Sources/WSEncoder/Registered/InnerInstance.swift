internal import CWSEncoder

/// An instance of an implementation: what its Create returned, and what the other calls are for.
struct InnerInstance: ~Copyable {
    let implementation: Implementation
    /// The address that Create returned, as a word.
    private var instance: UInt = 0
    private var isCreated = false

    init(_ implementation: Implementation) {
        self.implementation = implementation
    }

    /// Creates it. `arguments` need neither a createContext nor a place for the instance.
    mutating func create(_ arguments: CallArguments) -> HRESULT {
        var arguments = arguments
        let result = lend(&instance) { place in
            unsafe arguments.set(.createContext, UInt(implementation.createContext))
            unsafe arguments.set(.instancePlace, place.word)
            return implementation.call(.create, implementation.direction, arguments)
        }
        isCreated = !result.isFailure
        return result
    }

    /// Calls one of the other functions.
    @inline(__always)
    func call(_ role: Callback.Role, _ direction: Direction, _ arguments: CallArguments) -> HRESULT {
        var arguments = arguments
        unsafe arguments.set(.instance, instance)
        return implementation.call(role, direction, arguments)
    }

    /// Flushes an instance of a chain of this library.
    @inline(never)
    func flush(_ call: TableCall) -> HRESULT {
        var arguments = call.arguments
        unsafe arguments.set(.instance, instance)
        return unsafe Chain(arguments.pointer(.instance))?.flush(
            TableCall(call.role, call.direction, arguments, isFlush: true)) ?? E_INVALIDARG
    }

    /// Frees it, if it was created.
    func free() {
        if isCreated { _ = call(.free, implementation.direction, .none) }
    }
}
