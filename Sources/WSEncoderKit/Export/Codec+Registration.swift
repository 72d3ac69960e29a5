public import CWSEncoder

extension Codec {
    /// Registers the codec under its name, so that every function of the library that takes the name of a codec accepts it,
    /// alone and in chains.
    ///
    /// - Parameter error: a `WS_ERROR` of C that receives a description of a failure, or nil.
    /// - Returns: `S_OK`; `E_INVALIDARG` if the error string names an argument of `init` that is malformed;
    ///   `WS_E_INVALID_OPERATION` if the name or an alias is already registered; `E_OUTOFMEMORY`.
    public func register(_ error: OpaquePointer?) -> HRESULT {
        guard let record = unsafe record else { return E_OUTOFMEMORY }
        unsafe record.pointee.countRegistration(1)
        var codec = unsafe record.pointee.description
        let result = unsafe WseRegisterCodec(&codec, error)
        if result < 0 { unsafe record.pointee.countRegistration(-1) }
        return result
    }

    /// Registers the codec under its name, for a program in Swift.
    public func register() throws(CodecError) {
        try unsafe ErrorObject.check { error in unsafe register(error) }
    }

    /// Removes the name of the codec. Tables and instances of it stay valid.
    public func unregister() throws(CodecError) {
        try unsafe ErrorObject.check { error in unsafe name.withCString { name in unsafe WseUnregister(name, error) } }
    }

    /// Fills a table for a host in C, as `WseCreateChannelEncoder` does, which then also accepts the codec by its name: the
    /// codec is registered if it is not yet.
    ///
    /// - Parameters:
    ///   - table: receives the callbacks. The host frees its contents with `WseFreeChannelEncoder`.
    ///   - error: a `WS_ERROR` of C that receives a description of a failure, or nil.
    /// - Returns: `S_OK`, or what `register(_:)` or `WseCreateChannelEncoder` returns.
    public func fill(_ table: UnsafeMutablePointer<WS_CHANNEL_ENCODER>, _ error: OpaquePointer? = nil) -> HRESULT {
        unsafe create(error) { name in unsafe WseCreateChannelEncoder(name, nil, 0, table, error) }
    }

    /// Fills a table for a host in C, as `WseCreateChannelDecoder` does. See `fill(_:_:)` for an encoder.
    public func fill(_ table: UnsafeMutablePointer<WS_CHANNEL_DECODER>, _ error: OpaquePointer? = nil) -> HRESULT {
        unsafe create(error) { name in unsafe WseCreateChannelDecoder(name, nil, 0, table, error) }
    }

    /// Registers the codec if it is not yet, and calls `create` with its name.
    private func create(_ error: OpaquePointer?, _ create: (UnsafePointer<CChar>) -> HRESULT) -> HRESULT {
        guard let record = unsafe record else { return E_OUTOFMEMORY }
        let result = unsafe register(nil)
        // The name is taken: by this codec, unless it has never been registered.
        let isRegistered = unsafe result == WS_E_INVALID_OPERATION && record.pointee.isRegistered
        if result < 0 && !isRegistered { return unsafe register(error) }
        return unsafe name.withCString(create)
    }
}
