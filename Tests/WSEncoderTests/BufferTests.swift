import Bytes
import CWSEncoder
import TestSupport
import Testing

@testable import WSEncoder

@Suite struct BufferTests {
    private func write(_ bytes: [UInt8], to buffer: inout Buffer) throws {
        let place = try unsafe buffer.reserve(UInt64(bytes.count))
        for (index, byte) in bytes.enumerated() { unsafe place.storeBytes(of: byte, toByteOffset: index, as: UInt8.self) }
        buffer.commit(bytes.count)
    }

    private func read(_ count: Int, from buffer: inout Buffer) -> [UInt8] {
        var bytes = [UInt8](repeating: 0xEE, count: max(count, 0) + 4)
        let taken = unsafe bytes.withUnsafeMutableBytes { room in
            guard let base = room.baseAddress else { return 0 }
            return unsafe buffer.take(count, into: base)
        }
        #expect(bytes[taken...].allSatisfy { $0 == 0xEE })
        return Array(bytes.prefix(taken))
    }

    private func content(_ buffer: borrowing Buffer) -> [UInt8] { unsafe Array(buffer.text.buffer) }

    @Test func `a new buffer is empty and has no address`() {
        let buffer = Buffer(maxSize: 5)
        let (count, maxSize) = (buffer.count, buffer.maxSize)
        let hasAddress = unsafe buffer.baseAddress != nil
        #expect(count == 0)
        #expect(maxSize == 5)
        #expect(!hasAddress)
    }

    @Test func `what is written is read in the same order`() throws {
        var buffer = Buffer(maxSize: 0)
        try write([1, 2, 3], to: &buffer)
        try write([4, 5], to: &buffer)
        #expect(content(buffer) == [1, 2, 3, 4, 5])
        #expect(read(2, from: &buffer) == [1, 2])
        #expect(content(buffer) == [3, 4, 5])
        try write([6], to: &buffer)
        #expect(read(0, from: &buffer) == [])
        #expect(read(100, from: &buffer) == [3, 4, 5, 6])
        #expect(read(100, from: &buffer) == [])
        #expect(content(buffer) == [])
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `it stays the same queue through growth and moves, seeded by the argument`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var buffer = Buffer(maxSize: 0)
        var model: [UInt8] = []
        for _ in 0..<400 {
            let count = Int.random(in: 1...(1 << Int.random(in: 0...11, using: &generator)), using: &generator)
            switch Int.random(in: 0..<8, using: &generator) {
            case 0...3:
                let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
                try write(bytes, to: &buffer)
                model += bytes
            case 4...6:
                #expect(read(count, from: &buffer) == Array(model.prefix(count)))
                model.removeFirst(min(count, model.count))
            default:
                buffer.truncate(to: count)
                model = Array(model.prefix(count))
            }
            let isSame = content(buffer) == model
            try #require(isSame)
        }
    }

    @Test func `what is reserved and not committed does not count`() throws {
        var buffer = Buffer(maxSize: 0)
        try write([1], to: &buffer)
        let place = try unsafe buffer.reserve(3)
        unsafe place.initializeMemory(as: UInt8.self, repeating: 9, count: 3)
        #expect(content(buffer) == [1])
        buffer.commit(2)
        #expect(content(buffer) == [1, 9, 9])
        try write([5], to: &buffer)
        #expect(content(buffer) == [1, 9, 9, 5])
    }

    @Test func `no more is committed than there is room for, and no less than nothing`() throws {
        var buffer = Buffer(maxSize: 0)
        try write([1], to: &buffer)
        buffer.commit(-1)
        buffer.commit(Int.min)
        let count = buffer.count
        #expect(count == 1)
        _ = try unsafe buffer.reserve(10)
        buffer.commit(Int.max)
        let most = buffer.count
        #expect(most >= 11 && most <= 1 << 20)
    }

    @Test func `truncation keeps what came first`() throws {
        for (size, kept) in [(Int.max, 4), (5, 4), (4, 4), (3, 3), (1, 1), (0, 0), (-1, 0), (Int.min, 0)] {
            var buffer = Buffer(maxSize: 0)
            try write([0, 1, 2, 3, 4], to: &buffer)
            _ = read(1, from: &buffer)
            buffer.truncate(to: size)
            #expect(content(buffer) == Array([1, 2, 3, 4].prefix(kept)), "\(size)")
        }
    }

    @Test func `the limit is for what is in it at one time`() throws {
        var buffer = Buffer(maxSize: 10)
        func accepted(_ buffer: borrowing Buffer) -> [Bool] {
            [0, 5, 6, 10, 11, UInt64.max].map { buffer.accepts($0) }
        }
        #expect(accepted(buffer) == [true, true, true, true, false, false])
        try write([1, 2, 3, 4, 5], to: &buffer)
        #expect(accepted(buffer) == [true, true, false, false, false, false])
        _ = read(4, from: &buffer)
        #expect(accepted(buffer) == [true, true, true, false, false, false])
        buffer.reset()
        #expect(accepted(buffer) == [true, true, true, true, false, false])
    }

    @Test func `0 is no limit but the sum must be countable`() throws {
        var buffer = Buffer(maxSize: 0)
        #expect(buffer.accepts(.max) as Bool)
        try write([1], to: &buffer)
        let (most, more) = (buffer.accepts(.max - 1), buffer.accepts(.max))
        #expect(most)
        #expect(!more)
    }

    @Test(arguments: [UInt64.max, UInt64(Int.max) + 1, UInt64(Int.max), UInt64(Int.max) - 1])
    func `room that cannot be had throws and changes nothing`(size: UInt64) throws {
        var buffer = Buffer(maxSize: 0)
        try write([0, 1, 2], to: &buffer)
        _ = read(1, from: &buffer)
        var hasThrown = false
        do throws(OutOfMemory) { _ = try unsafe buffer.reserve(size) } catch { hasThrown = true }
        #expect(hasThrown)
        #expect(content(buffer) == [1, 2])
        try write([3], to: &buffer)
        #expect(content(buffer) == [1, 2, 3])
    }

    @Test func `reset empties it and keeps its memory`() throws {
        var buffer = Buffer(maxSize: 0)
        try write([UInt8](repeating: 1, count: 10_000), to: &buffer)
        let before = unsafe buffer.baseAddress
        buffer.reset()
        #expect(content(buffer) == [])
        try write([UInt8](repeating: 2, count: 10_000), to: &buffer)
        let isSame = unsafe buffer.baseAddress == before
        #expect(isSame)
    }

    @Test func `kept strings are copies that outlive what is written`() throws {
        var buffer = Buffer(maxSize: 0)
        var units = Array("text/xml".utf16)
        let kept = try unsafe units.withUnsafeMutableBufferPointer { units in
            let kept = try unsafe buffer.keep(WideText(UnsafeBufferPointer(units)))
            unsafe units.update(repeating: 0x3F)
            return kept
        }
        let other = try buffer.keep(.empty)
        try write([UInt8](repeating: 1, count: 100_000), to: &buffer)
        let (first, second) = (text(kept), text(other))
        #expect(first == "text/xml")
        #expect(second == "")
        buffer.reset()
    }
}
