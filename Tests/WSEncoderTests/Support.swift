import CWSEncoder
import Catalog
import CodecKit
import Testing

@testable import WSEncoder

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

func description(of name: String) throws -> CodecDescription {
    try #require(unsafe Array(name.utf8).withUnsafeBufferPointer { unsafe Catalog.codec(named: $0) })
}

func link(of name: String) throws -> CodecLink {
    try CodecLink(at: #require(unsafe Array(name.utf8).withUnsafeBufferPointer { unsafe Catalog.index(named: $0) }))
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
