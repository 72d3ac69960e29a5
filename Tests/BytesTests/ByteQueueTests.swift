import Testing

@testable import Bytes

@Suite struct ByteQueueTests {
    /// Moves bytes into the queue; nil if there was no memory.
    private func append(_ bytes: [UInt8], to queue: inout ByteQueue, atMost limit: Int = .max) -> Int? {
        var input = unsafe InputCursor(bytes.span.bytes)
        return queue.append(from: &input, atMost: limit) ? input.consumed : nil
    }

    /// Takes up to `count` bytes out of the queue.
    private func take(_ count: Int, from queue: inout ByteQueue) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { room, taken in
            var output = unsafe OutputCursor(OutputRawSpan(buffer: UnsafeMutableRawBufferPointer(room), initializedCount: 0))
            queue.move(to: &output)
            taken = output.produced
        }
    }

    @Test func `bytes come out in the order in which they went in`() {
        var queue = ByteQueue()
        var (written, read) = ([UInt8](), [UInt8]())
        for step in 0..<200 {
            let bytes = (0..<step % 7).map { UInt8(truncatingIfNeeded: step &* 31 &+ $0) }
            #expect(append(bytes, to: &queue) == bytes.count)
            written += bytes
            read += take(step % 5, from: &queue)
        }
        read += take(queue.count, from: &queue)
        #expect(read == written)
        let isEmpty = queue.isEmpty
        #expect(isEmpty)
    }

    @Test func `no more is taken than was allowed, and none is dropped that there is not`() {
        var queue = ByteQueue()
        #expect(append([1, 2, 3, 4], to: &queue, atMost: 3) == 3)
        #expect(append([5], to: &queue, atMost: -1) == 0)
        queue.drop(-1)
        let left = queue.count
        #expect(left == 3)
        queue.drop(1)
        #expect(take(8, from: &queue) == [2, 3])
        queue.drop(5)
        let isEmpty = queue.isEmpty
        #expect(isEmpty)
    }

    private struct Refusal: Error {}

    @Test func `what was written stays, even if the writer fails, and its last byte can be taken back`() {
        var queue = ByteQueue()
        _ = queue.reserve(8)
        do throws(Refusal) {
            try queue.write { (output) throws(Refusal) in
                let bytes: [UInt8] = [1, 2, 3]
                var input = unsafe InputCursor(bytes.span.bytes)
                output.append(from: &input)
                throw Refusal()
            }
        } catch {}
        queue.removeLast()
        #expect(take(8, from: &queue) == [1, 2])
        queue.removeLast()
        let isEmpty = queue.isEmpty
        #expect(isEmpty)
    }

    @Test func `memory that cannot be had changes nothing`() {
        var queue = ByteQueue()
        _ = append([1, 2], to: &queue)
        let isReserved = queue.reserve(.max)
        #expect(!isReserved)
        let count = queue.count
        #expect(count == 2)
        #expect(take(2, from: &queue) == [1, 2])
    }
}
