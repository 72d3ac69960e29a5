import Testing

@testable import CodecKit

@Suite struct LimitsTests {
    @Test(arguments: [0, 1, 1 << 40, UInt64.max] as [UInt64])
    func `0 is no limit`(produced: UInt64) {
        let limits = Limits(maxDecodedSize: 0, maxExpansion: 0)
        #expect(limits.sizeLeft(produced: produced) == .max)
        #expect(limits.expansionLeft(produced: produced, received: 0) == .max)
        #expect(limits.expansionLeft(produced: produced, received: .max) == .max)
    }

    @Test(
        arguments: [
            (0, 100), (1, 99), (99, 1), (100, 0), (101, 0), (UInt64.max, 0),
        ] as [(UInt64, UInt64)])
    func `the size left ends exactly at the limit`(produced: UInt64, left: UInt64) {
        #expect(Limits(maxDecodedSize: 100, maxExpansion: 0).sizeLeft(produced: produced) == left)
    }

    @Test func `the largest size limit is counted in full`() {
        let limits = Limits(maxDecodedSize: .max, maxExpansion: 0)
        #expect(limits.sizeLeft(produced: 0) == .max)
        #expect(limits.sizeLeft(produced: .max - 1) == 1)
        #expect(limits.sizeLeft(produced: .max) == 0)
    }

    @Test(
        arguments: [
            (0, 0, 0), (1, 0, 0), (0, 7, 70), (69, 7, 1), (70, 7, 0), (71, 7, 0), (70, 8, 10),
        ] as [(UInt64, UInt64, UInt64)])
    func `the expansion left ends exactly at the limit`(produced: UInt64, received: UInt64, left: UInt64) {
        #expect(Limits(maxDecodedSize: 0, maxExpansion: 10).expansionLeft(produced: produced, received: received) == left)
    }

    @Test func `a product that overflows allows all that can be counted`() {
        let limits = Limits(maxDecodedSize: 0, maxExpansion: .max)
        let largest = UInt64.max / UInt64(UInt32.max)
        #expect(limits.expansionLeft(produced: 0, received: largest) == largest * UInt64(UInt32.max))
        #expect(limits.expansionLeft(produced: 0, received: largest + 1) == .max)
        #expect(limits.expansionLeft(produced: .max - 1, received: .max) == 1)
        #expect(limits.expansionLeft(produced: .max, received: .max) == 0)
    }

    @Test func `each limit holds without regard to the other`() {
        let limits = Limits(maxDecodedSize: 10, maxExpansion: 2)
        #expect(limits.sizeLeft(produced: 4) == 6)
        #expect(limits.expansionLeft(produced: 4, received: 100) == 196)
        #expect(limits.expansionLeft(produced: 4, received: 2) == 0)
    }
}
