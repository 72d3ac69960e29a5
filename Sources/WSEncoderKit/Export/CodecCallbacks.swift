internal import CWSEncoder

extension WSE_CODEC_DIRECTION {
    /// The callbacks of a direction, whose state `create` makes.
    init(_ create: @escaping WSE_CODEC_CREATE_CALLBACK) {
        unsafe self.init(
            create: create,
            begin: { state, error in
                unsafe reporting(to: error) { () throws(CodecError) in try unsafe CodecState(state)?.begin() }
            },
            process: { state, input, output, isLast, progress, error in
                guard let state = unsafe CodecState(state), let input = unsafe input, let output = unsafe output,
                    let progress = unsafe progress
                else { return S_OK }
                return unsafe state.process(Exchange(input, output, isLast: isLast != 0, progress, error))
            },
            commit: { state in unsafe CodecState(state)?.commit() },
            abandon: nil,
            free: { state in unsafe CodecState(state)?.deallocate() })
    }
}

/// Returns what C returns for what `body` does; a failure is also described in `error`.
func reporting(to error: OpaquePointer?, _ body: () throws(CodecError) -> Void) -> HRESULT {
    do throws(CodecError) {
        try body()
        return S_OK
    } catch let failure {
        return unsafe failure.report(to: error)
    }
}

extension CodecError {
    /// Describes this error in `error` and returns its code.
    @usableFromInline
    func report(to error: OpaquePointer?) -> HRESULT {
        guard unsafe error != nil else { return code }
        // C would take the text to end with a NUL.
        let text =
            message.utf8.contains(0) ? String(decoding: message.utf8.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self) : message
        return unsafe text.withCString { text in unsafe WseReportError(code, text, error) }
    }
}
