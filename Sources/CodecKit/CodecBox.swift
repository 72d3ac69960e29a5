internal import Bytes

/// A codec of any type at an address that does not change, with the functions that reach it. They stand in for the existential
/// types that Embedded Swift does not have for structures.
///
/// Safe because only `init` makes the functions, for the very type that it moves to the memory. Nobody else sees the
/// address, and the codec lives until `deinit`.
///
/// Usable from inline, because other modules destroy it: in Embedded Swift they would not find the `deinit` of a type that is
/// only internal, and the compiler would refuse to build them.
@safe
@usableFromInline
struct CodecBox: ~Copyable {
    /// What is in the memory. The observer comes first and so has the address of the whole.
    private struct Contents<Kind: Codec & ~Copyable>: ~Copyable {
        var observer: FormatObserver
        var codec: Kind
    }

    /// Where the contents are. Only the functions of the box, which know the type, look for the codec there.
    @safe
    private struct Address {
        let memory: UnsafeMutableRawPointer

        subscript<Kind: Codec & ~Copyable>(_ type: Kind.Type) -> Contents<Kind> {
            unsafeAddress { unsafe UnsafePointer(memory.assumingMemoryBound(to: Contents<Kind>.self)) }
            nonmutating unsafeMutableAddress { unsafe memory.assumingMemoryBound(to: Contents<Kind>.self) }
        }

        var observer: FormatObserver {
            unsafeAddress { unsafe UnsafePointer(memory.assumingMemoryBound(to: FormatObserver.self)) }
            nonmutating unsafeMutableAddress { unsafe memory.assumingMemoryBound(to: FormatObserver.self) }
        }

        func destroy<Kind: Codec & ~Copyable>(_ type: Kind.Type) {
            unsafe memory.assumingMemoryBound(to: Contents<Kind>.self).deinitialize(count: 1)
            unsafe Memory.free(memory)
        }
    }

    /// What a codec is asked to do with bytes. One function does it all, since each that is stored costs every instance.
    private enum Demand: UInt8 {
        case process
        case processLast
        case flush
    }

    private let address: Address
    private let beginCodec: (Address) throws(CodecError) -> Void
    private let processBytes: (Address, inout InputCursor, inout OutputCursor, Demand) throws(CodecError) -> Progress
    private let endMessage: (Address, _ commits: Bool) -> Void
    private let relabelMessage: (Address, inout WideString, Int) throws(ContentTypeRefusal) -> Void
    private let skipDecompressionOfLink: (Address, Int) -> Void
    private let destroyCodec: (Address) -> Void

    /// Moves a codec to memory of its own.
    @inline(__always)
    init<Kind: Codec & ~Copyable>(_ codec: consuming Kind) throws(CodecError) {
        let observer = FormatObserver(expected: codec.inputFormat)
        guard let memory = unsafe try? Memory.allocate(Contents<Kind>.self) else { throw .outOfMemory }
        unsafe memory.initialize(to: Contents(observer: observer, codec: codec))
        address = unsafe Address(memory: memory)
        beginCodec = { address throws(CodecError) in try address[Kind.self].codec.begin() }
        processBytes = { address, input, output, demand throws(CodecError) in
            if demand == .flush { return try address[Kind.self].codec.flush(into: &output) ? .needsInput : .outputFull }
            return try address[Kind.self].codec.process(&input, into: &output, isLast: demand == .processLast)
        }
        endMessage = { address, commits in
            if commits { address[Kind.self].codec.commit() } else { address[Kind.self].codec.abandon() }
        }
        relabelMessage = { address, type, link throws(ContentTypeRefusal) in
            try address[Kind.self].codec.relabel(&type, link: link)
        }
        skipDecompressionOfLink = { address, link in address[Kind.self].codec.skipDecompression(link: link) }
        destroyCodec = { address in address.destroy(Kind.self) }
    }

    deinit {
        destroyCodec(address)
    }

    /// What observes the codec's input.
    var observer: FormatObserver {
        @inline(__always)
        get { address.observer }
        @inline(__always)
        nonmutating _modify { yield &address.observer }
    }

    func begin() throws(CodecError) {
        try beginCodec(address)
    }

    @inline(__always)
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        try processBytes(address, &input, &output, isLast ? .processLast : .process)
    }

    @_lifetime(output: copy output)
    func flush(into output: inout OutputCursor) throws(CodecError) -> Bool {
        var nothing = InputCursor(ByteText())
        return try processBytes(address, &nothing, &output, .flush) != .outputFull
    }

    /// Commits the message, or abandons it.
    func end(commits: Bool) {
        endMessage(address, commits)
    }

    func relabel(_ type: inout WideString, link: Int) throws(ContentTypeRefusal) {
        try relabelMessage(address, &type, link)
    }

    func skipDecompression(link: Int) {
        skipDecompressionOfLink(address, link)
    }
}
