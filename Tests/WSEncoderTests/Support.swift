import Bytes
import CWSEncoder
import Catalog
import CodecKit
import Testing

@testable import WSEncoder

func description(of name: String) throws -> CodecDescription {
    try #require(unsafe Array(name.utf8).withUnsafeBufferPointer { unsafe Catalog.codec(named: ByteText($0)) })
}

func link(of name: String) throws -> CodecLink {
    try CodecLink(at: #require(unsafe Array(name.utf8).withUnsafeBufferPointer { unsafe Catalog.index(named: ByteText($0)) }))
}

func text(_ string: WS_STRING) -> String {
    guard let characters = unsafe string.characters else { return "(invalid)" }
    return unsafe String(decoding: characters, as: UTF16.self)
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
        unsafe error.string(at: index).map { unsafe text($0) } ?? "(none)"
    }
}
