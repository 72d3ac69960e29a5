import Bytes
import CWSEncoder
import Catalog
import CodecKit
import Testing

@testable import WSEncoder

/// The settings of a table of one codec.
private struct Settings {
    let options: CodecOptions
    let limits: Limits
    let chunkSize: ULONG

    init(_ plan: CodecTablePlan) {
        options = plan.links[0].options
        limits = plan.settings.limits
        chunkSize = plan.settings.chunkSize
    }
}

@Suite struct PropertiesTests {
    private static let codecs = ["identity", "gzip", "deflate", "br", "zstd"]

    /// Applies a property whose value has these bytes. Returns why it could not, and the settings after.
    private func apply<Value: BitwiseCopyable>(
        _ id: WSE_PROPERTY_ID, _ value: Value, size: Int? = nil, to codec: String, _ direction: Direction
    ) throws -> (reason: String?, settings: Settings) {
        var plan = CodecTablePlan(try CodecLinks(link(of: codec)), direction)
        let reason = unsafe withUnsafePointer(to: value) { value in
            unsafe plan.apply(
                Property(
                    WSE_PROPERTY(
                        id: id, value: UnsafeRawPointer(value), valueSize: ULONG(size ?? MemoryLayout<Value>.size))))
        }
        var text = TextBuffer()
        reason?.append(to: &text)
        let characters = (0..<text.count).map { text[$0] }
        return (reason == nil ? nil : String(decoding: characters, as: UTF8.self), Settings(plan))
    }

    @Test func `the defaults are those of the header`() throws {
        let expected: [(String, Int32, UInt32)] = [
            ("identity", 0, .max), ("gzip", 6, .max), ("deflate", 6, .max), ("br", 5, 16_777_216), ("zstd", 3, 8_388_608),
        ]
        for (name, level, window) in expected {
            for direction in [Direction.encoder, .decoder] {
                let settings = Settings(CodecTablePlan(try CodecLinks(link(of: name)), direction))
                #expect(settings.options.level == level, "\(name)")
                #expect(settings.options.maxWindowSize == window, "\(name)")
                #expect(settings.chunkSize == 65_536, "\(name)")
                #expect(settings.limits.maxDecodedSize == 67_108_864, "\(name)")
                #expect(settings.limits.maxExpansion == 0, "\(name)")
            }
        }
    }

    @Test(
        arguments: [
            ("gzip", 0, 9), ("deflate", 0, 9), ("br", 0, 11), ("zstd", -131_072, 22),
        ] as [(String, LONG, LONG)])
    func `levels are taken up to both ends of their range and no further`(codec: String, lowest: LONG, highest: LONG) throws {
        for level in [lowest, lowest + 1, 1, highest - 1, highest] {
            let (reason, settings) = try apply(WSE_PROPERTY_COMPRESSION_LEVEL, level, to: codec, .encoder)
            #expect(reason == nil, "\(level)")
            #expect(settings.options.level == level)
        }
        let standard = try description(of: codec).levels?.standard
        for level in [LONG.min, lowest - 1, highest + 1, LONG.max] {
            let (reason, settings) = try apply(WSE_PROPERTY_COMPRESSION_LEVEL, level, to: codec, .encoder)
            #expect(reason == "the compression level is not between \(lowest) and \(highest)", "\(level)")
            #expect(settings.options.level == standard)
        }
    }

    @Test(arguments: codecs)
    func `decoders and identity have no level`(codec: String) throws {
        #expect(try apply(WSE_PROPERTY_COMPRESSION_LEVEL, 1 as LONG, to: codec, .decoder).reason != nil)
        let isIdentity = codec == "identity"
        #expect((try apply(WSE_PROPERTY_COMPRESSION_LEVEL, 1 as LONG, to: codec, .encoder).reason != nil) == isIdentity)
    }

    @Test(arguments: codecs, [Direction.encoder, .decoder])
    func `chunk sizes are taken from 1 to 1 GiB, but by identity`(codec: String, direction: Direction) throws {
        let cases: [(ULONG, Bool)] = [
            (0, false), (1, true), (2, true), (65_536, true), (1_073_741_823, true), (1_073_741_824, true),
            (1_073_741_825, false), (.max, false),
        ]
        for (size, isValid) in cases {
            let (reason, settings) = try apply(WSE_PROPERTY_CHUNK_SIZE, size, to: codec, direction)
            let isTaken = isValid && codec != "identity"
            #expect((reason == nil) == isTaken, "\(size)")
            #expect(settings.chunkSize == (isTaken ? size : 65_536), "\(size)")
        }
    }

    @Test(arguments: codecs)
    func `any decoded size is taken, by decoders only`(codec: String) throws {
        for size in [0, 1, 67_108_864, .max] as [ULONGLONG] {
            let (reason, settings) = try apply(WSE_PROPERTY_MAX_DECODED_SIZE, size, to: codec, .decoder)
            #expect(reason == nil, "\(size)")
            #expect(settings.limits.maxDecodedSize == size)
            #expect(try apply(WSE_PROPERTY_MAX_DECODED_SIZE, size, to: codec, .encoder).reason != nil, "\(size)")
        }
    }

    @Test(arguments: codecs)
    func `any expansion is taken, by decoders but identity`(codec: String) throws {
        for factor in [0, 1, 1000, .max] as [ULONG] {
            let (reason, settings) = try apply(WSE_PROPERTY_MAX_EXPANSION, factor, to: codec, .decoder)
            let isTaken = codec != "identity"
            #expect((reason == nil) == isTaken, "\(factor)")
            #expect(settings.limits.maxExpansion == (isTaken ? factor : 0))
            #expect(try apply(WSE_PROPERTY_MAX_EXPANSION, factor, to: codec, .encoder).reason != nil, "\(factor)")
        }
    }

