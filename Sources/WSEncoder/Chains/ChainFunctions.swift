internal import Bytes
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
                    .getContentType, .encoder,
                    CallArguments(
                        UInt(context), UInt(bitPattern: contentType), UInt(bitPattern: newContentType),
                        UInt(bitPattern: contentEncoding), UInt(bitPattern: error)))
            },
            encoderStartCallback: { context, asyncContext, error in
                unsafe Chain.operate(.start, .encoder, CallArguments(startOrEnd: context, asyncContext, error))
            },
            encoderEncodeCallback: { context, buffers, count, asyncContext, error in
                unsafe Chain.operate(.transfer, .encoder, CallArguments(sink: context, buffers, count, asyncContext, error))
            },
            encoderEndCallback: { context, asyncContext, error in
                unsafe Chain.operate(.end, .encoder, CallArguments(startOrEnd: context, asyncContext, error))
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
                    .getContentType, .decoder,
                    CallArguments(
                        UInt(context), UInt(bitPattern: contentType), UInt(bitPattern: contentEncoding),
                        UInt(bitPattern: newContentType), UInt(bitPattern: error)))
            },
            decoderStartCallback: { context, asyncContext, error in
                unsafe Chain.operate(.start, .decoder, CallArguments(startOrEnd: context, asyncContext, error))
            },
            decoderDecodeCallback: { context, buffer, maxLength, length, asyncContext, error in
                unsafe Chain.operate(
                    .transfer, .decoder, CallArguments(source: context, buffer, maxLength, length, asyncContext, error))
            },
            decoderEndCallback: { context, asyncContext, error in
                unsafe Chain.operate(.end, .decoder, CallArguments(startOrEnd: context, asyncContext, error))
            },
            freeDecoderCallback: { context in unsafe Chain(context)?.free() })
    }

    private static func operate(_ role: Callback.Role, _ direction: Direction, _ arguments: CallArguments) -> HRESULT {
        let call = TableCall(role, direction, arguments)
        guard let chain = unsafe Chain(arguments.pointer(.instance)) else {
            return call.error.about(.codec(ByteText("chain"), direction)).fail(E_INVALIDARG, "the instance is NULL")
        }
        return role == .getContentType ? chain.getContentType(call) : chain.operate(call)
    }
}
