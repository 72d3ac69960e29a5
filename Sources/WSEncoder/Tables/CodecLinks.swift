internal import Bytes
internal import Catalog
internal import CodecKit
internal import Synchronization

/// A reference to the codecs of a table, one or several, in the order in which an encoder applies them.
///
/// They stay where they are, so that no call copies their options. Whoever makes or retains a reference releases it.
///
/// What keeps it safe: the memory has a head and, after it, places for `CodecTable.maxLinks` links, of which the first `count`
/// are initialised; `count` is at least 1, and every index is brought into range.
@safe
struct CodecLinks: BitwiseCopyable {
    private struct Head: ~Copyable {
        let references = Atomic<Int>(1)
        var count = 1
    }

    private let memory: UnsafeMutableRawPointer

    /// Takes over the reference of the link to its transform, even if it throws.
    init(_ first: CodecLink) throws(OutOfMemory) {
        let size = MemoryLayout<Head>.stride &+ CodecTable.maxLinks &* MemoryLayout<CodecLink>.stride
        do throws(OutOfMemory) {
            unsafe memory = try Memory.allocate(byteCount: size)
        } catch {
            first.transform?.release()
            throw error
        }
        unsafe head.pointer.initialize(to: Head())
        unsafe places.initialize(to: first)
    }

    private var head: Reference<Head> { unsafe Reference(memory.assumingMemoryBound(to: Head.self)) }

    private var places: UnsafeMutablePointer<CodecLink> {
        unsafe memory.advanced(by: MemoryLayout<Head>.stride).assumingMemoryBound(to: CodecLink.self)
    }

    var count: Int { head.value.count }

    /// Adds a reference.
    func retain() {
        head.value.references.wrappingAdd(1, ordering: .relaxed)
    }

    /// Gives up a reference. The last one takes with it those to the transforms.
    @inline(never)
    func release() {
        guard head.value.references.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 else { return }
        for index in 0..<count { self[index].transform?.release() }
        unsafe Memory.free(memory)
    }

    /// Appends their names, separated by commas.
    func appendNames(to text: inout TextBuffer) {
        for index in 0..<count {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            text.append(self[index].codec.name)
        }
    }

    /// The codec at `index`; past either end, the nearest one.
    subscript(index: Int) -> CodecLink {
        @inline(__always) unsafeAddress { unsafe UnsafePointer(places + min(max(index, 0), count &- 1)) }
        nonmutating unsafeMutableAddress { unsafe places + min(max(index, 0), count &- 1) }
    }

    /// Adds a codec at the end, and takes over its reference to its transform. One that changes nothing is left out if there
    /// are others.
    func append(_ link: CodecLink) {
        if link.isPassthrough || count == CodecTable.maxLinks { return }
        if count == 1 && self[0].isPassthrough {
            self[0] = link
        } else {
            head.value.count &+= 1
            self[count &- 1] = link
        }
    }
}
