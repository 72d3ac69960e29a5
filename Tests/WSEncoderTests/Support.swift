import Bytes
import CWSEncoder
import Catalog
import CodecKit
import Testing

@testable import WSEncoder

extension ByteText {
    var description: String { unsafe String(decoding: buffer, as: UTF8.self) }
}

func description(of name: String) throws -> CodecDescription {
    let index = unsafe Array(name.utf8).withUnsafeBufferPointer { unsafe Catalog.index(named: ByteText($0)) }
    return try #require(index.flatMap { Catalog.codec(at: $0) })
}

func link(of name: String) throws -> CodecLink {
    try CodecLink(at: #require(unsafe Array(name.utf8).withUnsafeBufferPointer { unsafe Catalog.index(named: ByteText($0)) }))
}

func text(_ string: WS_STRING) -> String {
    guard let string = unsafe WideText(string) else { return "(invalid)" }
    return text(string)
}

func text(_ string: WideText) -> String {
    unsafe String(decoding: string.units, as: UTF16.self)
}

/// The strings that `body` leaves in an error object, the newest first.
func diagnostics(_ body: (OpaquePointer?) -> Void) -> [String] {
    let object = UnsafeMutablePointer<ErrorObject>.allocate(capacity: 1)
    unsafe object.initialize(to: ErrorObject(language: ErrorObject.defaultLanguage))
    defer {
        unsafe object.deinitialize(count: 1)
        unsafe object.deallocate()
    }
    unsafe body(OpaquePointer(object))
    return strings(of: unsafe object.pointee)
}

func strings(of error: borrowing ErrorObject) -> [String] {
    (0..<error.stringCount).map { index in
        error.string(at: index).map { text($0) } ?? "(none)"
    }
}
