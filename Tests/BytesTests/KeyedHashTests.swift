import Testing

@testable import Bytes

private func hash(_ bytes: [UInt8], _ hash: KeyedHash) -> UInt64 {
    unsafe bytes.withUnsafeBufferPointer { unsafe hash(ByteText($0)) }
}

@Suite struct KeyedHashTests {
    /// What CPython 3.11 prints with PYTHONHASHSEED=0, a key of zeros, for hash(bytes(range(count))): it uses SipHash-1-3, too.
    @Test(
        arguments: [
            (1, 0x68A9_1412_8E01_E473), (7, 0x2F09_8AB0_C751_325A), (8, 0xEAD4_11E6_7EBE_2EEA), (9, 0x7592_7F9D_9512_4362),
            (15, 0xF30E_B725_BB91_C9EA), (16, 0x8972_1884_33A5_C5B7), (63, 0x385D_3E39_E5F3_7359),
        ] as [(Int, UInt64)])
    func `it is SipHash-1-3`(count: Int, expected: UInt64) {
        #expect(hash((0..<count).map { UInt8($0) }, KeyedHash(key: 0, 0)) == expected)
    }

    @Test func `both halves of the key count, and the system gives another each time`() {
        let text = Array("prefix".utf8)
        let keyed = [KeyedHash(key: 0, 0), KeyedHash(key: 1, 0), KeyedHash(key: 0, 1), KeyedHash(), KeyedHash()]
        #expect(Set(keyed.map { hash(text, $0) }).count == keyed.count)
    }
}
