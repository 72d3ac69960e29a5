internal import Bytes
internal import CWSEncoder

/// Content types pass through the links of a chain in turn. The content encoding is the list of theirs.
extension Chain {
    func getContentType(_ call: TableCall) -> HRESULT {
        if let refusal = refuse(call) { return refusal }
        state.begin(call)
        return runSynchronously { passContentType(call.arguments, call.error) }
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

    private func announceAll(_ arguments: CallArguments, _ error: ErrorHandle) throws(OutOfMemory) -> HRESULT {
        guard let contentType = arguments.string(.contentType) else { return E_INVALIDARG }
        try state.contentType.set(contentType)
        try state.contentEncoding.set("")
        for index in 0..<state.links.count {
            let result = try announce(index, error)
            if handoff.isFreed { return WS_E_OPERATION_ABORTED }
            if result.isFailure { return reportFailure(result, of: state.blame.link ?? index, error) }
        }
        arguments.store(state.contentType, .newContentTypeOfEncoder)
        arguments.store(state.contentEncoding, .contentEncodingOfEncoder)
        return S_OK
    }

    /// Shows a link of an encoder the content type so far, and adds what it makes of it.
    @inline(never)
    private func announce(_ index: Int, _ error: ErrorHandle) throws(OutOfMemory) -> HRESULT {
        var question = ContentTypeQuestion(.encoder, state.contentType)
        let result = question.ask(error) { enter(.getContentType, index, $0, error) }
        if result.isFailure { return result }
        guard result != WS_S_ASYNC, let contentType = question.newContentType, let coding = question.contentEncoding else {
            return refuseAnswer(result, error)
        }
        // Before the content type is set, whose characters the link may have returned as its coding.
        if !coding.isEmpty {
            if !state.contentEncoding.isEmpty { try state.contentEncoding.append(", ") }
            try state.contentEncoding.append(coding)
        }
        try state.contentType.set(contentType)
        return result
    }

    private func examineAll(_ arguments: CallArguments, _ error: ErrorHandle) throws(OutOfMemory) -> HRESULT {
        let isEncoded = arguments.word(.contentEncodingOfDecoder) != 0
        guard let contentType = arguments.string(.contentType),
            let encoding = isEncoded ? arguments.string(.contentEncodingOfDecoder) : .empty
        else { return E_INVALIDARG }
        var codings = ContentEncodingValue(encoding)
        try state.contentType.set(contentType)
        for position in 0..<state.links.count {
            let index = state.links.count &- 1 &- position
            let result = try examine(index, takeCodings(of: index, from: &codings), error)
            if handoff.isFreed { return WS_E_OPERATION_ABORTED }
            if result.isFailure { return reportFailure(result, of: state.blame.link ?? index, error) }
        }
        guard codings.count == 0 else {
            return error.about(subject).fail(WS_E_NOT_SUPPORTED, "the content encoding has more codings than the chain")
        }
        arguments.store(state.contentType, .newContentTypeOfDecoder)
        return S_OK
    }

    /// Takes the codings that are for a link from the end of the list.
    private func takeCodings(of index: Int, from codings: inout ContentEncodingValue) -> WideText {
        let count = state.table.value.codingCount(of: index, state.contentType.text, in: codings)
        // From the first that is taken to the last. The list's empty elements around them are not for the link to see.
        return codings.takeLast(count)
    }

    /// Shows a link of a decoder the content type so far and the codings that are for it, and takes note of what comes out of
    /// it.
    @inline(never)
    private func examine(_ index: Int, _ codings: WideText, _ error: ErrorHandle) throws(OutOfMemory) -> HRESULT {
        var question = ContentTypeQuestion(.decoder, state.contentType, contentEncoding: codings)
        let result = question.ask(error) { enter(.getContentType, index, $0, error) }
        if result.isFailure { return result }
        guard result != WS_S_ASYNC, let contentType = question.newContentType else { return refuseAnswer(result, error) }
        try state.contentType.set(contentType)
        return result
    }

    /// Reports an answer of a link that the chain cannot go on with: that it will complete, or a string without characters.
    private func refuseAnswer(_ result: HRESULT, _ error: ErrorHandle) -> HRESULT {
        let reason: StaticString =
            result == WS_S_ASYNC
            ? "a link returned WS_S_ASYNC without having been given an asynchronous context"
            : "a link returned a string with a length but no characters"
        return error.about(subject).fail(WS_E_INVALID_OPERATION, reason)
    }
}
