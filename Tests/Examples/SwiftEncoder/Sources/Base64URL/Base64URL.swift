import Foundation
import WSEncoderKit

/// Writes messages as text that is safe in addresses and headers: base64url without padding (RFC 4648, section 5).
struct Base64URL: ChunkEncoder, ChunkDecoder {
    private var rest: [UInt8] = []  // what does not fill a group yet

    mutating func begin() { rest = [] }
    mutating func encode(_ bytes: RawSpan, to sink: inout Sink) throws { try sink.write(text(of: group(bytes, by: 3))) }
    mutating func finishEncoding(to sink: inout Sink) throws { try sink.write(text(of: rest)) }
    mutating func decode(_ bytes: RawSpan, to sink: inout Sink) throws { try sink.write(data(of: group(bytes, by: 4))) }
    mutating func finishDecoding(to sink: inout Sink) throws { try sink.write(data(of: rest)) }

    private mutating func group(_ bytes: RawSpan, by size: Int) -> [UInt8] {
        rest.append(bytes)
        defer { rest.removeFirst(rest.count / size * size) }
        return Array(rest.prefix(rest.count / size * size))
    }
    private func text(of bytes: [UInt8]) -> String {
        String(Data(bytes).base64EncodedString().filter { $0 != "=" }.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }
    private func data(of text: [UInt8]) throws -> [UInt8] {
        let standard = String(decoding: text, as: UTF8.self).replacing("-", with: "+").replacing("_", with: "/")
        let data = Data(base64Encoded: standard + String(repeating: "=", count: (4 - text.count % 4) % 4))
        guard let data, self.text(of: [UInt8](data)).utf8.elementsEqual(text) else {
            throw CodecError.invalidFormat("this is not base64url")
        }
        return [UInt8](data)
    }
}
