public import CWSEncoder

/// One direction of a codec, of any type: what the kit needs to create values of the type and to call them.
@safe
public struct Transform: Sendable {
    @usableFromInline let size: Int
    @usableFromInline let alignment: Int
    @usableFromInline let initialize: @Sendable (UnsafeMutableRawPointer, CodecOptions) throws(CodecError) -> Void
    @usableFromInline let begin: @Sendable (UnsafeMutableRawPointer) throws(CodecError) -> Void
    /// Reports a failure itself, so that nothing of it has to pass through its caller.
    @usableFromInline let process: @Sendable (UnsafeMutableRawPointer, borrowing Exchange) -> HRESULT
    @usableFromInline let commit: @Sendable (UnsafeMutableRawPointer) -> Void
    @usableFromInline let deinitialize: @Sendable (UnsafeMutableRawPointer) -> Void

    /// The transform of values of a type. Inlined, so that it is compiled for the type in the module that has the type.
    @inlinable
    init<Kind: MessageTransform & ~Copyable>(_ type: Kind.Type) {
        size = MemoryLayout<Kind>.size
        alignment = MemoryLayout<Kind>.alignment
        unsafe initialize = { (memory, options) throws(CodecError) in
            do throws(TransformFailure) {
                var value = try Kind()
                try value.configure(options)
                unsafe memory.initializeMemory(as: Kind.self, to: value)
            } catch {
                throw CodecError(error)
            }
        }
        unsafe begin = { (memory) throws(CodecError) in
            do throws(TransformFailure) {
                try unsafe memory.assumingMemoryBound(to: Kind.self).pointee.begin()
            } catch {
                throw CodecError(error)
            }
        }
        unsafe process = { (memory, exchange) in
            do throws(TransformFailure) {
                let made = try unsafe exchange.perform(on: &memory.assumingMemoryBound(to: Kind.self).pointee)
                unsafe exchange.progress.pointee = WSE_PROGRESS(UInt32(made.rawValue))
                return S_OK
            } catch {
                return unsafe CodecError(error).report(to: exchange.error)
            }
        }
        unsafe commit = { memory in unsafe memory.assumingMemoryBound(to: Kind.self).pointee.commit() }
        unsafe deinitialize = { memory in
            unsafe memory.assumingMemoryBound(to: Kind.self).deinitialize(count: 1)
        }
    }
}

/// The input and output of one call of a transform, as C passes them.
@safe
@usableFromInline
struct Exchange: ~Copyable {
    @usableFromInline let input: UnsafeMutablePointer<WSE_CODEC_INPUT>
    @usableFromInline let output: UnsafeMutablePointer<WSE_CODEC_OUTPUT>
    @usableFromInline let isLast: Bool
    @usableFromInline let progress: UnsafeMutablePointer<WSE_PROGRESS>
    @usableFromInline let error: OpaquePointer?

    init(
        _ input: UnsafeMutablePointer<WSE_CODEC_INPUT>, _ output: UnsafeMutablePointer<WSE_CODEC_OUTPUT>, isLast: Bool,
        _ progress: UnsafeMutablePointer<WSE_PROGRESS>, _ error: OpaquePointer?
    ) {
        unsafe self.input = input
        unsafe self.output = output
        self.isLast = isLast
        unsafe self.progress = progress
        unsafe self.error = error
    }

    @inlinable
    @inline(__always)
    func perform<Kind: MessageTransform & ~Copyable>(
        on transform: inout Kind
    ) throws(TransformFailure) -> Progress {
        guard let free = unsafe output.pointee.bytes else { return .outputFull }
        let bytes = unsafe UnsafeRawBufferPointer(start: input.pointee.bytes, count: input.pointee.size)
        var source = unsafe InputCursor(bytes.bytes)
        var room = unsafe OutputCursor(UnsafeMutableRawPointer(free), capacity: output.pointee.size)
        defer {
            unsafe input.pointee.taken = source.taken
            unsafe output.pointee.written = room.written
        }
        let progress: Progress
        do throws(TransformFailure) {
            progress = try transform.process(&source, into: &room, isLast: isLast)
        } catch {
            // A miscount may be the cause.
            if source.hasMiscounted || room.hasMiscounted { throw CodecError.miscount(ofInput: source.hasMiscounted) }
            throw error
        }
        if source.hasMiscounted || room.hasMiscounted { throw CodecError.miscount(ofInput: source.hasMiscounted) }
        return progress
    }
}

extension CodecError {
    /// A transform was wrong about a number of bytes, of its input or of its output.
    @usableFromInline
    static func miscount(ofInput isOfInput: Bool) -> CodecError {
        CodecError(
            WS_E_INVALID_OPERATION,
            isOfInput
                ? "skip was passed a negative number of bytes or more than are left"
                : "the closure of produce returned a negative number of bytes or more than there was room for")
    }
}
