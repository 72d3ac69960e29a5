public import Bytes

/// A codec of any type, at a stable address in memory of its own. Embedded Swift has no existentials of structures, hence
/// the table of functions.
@safe
public struct AnyCodec: ~Copyable {
    private let state: UnsafeMutableRawPointer
    private let beginMessage: (UnsafeMutableRawPointer) throws(CodecError) -> Void
    private let processBytes:
        (UnsafeMutableRawPointer, inout InputCursor, inout OutputCursor, Bool) throws(CodecError) -> Progress
    /// Commits the message, or abandons it.
    private let settleMessage: (UnsafeMutableRawPointer, _ commits: Bool) -> Void
    private let skipDecompressionOfLink: (UnsafeMutableRawPointer, Int) -> Void
    private let destroy: (UnsafeMutableRawPointer) -> Void

    /// Moves a codec to memory of its own.
    public init<Kind: Codec & ~Copyable>(_ codec: consuming Kind) throws(CodecError) {
        do throws(OutOfMemory) {
            let place = unsafe try Memory.allocate(Kind.self)
            unsafe place.initialize(to: codec)
            unsafe state = UnsafeMutableRawPointer(place)
        } catch {
            throw .outOfMemory
        }
        unsafe beginMessage = { state throws(CodecError) in
            try unsafe state.assumingMemoryBound(to: Kind.self).pointee.begin()
        }
        unsafe processBytes = { state, input, output, isLast throws(CodecError) in
            try unsafe state.assumingMemoryBound(to: Kind.self).pointee
                .process(&input, into: &output, isLast: isLast)
        }
        unsafe settleMessage = { state, commits in
            let codec = unsafe state.assumingMemoryBound(to: Kind.self)
            if commits { unsafe codec.pointee.commit() } else { unsafe codec.pointee.abandon() }
        }
        unsafe skipDecompressionOfLink = { state, link in
            unsafe state.assumingMemoryBound(to: Kind.self).pointee.skipDecompression(link: link)
        }
        unsafe destroy = { state in
            unsafe state.assumingMemoryBound(to: Kind.self).deinitialize(count: 1)
            unsafe Memory.free(state)
        }
    }

    deinit {
        unsafe destroy(state)
    }

    /// See `Codec.begin`.
    public func begin() throws(CodecError) {
        try unsafe beginMessage(state)
    }

    /// See `Codec.process`.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    public func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        try unsafe processBytes(state, &input, &output, isLast)
    }

    /// See `Codec.commit`.
    public func commit() {
        unsafe settleMessage(state, true)
    }

    /// See `Codec.abandon`.
    public func abandon() {
        unsafe settleMessage(state, false)
    }

    /// See `Codec.skipDecompression`.
    public func skipDecompression(link: Int) {
        unsafe skipDecompressionOfLink(state, link)
    }
}
