internal import Bytes
internal import CWSEncoder

/// Copies of the texts of a transform, each with a zero after it, one after the other in one piece of memory.
@safe
struct TransformTexts: ~Copyable {
    enum Text: UInt8 {
        case name
        case aliases
        case contentEncoding
        case plainType
        case decodedType
        case encodedType

        static let count = 6
    }

    private let memory: UnsafeMutablePointer<UInt8>
    /// Where each begins.
    private var starts = InlineArray<6, Int>(repeating: 0)
    private var counts = InlineArray<6, Int>(repeating: 0)

    /// A text that is NULL becomes an empty one.
    @_optimize(size)
    init(_ codec: WSE_CODEC) throws(OutOfMemory) {
        let sources: InlineArray<6, UnsafePointer<CChar>?> = unsafe [
            codec.name, codec.aliases, codec.contentEncoding, codec.plainContentType, codec.decodedContentType,
            codec.encodedContentType,
        ]
        var size = 0
        for index in 0..<Text.count {
            starts[index] = size
            counts[index] = unsafe NameText(sources[index])?.count ?? 0
            size &+= counts[index] &+ 1
        }
        unsafe memory = try Memory.allocate(byteCount: size).assumingMemoryBound(to: UInt8.self)
        for index in 0..<Text.count {
            let start = unsafe memory + starts[index]
            if let source = unsafe sources[index] {
                unsafe UnsafeMutableRawPointer(start).copyMemory(from: source, byteCount: counts[index])
            }
            unsafe start[counts[index]] = 0
        }
    }

    deinit {
        unsafe Memory.free(memory)
    }

    /// One of the texts, which lasts as long as this.
    subscript(text: Text) -> ByteText {
        unsafe ByteText(start: start(text), count: counts[Int(text.rawValue)])
    }

    /// The name with its zero.
    var name: UnsafePointer<CChar> { unsafe UnsafeRawPointer(start(.name)).assumingMemoryBound(to: CChar.self) }

    /// The aliases with their zero.
    var aliases: UnsafePointer<CChar> { unsafe UnsafeRawPointer(start(.aliases)).assumingMemoryBound(to: CChar.self) }

    private func start(_ text: Text) -> UnsafePointer<UInt8> { unsafe UnsafePointer(memory + starts[Int(text.rawValue)]) }
}
