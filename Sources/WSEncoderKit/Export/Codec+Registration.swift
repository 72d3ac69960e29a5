public import CWSEncoder

extension Codec {
    /// Registers the codec under its name, so that every function of the library that takes the name of a codec accepts it,
    /// alone and in chains.
    ///
    /// - Parameter error: a `WS_ERROR` of C that receives a description of a failure, or nil.
    /// - Returns: `S_OK`; `E_INVALIDARG` if the error string names an argument of `init` that is malformed;
    ///   `WS_E_INVALID_OPERATION` if the name or an alias is already registered; `E_OUTOFMEMORY`.
    public func register(_ error: OpaquePointer?) -> HRESULT {
        unsafe withDescription(error) { codec in unsafe WseRegisterCodec(codec, error) }
    }

    /// Registers the codec under its name, for a program in Swift.
    public func register() throws(CodecError) {
        try unsafe ErrorObject.check { error in unsafe register(error) }
    }

    /// Removes the name of the codec. Tables and instances of it stay valid.
    public func unregister() throws(CodecError) {
        try name.refuseNUL(as: "name")
        try unsafe ErrorObject.check { error in unsafe name.withCString { name in unsafe WseUnregister(name, error) } }
    }

    /// Fills a table for a host in C, as `WseCreateCodecEncoder` does: a table of this codec, whatever is registered under its
    /// name. It registers nothing. If hosts are to find the codec by its name, call `register`.
    ///
    /// - Parameters:
    ///   - table: receives the callbacks. The host frees its contents with `WseFreeChannelEncoder`.
    ///   - error: a `WS_ERROR` of C that receives a description of a failure, or nil.
    /// - Returns: `S_OK`; `E_INVALIDARG` if the error string names an argument of `init` that is malformed;
    ///   `WS_E_NOT_SUPPORTED` if the codec only decodes; `E_OUTOFMEMORY`.
    public func fill(_ table: UnsafeMutablePointer<WS_CHANNEL_ENCODER>, _ error: OpaquePointer? = nil) -> HRESULT {
        unsafe withDescription(error) { codec in unsafe WseCreateCodecEncoder(codec, nil, 0, table, error) }
    }

    /// Fills a table for a host in C, as `WseCreateCodecDecoder` does. See `fill(_:_:)` for an encoder.
    public func fill(_ table: UnsafeMutablePointer<WS_CHANNEL_DECODER>, _ error: OpaquePointer? = nil) -> HRESULT {
        unsafe withDescription(error) { codec in unsafe WseCreateCodecDecoder(codec, nil, 0, table, error) }
    }

    /// Calls `body` with the codec as C describes it, unless C cannot describe it.
    private func withDescription(_ error: OpaquePointer?, _ body: (UnsafePointer<WSE_CODEC>) -> HRESULT) -> HRESULT {
        guard let record = unsafe record else { return unsafe CodecError.outOfMemory.report(to: error) }
        if let refusal = unsafe record.pointee.refusal { return unsafe refusal.report(to: error) }
        var codec = unsafe record.pointee.description
        return unsafe body(&codec)
    }
}
