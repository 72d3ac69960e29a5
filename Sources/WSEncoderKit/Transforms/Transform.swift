public import CWSEncoder

/// One direction of a codec, of any type: what the kit needs to create values of the type and to call them.
@safe
public struct Transform: Sendable {
    @usableFromInline let size: Int
    @usableFromInline let alignment: Int
    @usableFromInline let initialize: @Sendable (UnsafeMutableRawPointer, CodecOptions) throws(CodecError) -> Void
    @usableFromInline let begin: @Sendable (UnsafeMutableRawPointer) throws(CodecError) -> Void
    @usableFromInline let process: @Sendable (UnsafeMutableRawPointer, inout Exchange) throws(CodecError) -> Progress
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
        unsafe process = { (memory, exchange) throws(CodecError) in
            do throws(TransformFailure) {
                return try unsafe exchange.perform(on: &memory.assumingMemoryBound(to: Kind.self).pointee)
            } catch {
                throw CodecError(error)
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

    @inlinable
    mutating func perform<Kind: MessageTransform & ~Copyable>(
        on transform: inout Kind
    ) throws(TransformFailure) -> Progress {
        let bytes = unsafe UnsafeRawBufferPointer(start: input.pointee.bytes, count: input.pointee.size)
        let free = unsafe UnsafeMutableRawBufferPointer(start: output.pointee.bytes, count: output.pointee.size)
        var source = unsafe InputCursor(bytes.bytes)
        var room = unsafe OutputCursor(OutputRawSpan(buffer: free, initializedCount: 0))
        defer {
            unsafe input.pointee.taken = source.taken
            unsafe output.pointee.written = room.written
        }
        // A miscount is reported even if the transform throws, because it may be the cause.
        var (progress, thrown) = (Progress.finished, TransformFailure?.none)
        do throws(TransformFailure) {
            if unsafe input.pointee.flush != 0 {
                progress = try transform.flush(into: &room) ? .needsInput : .outputFull
            } else {
                progress = try transform.process(&source, into: &room, isLast: isLast)
            }
        } catch {
            thrown = error
        }
        if source.hasMiscounted || room.hasMiscounted { throw CodecError.miscount(ofInput: source.hasMiscounted) }
        if let thrown { throw thrown }
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
