internal import Bytes
internal import CWSEncoder
internal import CodecKit
internal import Synchronization

/// What a table was created with: immutable, shared by the table and all its instances, freed with the last of them.
struct Configuration: ~Copyable {
    static var defaultChunkSize: ULONG { 64 << 10 }
    static var defaultMaxDecodedSize: UInt64 { 64 << 20 }

    private let references = Atomic<Int>(1)
    let codec: CodecDescription
    let direction: Direction
    let settings: Settings

    struct Settings {
        var options: CodecOptions
        var limits = Limits(maxDecodedSize: Configuration.defaultMaxDecodedSize, maxExpansion: 0)
        var chunkSize = Configuration.defaultChunkSize

        init(of codec: CodecDescription) {
            options = CodecOptions(
                level: codec.levels?.standard ?? 0, maxWindowSize: codec.defaultMaxWindowSize ?? .max)
        }
    }

    init(_ codec: CodecDescription, _ direction: Direction, _ settings: Settings) {
        self.codec = codec
        self.direction = direction
        self.settings = settings
    }

    var subject: Subject { Subject(codec.name, direction) }

    func makeCodec() throws(CodecError) -> AnyCodec {
        switch direction {
        case .encoder: try codec.makeEncoder(settings.options)
        case .decoder: try codec.makeDecoder(settings.options)
        }
    }

    /// Memory for what a sink or source is given at a time.
    func makeChunk() throws(CodecError) -> RawBuffer {
        do throws(OutOfMemory) {
            return try RawBuffer(byteCount: Int(settings.chunkSize))
        } catch {
            throw .outOfMemory
        }
    }

    static func retain(_ configuration: UnsafeMutablePointer<Configuration>) {
        unsafe configuration.pointee.references.wrappingAdd(1, ordering: .relaxed)
    }

    static func release(_ configuration: UnsafeMutablePointer<Configuration>) {
        let left = unsafe configuration.pointee.references.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue
        guard left == 0 else { return }
        unsafe configuration.deinitialize(count: 1)
        unsafe Memory.free(configuration)
    }
}
