import Testing

@testable import Bytes

@Suite struct InputCursorTests {
    private let bytes: [UInt8] = [10, 20, 30, 40, 50]

    @Test func `a new cursor shows all bytes and has taken none`() {
        let cursor = unsafe InputCursor(bytes.span.bytes)
        let (remaining, consumed, isEmpty, first) = (cursor.remaining, cursor.consumed, cursor.isEmpty, cursor.first)
        #expect(remaining == 5)
        #expect(consumed == 0)
        #expect(!isEmpty)
        #expect(first == 10)
    }

    @Test func `an empty run has no first byte`() {
        let none: [UInt8] = []
        let cursor = unsafe InputCursor(none.span.bytes)
        let (remaining, isEmpty, first) = (cursor.remaining, cursor.isEmpty, cursor.first)
        #expect(remaining == 0)
        #expect(isEmpty)
        #expect(first == nil)
    }

    @Test(arguments: [
        (Int.min, 0), (-1, 0), (0, 0), (1, 1), (4, 4), (5, 5), (6, 5), (Int.max, 5),
    ])
    func `skip takes no fewer than no bytes and no more than there are`(count: Int, taken: Int) {
        var cursor = unsafe InputCursor(bytes.span.bytes)
        cursor.skip(count)
        let (remaining, consumed, first) = (cursor.remaining, cursor.consumed, cursor.first)
        #expect(consumed == taken)
        #expect(remaining == 5 - taken)
        #expect(first == (taken < 5 ? bytes[taken] : nil))
    }

    @Test(arguments: [
        (Int.min, 0), (-1, 0), (0, 0), (1, 1), (5, 5), (6, 5), (Int.max, 5),
    ])
    func `whatever a body returns the cursor stays in its run`(returned: Int, taken: Int) {
        var cursor = unsafe InputCursor(bytes.span.bytes)
        unsafe cursor.consume { _ in returned }
        let (remaining, consumed) = (cursor.remaining, cursor.consumed)
        var rest: [UInt8] = []
        unsafe cursor.consume { left in
            unsafe rest = Array(left)
            return 0
        }
        #expect(consumed == taken)
        #expect(remaining == 5 - taken)
        #expect(rest == Array(bytes[taken...]))
    }

    @Test func `skips and bodies go on from each other`() {
        var cursor = unsafe InputCursor(bytes.span.bytes)
        var seen: [[UInt8]] = []
        cursor.skip(1)
        unsafe cursor.consume { left in
            unsafe seen.append(Array(left))
            return 2
        }
        cursor.skip(1)
        unsafe cursor.consume { left in
            unsafe seen.append(Array(left))
            return 9
        }
        unsafe cursor.consume { left in
            unsafe seen.append(Array(left))
            return 9
        }
        cursor.skip(3)
        let (remaining, consumed, isEmpty) = (cursor.remaining, cursor.consumed, cursor.isEmpty)
        #expect(seen == [[20, 30, 40, 50], [50], []])
        #expect(consumed == 5)
        #expect(remaining == 0)
        #expect(isEmpty)
    }
}
