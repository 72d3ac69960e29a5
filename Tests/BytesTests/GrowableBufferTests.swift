import Bytes
import Testing

@Suite struct GrowableBufferTests {
    private func values(_ buffer: borrowing GrowableBuffer<Int32>) -> [Int32] { unsafe Array(buffer.all) }

    private func expect(_ buffer: borrowing GrowableBuffer<Int32>, _ expected: [Int32]) {
        let found = values(buffer)
        #expect(found == expected)
    }

    private func sizes(_ buffer: borrowing GrowableBuffer<Int32>) -> [Int] { [buffer.count, buffer.capacity] }

    private func string(_ bytes: borrowing GrowableBuffer<UInt8>) -> String {
        unsafe String(decoding: bytes.all, as: UTF8.self)
    }

    @Test func `values are kept as the buffer grows`() {
        var buffer = GrowableBuffer<Int32>()
        let none = sizes(buffer)
        #expect(none == [0, 0])
        var isAppended = true
        for value in 0..<10_000 { isAppended = isAppended && buffer.append(Int32(value)) }
        #expect(isAppended)
        expect(buffer, (0..<10_000).map { Int32($0) })
        let grown = sizes(buffer)
        #expect(grown[1] < 20_000)
        buffer[5] = -1
        let changed = values(buffer)[4...6]
        #expect(Array(changed) == [4, -1, 6])
    }

    @Test func `values are dropped at either end`() {
        var buffer = GrowableBuffer<Int32>()
        for value in 0..<5 { _ = buffer.append(Int32(value)) }
        buffer.removeLast()
        buffer.removeFirst(1)
        expect(buffer, [1, 2, 3])
        for ignored in [-1, 3, 4] { buffer.truncate(to: ignored) }
        buffer.removeFirst(0)
        expect(buffer, [1, 2, 3])
        buffer.truncate(to: 2)
        expect(buffer, [1, 2])
        buffer.removeFirst(9)
        let emptied = sizes(buffer)
        #expect(emptied[0] == 0 && emptied[1] >= 5)
        _ = buffer.append(repeating: 7, count: 3)
        expect(buffer, [7, 7, 7])
        buffer.removeAll()
        expect(buffer, [])
    }

    @Test func `only values for which there is memory are counted`() {
        var buffer = GrowableBuffer<Int32>()
        let isReserved = buffer.reserve(additional: 10)
        let room = buffer.capacity
        let free = unsafe buffer.free.count
        #expect(isReserved && room >= 10 && free == room)
        buffer.extend(by: room + 1)
        buffer.extend(by: -1)
        let refused = buffer.count
        buffer.extend(by: room)
        let counted = buffer.count
        #expect(refused == 0 && counted == room)
    }

    @Test func `what there can be no memory for changes nothing`() {
        var buffer = GrowableBuffer<Int32>()
        _ = buffer.append(1)
        let isReserved = buffer.reserve(Int.max) || buffer.reserve(additional: Int.max)
        #expect(!isReserved)
        expect(buffer, [1])
    }

    @Test func `texts and words are appended to bytes`() {
        var bytes = GrowableBuffer<UInt8>()
        var isAppended = bytes.append(ByteText("ab"))
        isAppended = isAppended && bytes.append(ByteText()) && bytes.append(0x6564_6364, count: 2)
        let text = string(bytes)
        let part = bytes.text(1, 2) == "bd"
        #expect(isAppended && text == "abdc" && part)
        isAppended = bytes.reserve(additional: 16)
        bytes.write(0x6867_6665_6463_6261, at: 0)
        let before = string(bytes)
        bytes.extend(by: 3)
        let after = string(bytes)
        #expect(isAppended && before == "abdc" && after == "abdcabc")
    }

    @Test(arguments: [0, -1, Int.min])
    func `a value that is appended no times changes nothing`(count: Int) {
        var buffer = GrowableBuffer<UInt16>()
        let isAppended = buffer.append(repeating: 7, count: count)
        #expect(isAppended)
        #expect(buffer.count == 0 && buffer.capacity == 0)
    }
}
