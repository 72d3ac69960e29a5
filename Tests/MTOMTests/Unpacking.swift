import Bytes
import CodecKit
import TestSupport
import Testing

@testable import MTOM

/// What became of a package.
struct Unpacked {
    var text = ""
    var bytes: [UInt8] = []
    var type = ""
    var error: CodecError?
    /// The name that the error quotes.
    var quoted: String?
    var refusal: ContentTypeRefusal?
    /// The decoder wanted more when there was none.
    var isCutOff = false
    var isFinished = false

    /// The text if the package was accepted; else why it was not.
    var verdict: String {
        if refusal != nil { return "refused by its type" }
        if let error { return "refused: \(error.reason)\(quoted.map { ": \($0)" } ?? "")" }
        return isFinished ? text : "cut off"
    }

    var isRefused: Bool { error != nil || refusal != nil || isCutOff }
}

extension CodecError {
    /// The name that the error quotes, while the codec has it.
    var quoted: String? {
        guard case .name(let name, isCut: _) = finding else { return nil }
        return name.description
    }
}

/// Runs a package through a decoder, `feed` bytes of input and `room` bytes of output at a time, and at first no more than
/// `first`. A type of nil is not told.
func unpack(
    _ body: [UInt8], type: String?, first: Int = .max, feed: Int = .max, room: Int = 1 << 16,
    options: CodecOptions = CodecOptions()
) throws -> Unpacked {
    try unpack(body, type: type, first: first, feed: feed, room: room, codec: MTOMFactories.decoder(options))
}

/// The same through any codec.
func unpack(
    _ body: [UInt8], type: String?, first: Int = .max, feed: Int = .max, room: Int = 1 << 16, codec: borrowing AnyCodec
) throws -> Unpacked {
    var unpacked = Unpacked()
    do throws(CodecError) {
        try codec.begin()
        if let type {
            do throws(ContentTypeRefusal) {
                unpacked.type = try relabel(codec, type)
            } catch {
                unpacked.refusal = error
                return unpacked
            }
        }
        try process(codec, body, first, feed, room, &unpacked)
    } catch {
        (unpacked.error, unpacked.quoted) = (error, error.quoted)
    }
    unpacked.text = String(decoding: unpacked.bytes, as: UTF8.self)
    return unpacked
}

/// The content type of what a package of `type` decodes to.
func relabel(_ codec: borrowing AnyCodec, _ type: String) throws(ContentTypeRefusal) -> String {
    var label = WideString()
    let units = Array(type.utf16)
    unsafe units.withUnsafeBufferPointer { units in
        _ = unsafe try? label.set(WideText(units))
    }
    try codec.relabel(&label, link: 0)
    return String(decoding: (0..<label.count).map { label.text[$0] ?? 0 }, as: UTF16.self)
}

private func process(
    _ codec: borrowing AnyCodec, _ message: [UInt8], _ first: Int, _ feed: Int, _ room: Int, _ unpacked: inout Unpacked
) throws(CodecError) {
    // Copies of exact size, so that a sanitizer sees a step beyond them.
    let source = UnsafeMutableRawBufferPointer.allocate(byteCount: max(message.count, 1), alignment: 1)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 1)
    defer {
        unsafe source.deallocate()
        unsafe memory.deallocate()
    }
    unsafe source.copyBytes(from: message)
    var position = 0
    while true {
        var end = feed < message.count - position ? position + feed : message.count
        if position < first { end = min(end, first) }
        var input = unsafe InputCursor(RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: source[position..<end])))
        var output = unsafe OutputCursor(OutputRawSpan(buffer: memory, initializedCount: 0))
        let progress = try codec.process(&input, into: &output, isLast: end == message.count)
        position += input.consumed
        unsafe unpacked.bytes.append(contentsOf: memory[..<output.produced])
        if progress == .finished {
            unpacked.isFinished = true
            return
        }
        if progress != .outputFull && position == message.count {
            unpacked.isCutOff = true
            return
        }
    }
}

/// A package put together by hand.
struct SamplePackage {
    static let type =
        #"multipart/related; type="application/xop+xml"; boundary="b"; start="<root@x>"; start-info="text/xml""#
    /// The bytes 0 to 255, again and again.
    static let binary = (0..<300).map { UInt8(truncatingIfNeeded: $0) }

    var type = SamplePackage.type
    var preamble = ""
    var lineEnd = "\r\n"
    var boundary = "b"
    var padding = ""
    var rootHeaders = [
        #"Content-Type: application/xop+xml; charset=UTF-8; type="text/xml""#, "Content-Transfer-Encoding: binary",
        "Content-ID: <root@x>",
    ]
    var content = #"<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:p%40x"/>"#
    var opening = #"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><d>"#
    var closing = "</d></s:Body></s:Envelope>"
    var parts: [([String], [UInt8])] = [(SamplePackage.headers("<p@x>"), SamplePackage.binary)]
    var rootIsLast = false
    var end = "--\r\n"

    static func headers(_ id: String, encoding: String = "binary") -> [String] {
        ["Content-Type: application/octet-stream", "Content-Transfer-Encoding: \(encoding)", "Content-ID: \(id)"]
    }

    static func include(_ id: String) -> String {
        #"<x:Include href="cid:\#(id)" xmlns:x="http://www.w3.org/2004/08/xop/include"/>"#
    }

    var root: String { opening + content + closing }

    var body: [UInt8] {
        var all = parts
        all.insert((rootHeaders, Array(root.utf8)), at: rootIsLast ? all.count : 0)
        var bytes = Array(preamble.utf8)
        for (index, part) in all.enumerated() {
            let before = index > 0 ? lineEnd : ""
            let lines = (part.0 + [""]).map { $0 + lineEnd }.joined()
            bytes += Array((before + "--" + boundary + padding + lineEnd + lines).utf8) + part.1
        }
        return bytes + Array((lineEnd + "--" + boundary + end).utf8)
    }

    /// The document with this content in place of that of `d`.
    func document(_ content: String) -> String { opening + content + closing }

    func unpack(
        first: Int = .max, feed: Int = .max, room: Int = 1 << 16, options: CodecOptions = CodecOptions()
    ) throws -> Unpacked {
        try MTOMTests.unpack(body, type: type, first: first, feed: feed, room: room, options: options)
    }
}

/// Base64 as the standard has it, slowly.
func base64(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
        let group = bytes[start..<min(start + 3, bytes.count)]
        let number = group.enumerated().reduce(0) { $0 | Int($1.element) << (16 - 8 * $1.offset) }
        for place in 0..<4 {
            text.append(place <= group.count ? alphabet[number >> (18 - 6 * place) & 63] : "=")
        }
    }
    return text
}
