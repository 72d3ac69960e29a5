internal import Bytes
internal import CWSEncoder

/// Content types pass through the links of a chain in turn; the content encoding is the list of theirs.
extension Chain {
    /// words: instance, content type, where the new content type goes, where the content encoding goes, error.
    func encoderContentType(_ words: Words) -> HRESULT {
        let error = unsafe CallShape.ppppp.error(words)
        if let refusal = unsafe refuse(.getContentType, error) { return refusal }
        guard let contentType = unsafe UnsafePointer<WS_STRING>(bitPattern: words[1])?.characters,
            let newContentType = unsafe UnsafeMutablePointer<WS_STRING>(bitPattern: words[2]),
            let contentEncoding = unsafe UnsafeMutablePointer<WS_STRING>(bitPattern: words[3])
        else { return unsafe refuseStrings(error) }
        do throws(OutOfMemory) {
            try unsafe state.pointee.contentType.set(contentType)
            try unsafe state.pointee.contentEncoding.set("")
            for index in unsafe 0..<state.pointee.count {
                let result = try unsafe announce(index, error)
                if result.isFailure { return unsafe fault(reportFailure(result, of: index, error)) }
            }
        } catch _ {
            return unsafe fault(Diagnostic.report(E_OUTOFMEMORY, to: error, of: subject, "out of memory"))
        }
        unsafe newContentType.pointee = state.pointee.contentType.value
        unsafe contentEncoding.pointee = state.pointee.contentEncoding.value
        goOnAfterContentType()
        return S_OK
    }

    /// Shows a link of an encoder the content type so far, and adds what it makes of it.
    private func announce(_ index: Int, _ error: OpaquePointer?) throws(OutOfMemory) -> HRESULT {
        var type = unsafe state.pointee.contentType.value
        var newType = unsafe WS_STRING()
        var encoding = unsafe WS_STRING()
        let result = unsafe withUnsafeMutablePointer(to: &type) { type in
            unsafe withUnsafeMutablePointer(to: &newType) { newType in
                unsafe withUnsafeMutablePointer(to: &encoding) { encoding in
                    forward(
                        .getContentType, to: index,
                        Words(
                            0, UInt(bitPattern: type), UInt(bitPattern: newType), UInt(bitPattern: encoding),
                            UInt(bitPattern: error)))
                }
            }
        }
        if result.isFailure { return result }
        guard let newCharacters = unsafe newType.characters, let coding = unsafe encoding.characters else {
            return WS_E_INVALID_OPERATION
        }
        try unsafe state.pointee.contentType.set(newCharacters)
        if !coding.isEmpty {
            if unsafe !state.pointee.contentEncoding.isEmpty { try unsafe state.pointee.contentEncoding.append(", ") }
            try unsafe state.pointee.contentEncoding.append(coding)
        }
        return result
    }

    /// words: instance, content type, content encoding or NULL, where the new content type goes, error.
    func decoderContentType(_ words: Words) -> HRESULT {
        let error = unsafe CallShape.ppppp.error(words)
        if let refusal = unsafe refuse(.getContentType, error) { return refusal }
        let none = unsafe WS_STRING()
        guard let contentType = unsafe UnsafePointer<WS_STRING>(bitPattern: words[1])?.characters,
            let encoding = unsafe (UnsafePointer<WS_STRING>(bitPattern: words[2])?.pointee ?? none).characters,
            let newContentType = unsafe UnsafeMutablePointer<WS_STRING>(bitPattern: words[3])
        else { return unsafe refuseStrings(error) }
        var codings = unsafe ContentCodings(encoding)
        do throws(OutOfMemory) {
            try unsafe state.pointee.contentType.set(contentType)
            for position in unsafe 0..<state.pointee.count {
                let index = unsafe state.pointee.count &- 1 &- position
                let result = try unsafe examine(index, takeCodings(of: index, from: &codings), error)
                if result.isFailure { return unsafe fault(reportFailure(result, of: index, error)) }
            }
        } catch _ {
            return unsafe fault(Diagnostic.report(E_OUTOFMEMORY, to: error, of: subject, "out of memory"))
        }
        guard codings.count == 0 else {
            return unsafe fault(
                Diagnostic.report(
                    WS_E_NOT_SUPPORTED, to: error, of: subject, "the content encoding has more codings than the chain"))
        }
        unsafe newContentType.pointee = state.pointee.contentType.value
        goOnAfterContentType()
        return S_OK
    }

    /// The part of the list that is for a link: a registered one takes a coding if more are left than the others need.
    private func takeCodings(of index: Int, from codings: inout ContentCodings) -> UnsafeBufferPointer<WCHAR> {
        let whole = unsafe codings.remaining
        var taken = 0
        if let own = unsafe state.pointee.table.pointee.codingCount(of: index) {
            taken = own
        } else {
            var needed = 0
            for other in 0..<index { unsafe needed &+= state.pointee.table.pointee.codingCount(of: other) ?? 0 }
            taken = codings.count > needed ? 1 : 0
        }
        // From the first that is taken to the last: what says nothing around them is not the link's to see.
        var (begin, end) = (0, 0)
        for position in 0..<taken {
            guard let coding = unsafe codings.takeLast(), let start = coding.baseAddress,
                let origin = whole.baseAddress
            else { break }
            begin = unsafe max(start - origin, 0)
            if position == 0 { end = min(begin &+ coding.count, whole.count) }
        }
        return unsafe UnsafeBufferPointer(rebasing: whole[min(begin, end)..<end])
    }

    /// Shows a link of a decoder the content type so far and its own codings, and notes what comes out of it.
    private func examine(
        _ index: Int, _ coding: UnsafeBufferPointer<WCHAR>, _ error: OpaquePointer?
    ) throws(OutOfMemory) -> HRESULT {
        var type = unsafe state.pointee.contentType.value
        var newType = unsafe WS_STRING()
        var own = unsafe WS_STRING(
            length: ULONG(truncatingIfNeeded: coding.count), chars: UnsafeMutablePointer(mutating: coding.baseAddress))
        let result = unsafe withUnsafeMutablePointer(to: &type) { type in
            unsafe withUnsafeMutablePointer(to: &newType) { newType in
                unsafe withUnsafeMutablePointer(to: &own) { own in
                    forward(
                        .getContentType, to: index,
                        Words(
                            0, UInt(bitPattern: type), coding.isEmpty ? 0 : UInt(bitPattern: own),
                            UInt(bitPattern: newType), UInt(bitPattern: error)))
                }
            }
        }
        if result.isFailure { return result }
        guard let newCharacters = unsafe newType.characters else { return WS_E_INVALID_OPERATION }
        try unsafe state.pointee.contentType.set(newCharacters)
        return result
    }

    private func refuseStrings(_ error: OpaquePointer?) -> HRESULT {
        unsafe Diagnostic.report(
            E_INVALIDARG, to: error, of: subject,
            "a parameter is NULL, or a string's chars is NULL although its length is not 0")
    }

    private func goOnAfterContentType() {
        if case .to(let next) = unsafe state.pointee.phase.on(.getContentType) { unsafe state.pointee.phase = next }
    }
}
