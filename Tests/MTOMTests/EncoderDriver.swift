import Bytes
import CodecKit
import MTOM

/// What became of a message.
struct Package: Equatable {
    var bytes: [UInt8] = []
    var reason: String?
    var kind: CodecError.Kind?
    var limit: UInt64 = 0
    var setting: CodecSetting?
    var isFinished = false
    /// The contract of `Codec.process` was broken.
    var isBroken = false

    var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// The boundary of the packages of these tests.
let testBoundary = "BOUNDARY"

/// Options with a boundary, so that packages are the same each time.
func packageOptions(boundary: String? = testBoundary, _ change: (inout CodecOptions) -> Void = { _ in }) -> CodecOptions {
    var options = CodecOptions()
    for (index, byte) in (boundary ?? "").utf8.enumerated() { options.package.boundary[index] = byte }
    options.package.boundaryCount = UInt8(boundary?.utf8.count ?? 0)
    change(&options)
    return options
}

func makeEncoder(_ options: CodecOptions = packageOptions()) throws -> AnyCodec { try MTOMFactories.encoder(options) }

/// Runs a message through an encoder in pieces that end at `cuts`, then of `feed` bytes, with room for `room` at a time.
func encode(
    _ message: [UInt8], by codec: borrowing AnyCodec, cuts: [Int] = [], feed: Int = .max, room: Int = 1 << 16
) -> Package {
    var package = Package()
    do throws(CodecError) {
        try codec.begin()
        try run(codec, message, cuts, feed, room, &package)
        if package.isFinished { codec.commit() } else { codec.abandon() }
    } catch {
        (package.reason, package.kind, package.limit) = (error.reason.description, error.kind, error.limit)
        package.setting = error.setting
    }
    return package
}

private func run(
    _ codec: borrowing AnyCodec, _ message: [UInt8], _ cuts: [Int], _ feed: Int, _ room: Int, _ package: inout Package
) throws(CodecError) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
    defer { unsafe memory.deallocate() }
    var position = 0
    var ends = cuts
    while true {
        while let end = ends.first, end <= position { ends.removeFirst() }
        let end = ends.first ?? (feed < message.count - position ? position + feed : message.count)
        // Memory of its own, so that a sanitizer sees what is read beyond it.
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(end - position, 1), alignment: 1)
        defer { unsafe copy.deallocate() }
        unsafe copy.copyBytes(from: message[position..<end])
        var input = unsafe InputCursor(
            RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: copy[..<(end - position)])))
        var output = unsafe OutputCursor(OutputRawSpan(buffer: memory, initializedCount: 0))
        let progress = try codec.process(&input, into: &output, isLast: end == message.count)
        position += input.consumed
        let produced = output.produced
        unsafe package.bytes.append(contentsOf: memory[..<produced])
        switch progress {
        case .finished:
            package.isFinished = position == message.count
            return
        case .outputFull: package.isBroken = package.isBroken || produced < room
        case .needsInput, .mayEnd:
            package.isBroken = package.isBroken || position < end
            if end == message.count { return }
        }
    }
}

func encode(
    _ message: String, _ options: CodecOptions = packageOptions(), cuts: [Int] = [], feed: Int = .max, room: Int = 1 << 16
) throws -> Package {
    encode(Array(message.utf8), by: try makeEncoder(options), cuts: cuts, feed: feed, room: room)
}

/// Bytes that look like nothing in particular, with ends of lines and hyphens among them.
func octets(_ count: Int, seed: Int = 1) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 7 ^ seed &* 31 ^ $0) }
}

/// A package as it must be, with the test's boundary.
func package(_ root: String, type: String = "application/soap+xml", parts: [(type: String, bytes: [UInt8])] = []) -> [UInt8] {
    var text = """
        \r\n--BOUNDARY\r\nContent-ID: <0@BOUNDARY>\r\nContent-Transfer-Encoding: 8bit\r\n\
        Content-Type: application/xop+xml;charset=utf-8;type="\(type)"\r\n\r\n\(root)
        """.utf8.map { $0 }
    for (index, part) in parts.enumerated() {
        text +=
            """
            \r\n--BOUNDARY\r\nContent-ID: <\(index + 1)@BOUNDARY>\r\nContent-Transfer-Encoding: binary\r\n\
            Content-Type: \(part.type)\r\n\r\n
            """.utf8
        text += part.bytes
    }
    return text + "\r\n--BOUNDARY--\r\n".utf8
}

/// What stands in place of the content that is the part of this number.
func include(_ number: Int) -> String {
    "<xop:Include href=\"cid:\(number)@BOUNDARY\" xmlns:xop=\"http://www.w3.org/2004/08/xop/include\"/>"
}
