internal import CWSEncoder

/// The functions of the table of a chain.
extension Chain {
    static func encoder(_ object: UnsafeMutableRawPointer) -> WS_CHANNEL_ENCODER {
        unsafe WS_CHANNEL_ENCODER(
            createContext: object,
            createEncoderCallback: { createContext, write, writeContext, place, error in
                unsafe Chain.create(
                    .encoder,
                    CallArguments(
                        UInt(createContext), UInt(unsafeBitCast(write, to: UnsafeMutableRawPointer?.self)),
                        UInt(writeContext), UInt(bitPattern: place), UInt(bitPattern: error)))
            },
            encoderGetContentTypeCallback: { context, contentType, newContentType, contentEncoding, error in
                unsafe Chain.operate(
                    context, .getContentType, .encoder,
                    CallArguments(
                        0, UInt(bitPattern: contentType), UInt(bitPattern: newContentType),
                        UInt(bitPattern: contentEncoding), UInt(bitPattern: error)))
            },
            encoderStartCallback: { context, asyncContext, error in
                unsafe Chain.operate(
                    context, .start, .encoder, CallArguments(0, UInt(bitPattern: asyncContext), UInt(bitPattern: error)))
            },
            encoderEncodeCallback: { context, buffers, count, asyncContext, error in
                unsafe Chain.operate(
                    context, .transfer, .encoder,
                    CallArguments(
                        0, UInt(bitPattern: buffers), UInt(count), UInt(bitPattern: asyncContext), UInt(bitPattern: error)))
            },
            encoderEndCallback: { context, asyncContext, error in
                unsafe Chain.operate(context, .end, .encoder, CallArguments(0, UInt(bitPattern: asyncContext), UInt(bitPattern: error)))
            },
            freeEncoderCallback: { context in unsafe Chain(context)?.free() })
    }

    static func decoder(_ object: UnsafeMutableRawPointer) -> WS_CHANNEL_DECODER {
        unsafe WS_CHANNEL_DECODER(
            createContext: object,
            createDecoderCallback: { createContext, read, readContext, place, error in
                unsafe Chain.create(
                    .decoder,
                    CallArguments(
                        UInt(createContext), UInt(unsafeBitCast(read, to: UnsafeMutableRawPointer?.self)),
                        UInt(readContext), UInt(bitPattern: place), UInt(bitPattern: error)))
            },
            decoderGetContentTypeCallback: { context, contentType, contentEncoding, newContentType, error in
                unsafe Chain.operate(
                    context, .getContentType, .decoder,
                    CallArguments(
                        0, UInt(bitPattern: contentType), UInt(bitPattern: contentEncoding),
                        UInt(bitPattern: newContentType), UInt(bitPattern: error)))
            },
            decoderStartCallback: { context, asyncContext, error in
                unsafe Chain.operate(
                    context, .start, .decoder, CallArguments(0, UInt(bitPattern: asyncContext), UInt(bitPattern: error)))
            },
            decoderDecodeCallback: { context, buffer, maxLength, length, asyncContext, error in
                unsafe Chain.operate(
                    context, .transfer, .decoder,
                    CallArguments(
                        0, UInt(buffer), UInt(maxLength), UInt(bitPattern: length), UInt(bitPattern: asyncContext),
                        UInt(bitPattern: error)))
            },
            decoderEndCallback: { context, asyncContext, error in
                unsafe Chain.operate(context, .end, .decoder, CallArguments(0, UInt(bitPattern: asyncContext), UInt(bitPattern: error)))
            },
            freeDecoderCallback: { context in unsafe Chain(context)?.free() })
    }

    private static func operate(
        _ context: UnsafeMutableRawPointer?, _ step: Callback.Role, _ direction: Direction, _ arguments: CallArguments
    ) -> HRESULT {
        guard let chain = unsafe Chain(context) else {
            return Callback(step, of: direction).shape.error(arguments).about(.codec("chain", direction)).fail(
                E_INVALIDARG, "the instance is NULL")
        }
        return step == .getContentType ? chain.getContentType(arguments) : chain.operate(step, arguments)
    }
}
