import Testing

@testable import Bytes

private func text(_ compose: (inout TextBuffer) -> Void) -> String {
    var buffer = TextBuffer()
    compose(&buffer)
    return String(decoding: (0..<buffer.count).map { buffer[$0] }, as: UTF8.self)
}

private func withCString(_ bytes: [UInt8], _ body: (UnsafePointer<CChar>) -> Void) {
    unsafe (bytes + [0]).map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { characters in
        if let start = characters.baseAddress { unsafe body(start) }
    }
}

@Suite struct TextBufferTests {
    @Test func `a new buffer is empty`() {
        #expect(text { _ in } == "")
    }

    @Test(
        arguments: [
            0, 1, 9, 10, 11, 99, 100, 101, 4_294_967_295, 4_294_967_296, 9_999_999_999_999_999_999,
            10_000_000_000_000_000_000, UInt64.max - 1, UInt64.max,
        ] as [UInt64])
    func `unsigned numbers are written in full`(value: UInt64) {
        #expect(text { $0.append(decimal: value) } == String(value))
    }

    @Test(arguments: [Int64.min, Int64.min + 1, -10, -9, -1, 0, 1, 9, 10, Int64.max - 1, Int64.max])
    func `signed numbers are written in full`(value: Int64) {
        #expect(text { $0.append(decimal: value) } == String(value))
    }

    @Test func `every power of ten and its neighbours are written in full`() {
        var power: UInt64 = 1
        for _ in 0..<20 {
            for value in [power &- 1, power, power &+ 1] {
                #expect(text { $0.append(decimal: value) } == String(value))
            }
            power &*= 10
        }
    }

    @Test func `only printable ASCII stays as it is`() {
        for unit in UInt8.min...UInt8.max {
            let expected = (0x20...0x7E).contains(unit) ? unit : UInt8(ascii: "?")
            #expect(text { $0.append(unit) } == String(decoding: [expected], as: UTF8.self), "\(unit)")
        }
    }

    @Test func `what does not fit is cut off`() {
        var buffer = TextBuffer()
        for _ in 0..<TextBuffer.capacity - 2 { buffer.append(UInt8(ascii: "a")) }
        buffer.append("bcd")
        buffer.append(decimal: UInt64.max)
        buffer.append(UInt8(ascii: "e"))
        let count = buffer.count
        let tail = (TextBuffer.capacity - 3..<TextBuffer.capacity).map { buffer[$0] }
        #expect(TextBuffer.capacity == 480)
        #expect(count == TextBuffer.capacity)
        #expect(tail == Array("abc".utf8))
    }

    @Test func `past the end there are NULs`() {
        var buffer = TextBuffer()
        buffer.append("x")
        let units = [Int.min, -1, 0, 1, TextBuffer.capacity - 1, TextBuffer.capacity, Int.max].map { buffer[$0] }
        #expect(units == [0, 0, UInt8(ascii: "x"), 0, 0, 0, 0])
    }

    @Test func `a short C string is written in full`() {
        unsafe withCString(Array("hello\u{1}".utf8)) { string in
            #expect(text { unsafe $0.append(cString: string) } == "hello?")
        }
    }

    @Test func `a C string that exceeds the limit is cut and marked`() {
        unsafe withCString(Array("abcdef".utf8)) { string in
            #expect(text { unsafe $0.append(cString: string, limit: 5) } == "abcde...")
            #expect(text { unsafe $0.append(cString: string, limit: 7) } == "abcdef")
            #expect(text { unsafe $0.append(cString: string, limit: 0) } == "...")
            #expect(text { unsafe $0.append(cString: string, limit: -1) } == "...")
        }
    }

    @Test func `a C string as long as the limit is not marked as cut`() {
        unsafe withCString(Array("abcdef".utf8)) { string in
            #expect(text { unsafe $0.append(cString: string, limit: 6) } == "abcdef")
        }
    }

    @Test func `the limit of a C string is 64 bytes by default`() {
        unsafe withCString(Array(repeating: UInt8(ascii: "z"), count: 100)) { string in
            #expect(text { unsafe $0.append(cString: string) } == String(repeating: "z", count: 64) + "...")
        }
    }

    @Test func `UTF-16 that is not ASCII becomes question marks`() {
        let units: [UInt16] = [0x41, 0xE9, 0x100, 0x141, 0x20AC, 0xD83D, 0xDE00, 0x0A, 0x5A]
        unsafe units.withUnsafeBufferPointer { units in
            #expect(text { unsafe $0.append(wide: WideText(units)) } == "A???????Z")
        }
    }

    @Test func `UTF-16 is cut and marked only beyond the limit`() {
        unsafe Array("abcdef".utf16).withUnsafeBufferPointer { units in
            #expect(text { unsafe $0.append(wide: WideText(units), limit: 5) } == "abcde...")
            #expect(text { unsafe $0.append(wide: WideText(units), limit: 6) } == "abcdef")
            #expect(text { unsafe $0.append(wide: WideText(units), limit: 0) } == "...")
            #expect(text { unsafe $0.append(wide: WideText(units), limit: -5) } == "...")
            #expect(text { unsafe $0.append(wide: WideText(UnsafeBufferPointer(start: nil, count: 0))) } == "")
        }
    }
}
