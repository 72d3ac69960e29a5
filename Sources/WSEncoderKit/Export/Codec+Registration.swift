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
        let result = unsafe withDescription(record) { codec in unsafe WseRegisterCodec(codec, error) }
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

    /// Fills a table for a host in C, as `WseCreateChannelEncoder` does, which then also accepts the codec by its name: the codec
    /// is registered if it is not yet.
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

    /// Calls `body` with what C wants to know of the codec.
    private func withDescription(
        _ record: UnsafeMutablePointer<CodecRecord>, _ body: (UnsafePointer<WSE_CODEC>) -> HRESULT
    ) -> HRESULT {
        var codec = unsafe WSE_CODEC()
        unsafe codec.size = ULONG(MemoryLayout<WSE_CODEC>.size)
        unsafe codec.usesSession = usesSession ? 1 : 0
        unsafe codec.context = UnsafeMutableRawPointer(record)
        unsafe codec.freeContext = { context in unsafe CodecRecord.at(context)?.pointee.countRegistration(-1) }
        if unsafe record.pointee.encoder != nil {
            unsafe codec.encoder = WSE_CODEC_DIRECTION { context, options, state, error in
                unsafe makeState(CodecRecord.at(context)?.pointee.encoder, options, state, error)
            }
        }
        if unsafe record.pointee.decoder != nil {
            unsafe codec.decoder = WSE_CODEC_DIRECTION { context, options, state, error in
                unsafe makeState(CodecRecord.at(context)?.pointee.decoder, options, state, error)
            }
        }
        return unsafe withStrings(&codec) { codec in
            guard let levels else { return unsafe body(&codec) }
            var limits = WSE_CODEC_LEVELS(
                lowest: levels.range.lowerBound, highest: levels.range.upperBound, standard: levels.standard)
            return unsafe withUnsafePointer(to: &limits) { limits in
                unsafe codec.levels = limits
                return unsafe body(&codec)
            }
        }
    }

    /// Calls `body` with the strings of the codec in place.
    private func withStrings(_ codec: inout WSE_CODEC, _ body: (inout WSE_CODEC) -> HRESULT) -> HRESULT {
        unsafe name.withCString { name in
            unsafe withCString(aliases.isEmpty ? nil : aliases) { aliases in
                unsafe withCString(contentEncoding) { contentEncoding in
                    unsafe withCString(contentTypes?.plain) { plain in
                        unsafe withCString(contentTypes?.decoded) { decoded in
                            unsafe withCString(contentTypes?.encoded) { encoded in
                                unsafe codec.name = name
                                unsafe codec.aliases = aliases
                                unsafe codec.contentEncoding = contentEncoding
                                unsafe codec.plainContentType = plain
                                unsafe codec.decodedContentType = decoded
                                unsafe codec.encodedContentType = encoded
                                return unsafe body(&codec)
                            }
                        }
                    }
                }
            }
        }
    }
}

private func withCString(_ text: String?, _ body: (UnsafePointer<CChar>?) -> HRESULT) -> HRESULT {
    guard let text else { return body(nil) }
    return unsafe text.withCString { text in unsafe body(text) }
}

/// What the `create` callback of a direction does.
private func makeState(
    _ transform: UnsafePointer<Transform>?, _ options: UnsafePointer<WSE_CODEC_OPTIONS>?,
    _ state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ error: OpaquePointer?
) -> HRESULT {
    unsafe reporting(to: error) { () throws(CodecError) in
        guard let transform = unsafe transform, let options = unsafe options else { return }
        unsafe state?.pointee = try CodecState(transform, CodecOptions(level: Int(options.pointee.level))).pointer
    }
}
