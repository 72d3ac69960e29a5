// The tokenizer and the writer of XML by themselves, for the benchmarks: no part of the library.
import Bytes
import CodecKit
import XMLText

/// Takes what the tokenizer finds and makes nothing of it.
struct Quiet: XMLTextHandler, ~Copyable {
    var bytes = 0

    var isReady: Bool { true }
    mutating func beginElement(_ name: XMLName) { bytes &+= 1 }
    mutating func attribute(_ name: XMLName, _ value: ByteText, isASCII: Bool) { bytes &+= value.count }
    mutating func namespaceDeclaration(
        prefix: ByteText, namespace: ByteText, isRedundant: Bool
    ) { bytes &+= namespace.count }
    mutating func endAttributes() { bytes &+= 1 }
    mutating func text(_ text: ByteText, isASCII: Bool, isPartial: Bool, endsElement: Bool) {
        bytes &+= text.count
    }
    mutating func endElement() { bytes &+= 1 }
    mutating func comment(_ text: ByteText) { bytes &+= text.count }
}

/// A tokenizer, or NULL.
@_cdecl("bench_make_tokenizer")
public func makeTokenizer() -> UnsafeMutableRawPointer? {
    guard let memory = unsafe try? Memory.allocate(byteCount: MemoryLayout<XMLTokenizer>.stride),
        let tokenizer = XMLTokenizer(XMLLimits())
    else { return nil }
    unsafe memory.bindMemory(to: XMLTokenizer.self, capacity: 1).initialize(to: tokenizer)
    return unsafe memory
}

/// A piece of a document. The number of bytes that were told, or -1.
@_cdecl("bench_tokenize")
public func tokenize(
    _ state: UnsafeMutableRawPointer, _ bytes: UnsafeRawPointer, _ size: Int, _ isFirst: Bool, _ isLast: Bool
) -> Int {
    let tokenizer = unsafe state.assumingMemoryBound(to: XMLTokenizer.self)
    var quiet = Quiet()
    do throws(CodecError) {
        if isFirst, unsafe !tokenizer.pointee.begin() { return -1 }
        _ = try unsafe tokenizer.pointee.run(UnsafeRawBufferPointer(start: bytes, count: size), isLast: isLast, &quiet)
    } catch {
        return -1
    }
    return quiet.bytes
}

/// As rooms.h has it.
@unsafe
public struct Token {
    var kind: Int
    var first: UnsafePointer<UInt8>
    var firstCount: Int
    var second: UnsafePointer<UInt8>
    var secondCount: Int
}

/// Writes a document from its tokens. The number of bytes written.
@_cdecl("bench_write")
public func write(_ tokens: UnsafeRawPointer, _ count: Int, _ output: UnsafeMutablePointer<UInt8>, _ room: Int) -> Int {
    let tokens = unsafe tokens.assumingMemoryBound(to: Token.self)
    var writer = unsafe TextWriter(output, count: room)
    for index in 0..<count {
        let token = unsafe tokens[index]
        let first = unsafe ByteText(start: token.first, count: token.firstCount)
        let second = unsafe ByteText(start: token.second, count: token.secondCount)
        switch unsafe token.kind {
        case 0:
            writer.append(0x3C)
            unsafe writer.append(padded: first)
        case 1:
            writer.append(0x20)
            unsafe writer.append(padded: first)
            writer.append("=\"")
            _ = TextEscaping.write(second, into: &writer, .attribute)
            writer.append(0x22)
        case 2: writer.append(0x3E)
        case 3: _ = TextEscaping.write(second, into: &writer, .content)
        default:
            writer.append("</")
            unsafe writer.append(padded: first)
            writer.append(0x3E)
        }
    }
    return room &- writer.room
}
