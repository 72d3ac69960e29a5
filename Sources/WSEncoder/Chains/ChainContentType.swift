internal import Bytes
internal import CWSEncoder

/// Content types pass through the links of a chain in turn; the content encoding is the list of theirs.
extension Chain {
    func getContentType(_ arguments: CallArguments) -> HRESULT {
        let error = CallShape.ppppp.error(arguments)
        if let refusal = refuse(.getContentType, error) { return refusal }
        if let reason = invalidArgument(arguments, .getContentType, of: direction) {
            return error.about(subject).fail(E_INVALIDARG, reason)
        }
        state.step = .getContentType
        state.arguments = arguments
        state.failedLink = nil
        unsafe handoff.pointee.begin(isShared: true)
        let result = passContentType(arguments, error)
        if unsafe handoff.pointee.end(isShared: true) {
            let aborted = reportAbortion()
            destroy()
            return aborted
        }
        return result
    }

    /// Returns the result, after which the instance is at the next phase or faulted.
    private func passContentType(_ arguments: CallArguments, _ error: ErrorHandle) -> HRESULT {
        do throws(OutOfMemory) {
            let result = try direction == .encoder ? announceAll(arguments, error) : examineAll(arguments, error)
            if result.isFailure { return fault(result) }
            if case .to(let next) = state.phase.on(.getContentType) { state.phase = next }
            return result
        } catch _ {
            return fault(error.about(subject).failForMemory())
        }
    }

    /// arguments: instance, content type, where the new content type goes, where the content encoding goes, error.
    private func announceAll(_ arguments: CallArguments, _ error: ErrorHandle) throws(OutOfMemory) -> HRESULT {
        guard let contentType = unsafe UnsafePointer<WS_STRING>(bitPattern: arguments[1])?.characters else { return E_INVALIDARG }
        try unsafe state.contentType.set(contentType)
        try state.contentEncoding.set("")
        for index in 0..<state.count {
            let result = try announce(index, error)
            if unsafe handoff.pointee.isFreed { return WS_E_OPERATION_ABORTED }
            if result.isFailure { return reportFailure(result, of: state.failedLink ?? index, error) }
        }
        unsafe UnsafeMutablePointer<WS_STRING>(bitPattern: arguments[2])?.pointee = state.contentType.value
        unsafe UnsafeMutablePointer<WS_STRING>(bitPattern: arguments[3])?.pointee = state.contentEncoding.value
        return S_OK
    }

    /// Shows a link of an encoder the content type so far, and adds what it makes of it.
    private func announce(_ index: Int, _ error: ErrorHandle) throws(OutOfMemory) -> HRESULT {
        var type = unsafe state.contentType.value
        var newType = unsafe WS_STRING()
        var encoding = unsafe WS_STRING()
        let result = unsafe withUnsafeMutablePointer(to: &type) { type in
            unsafe withUnsafeMutablePointer(to: &newType) { newType in
                unsafe withUnsafeMutablePointer(to: &encoding) { encoding in
                    enter(
                        .getContentType, index,
                        CallArguments(
                            0, UInt(bitPattern: type), UInt(bitPattern: newType), UInt(bitPattern: encoding),
                            UInt(error)), error)
                }
            }
        }
        if result.isFailure { return result }
        guard result != WS_S_ASYNC, let newCharacters = unsafe newType.characters,
            let coding = unsafe encoding.characters
        else { return refuseAnswer(result, error) }
        // Before the content type, which the link may have given as its coding.
        if !coding.isEmpty {
            if !state.contentEncoding.isEmpty { try state.contentEncoding.append(", ") }
            try unsafe state.contentEncoding.append(coding)
        }
        try unsafe state.contentType.set(newCharacters)
        return result
    }

    /// arguments: instance, content type, content encoding or NULL, where the new content type goes, error.
    private func examineAll(_ arguments: CallArguments, _ error: ErrorHandle) throws(OutOfMemory) -> HRESULT {
        let none = unsafe WS_STRING()
        guard let contentType = unsafe UnsafePointer<WS_STRING>(bitPattern: arguments[1])?.characters,
            let encoding = unsafe (UnsafePointer<WS_STRING>(bitPattern: arguments[2])?.pointee ?? none).characters
        else { return E_INVALIDARG }
        var codings = unsafe ContentEncodingValue(WideText(encoding))
        try unsafe state.contentType.set(contentType)
        for position in 0..<state.count {
            let index = state.count &- 1 &- position
            let result = try unsafe examine(index, takeCodings(of: index, from: &codings), error)
            if unsafe handoff.pointee.isFreed { return WS_E_OPERATION_ABORTED }
            if result.isFailure { return reportFailure(result, of: state.failedLink ?? index, error) }
        }
        guard codings.count == 0 else {
            return error.about(subject).fail(WS_E_NOT_SUPPORTED, "the content encoding has more codings than the chain")
        }
        unsafe UnsafeMutablePointer<WS_STRING>(bitPattern: arguments[3])?.pointee = state.contentType.value
        return S_OK
    }

    /// The part of the list that is for a link.
    private func takeCodings(of index: Int, from codings: inout ContentEncodingValue) -> UnsafeBufferPointer<WCHAR> {
        let whole = unsafe codings.remaining.units
        let type = unsafe state.contentType.value.characters ?? UnsafeBufferPointer(start: nil, count: 0)
        let taken = unsafe state.table.pointee.codingCount(of: index, type, in: codings)
        // From the first that is taken to the last: what says nothing around them is not the link's to see.
        var (begin, end) = (0, 0)
        for position in 0..<taken {
            guard let coding = unsafe codings.takeLast()?.units, let start = coding.baseAddress,
                let origin = whole.baseAddress
            else { break }
            begin = unsafe max(start - origin, 0)
            if position == 0 { end = min(begin &+ coding.count, whole.count) }
        }
        return unsafe UnsafeBufferPointer(rebasing: whole[min(begin, end)..<end])
    }

    /// Shows a link of a decoder the content type so far and its own codings, and notes what comes out of it.
    private func examine(
        _ index: Int, _ coding: UnsafeBufferPointer<WCHAR>, _ error: ErrorHandle
    ) throws(OutOfMemory) -> HRESULT {
        var type = unsafe state.contentType.value
        var newType = unsafe WS_STRING()
        var own = unsafe WS_STRING(
            length: ULONG(truncatingIfNeeded: coding.count), chars: UnsafeMutablePointer(mutating: coding.baseAddress))
        let result = unsafe withUnsafeMutablePointer(to: &type) { type in
            unsafe withUnsafeMutablePointer(to: &newType) { newType in
                unsafe withUnsafeMutablePointer(to: &own) { own in
                    enter(
                        .getContentType, index,
                        CallArguments(
                            0, UInt(bitPattern: type), coding.isEmpty ? 0 : UInt(bitPattern: own),
                            UInt(bitPattern: newType), UInt(error)), error)
                }
            }
        }
        if result.isFailure { return result }
        guard result != WS_S_ASYNC, let newCharacters = unsafe newType.characters else {
            return refuseAnswer(result, error)
        }
        try unsafe state.contentType.set(newCharacters)
        return result
    }

    /// What a link says that cannot be gone on with: that it will complete, or a string without characters.
    private func refuseAnswer(_ result: HRESULT, _ error: ErrorHandle) -> HRESULT {
        let reason: StaticString =
            result == WS_S_ASYNC
            ? "a link returned WS_S_ASYNC without having been given an asynchronous context"
            : "a link gave a string with a length and no characters"
        return error.about(subject).fail(WS_E_INVALID_OPERATION, reason)
    }
}