    @Test(arguments: codecs, [Direction.encoder, .decoder])
    func `windows are taken from 1 KiB to 1 GiB, by the decoders of br and zstd`(
        codec: String, direction: Direction
    ) throws {
        let cases: [(ULONG, Bool)] = [
            (0, false), (1, false), (1023, false), (1024, true), (1025, true), (8_388_608, true), (1_073_741_823, true),
            (1_073_741_824, true), (1_073_741_825, false), (.max, false),
        ]
        let standard = try description(of: codec).defaultMaxWindowSize ?? .max
        for (size, isValid) in cases {
            let (reason, settings) = try apply(WSE_PROPERTY_MAX_WINDOW_SIZE, size, to: codec, direction)
            let isTaken = isValid && direction == .decoder && ["br", "zstd"].contains(codec)
            #expect((reason == nil) == isTaken, "\(size)")
            #expect(settings.options.maxWindowSize == (isTaken ? size : standard), "\(size)")
        }
    }

    @Test(arguments: [Direction.encoder, .decoder])
    func `labels, raw deflate and types of gzip are properties of their codecs alone`(direction: Direction) throws {
        for index in 0..<Catalog.count {
            let codec = try #require(Catalog.codec(at: index)?.name.description)
            func isTaken(_ id: WSE_PROPERTY_ID, _ value: UInt32) throws -> Bool {
                try apply(id, value, to: codec, direction).reason == nil
            }
            let isEncoder = direction == .encoder
            #expect(try isTaken(WSE_PROPERTY_RAW_DEFLATE, 1) == (isEncoder && codec == "deflate"), "\(codec)")
            #expect(try isTaken(WSE_PROPERTY_GZIP_CONTENT_TYPE, 1) == (!isEncoder && codec == "gzip"), "\(codec)")
            for label in 0...2 as ClosedRange<UInt32> {
                let isLabelled = isEncoder && codec.contains("+") && label < 2
                #expect(try isTaken(WSE_PROPERTY_COMPRESSION_LABEL, label) == isLabelled, "\(codec)")
            }
        }
    }

    @Test(arguments: [
        (WSE_PROPERTY_COMPRESSION_LEVEL, Direction.encoder, 4), (WSE_PROPERTY_CHUNK_SIZE, .encoder, 4),
        (WSE_PROPERTY_CHUNK_SIZE, .decoder, 4), (WSE_PROPERTY_MAX_DECODED_SIZE, .decoder, 8),
        (WSE_PROPERTY_MAX_EXPANSION, .decoder, 4), (WSE_PROPERTY_MAX_WINDOW_SIZE, .decoder, 4),
    ])
    private func `a value of any size but its type's is refused`(
        id: WSE_PROPERTY_ID, direction: Direction, size: Int
    ) throws {
        // 4096 is in the range of all but the level; a level of 5 is in its own.
        let value: UInt64 = id == WSE_PROPERTY_COMPRESSION_LEVEL ? 5 : 4096
        for wrong in [0, 1, 2, 4, 8, 16, Int(ULONG.max)] where wrong != size {
            #expect(try apply(id, value, size: wrong, to: "zstd", direction).reason?.contains("size") == true, "\(wrong)")
        }
        #expect(try apply(id, value, size: size, to: "zstd", direction).reason == nil)
    }

    @Test(arguments: 0...4 as ClosedRange<UInt32>)
    func `a NULL value is refused`(id: UInt32) throws {
        for direction in [Direction.encoder, .decoder] {
            for size in [0, 4, 8] as [ULONG] {
                var plan = CodecTablePlan(try CodecLinks(link(of: "zstd")), direction)
                let reason = unsafe plan.apply(Property(WSE_PROPERTY(id: WSE_PROPERTY_ID(id), value: nil, valueSize: size)))
                #expect(reason != nil)
            }
        }
    }

    @Test(arguments: codecs, [999, 1000, UInt32.max])
    func `an unknown property is refused`(codec: String, id: UInt32) throws {
        for direction in [Direction.encoder, .decoder] {
            for size in [4, 8] {
                let (reason, _) = try apply(WSE_PROPERTY_ID(id), 0 as UInt64, size: size, to: codec, direction)
                #expect(reason == "there is no property of this id")
            }
        }
    }

    @Test func `a later property overrides an earlier one and leaves the others`() throws {
        var plan = CodecTablePlan(try CodecLinks(link(of: "br")), .decoder)
        for (id, value) in [
            (WSE_PROPERTY_CHUNK_SIZE, 10), (WSE_PROPERTY_MAX_EXPANSION, 3), (WSE_PROPERTY_CHUNK_SIZE, 20),
        ] as [(WSE_PROPERTY_ID, ULONG)] {
            let reason = unsafe withUnsafePointer(to: value) {
                unsafe plan.apply(Property(WSE_PROPERTY(id: id, value: UnsafeRawPointer($0), valueSize: 4)))
            }
            #expect(reason == nil)
        }
        #expect(plan.settings.chunkSize == 20)
        #expect(plan.settings.limits.maxExpansion == 3)
    }

    @Test func `a value need not be aligned`() throws {
        var plan = CodecTablePlan(try CodecLinks(link(of: "gzip")), .decoder)
        let bytes: [UInt8] = [0xFF, 1, 2, 3, 4, 5, 6, 7, 8]
        let reason = unsafe bytes.withUnsafeBytes { bytes in
            unsafe plan.apply(
                Property(
                    WSE_PROPERTY(
                        id: WSE_PROPERTY_MAX_DECODED_SIZE, value: bytes.baseAddress?.advanced(by: 1), valueSize: 8)))
        }
        #expect(reason == nil)
        #expect(plan.settings.limits.maxDecodedSize == 0x0807_0605_0403_0201)
    }
}
