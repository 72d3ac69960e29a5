import Testing

@testable import Bytes

@Suite struct MemoryTests {
    @Test(arguments: [-1, Int.min, Int.max])
    func `an absurd size throws and nothing else`(size: Int) {
        #expect(throws: OutOfMemory.self) { _ = try unsafe Memory.allocate(byteCount: size) }
    }

    @Test func `zero bytes have an address of their own`() throws {
        let first = try unsafe Memory.allocate(byteCount: 0)
        let second = try unsafe Memory.allocate(byteCount: 0)
        let areDistinct = unsafe first != second
        unsafe Memory.free(first)
        unsafe Memory.free(second)
        #expect(areDistinct)
    }

    @Test func `memory is aligned for any type`() throws {
        for size in [1, 3, 8, 17, 4096] {
            let address = try unsafe Memory.allocate(byteCount: size)
            let misalignment = Int(bitPattern: address) % 16
            unsafe Memory.free(address)
            #expect(misalignment == 0, "\(size) bytes")
        }
    }

    @Test func `memory for a value has room for all of it`() throws {
        let place = try unsafe Memory.allocate((UInt64, UInt64, UInt8).self)
        unsafe place.initialize(to: (1, .max, 3))
        let (first, second, third) = unsafe place.pointee
        unsafe Memory.free(place)
        #expect(first == 1 && second == .max && third == 3)
    }

    @Test func `reallocation keeps what fits`() throws {
        var address = try unsafe Memory.allocate(byteCount: 4)
        for index in 0..<4 { unsafe address.storeBytes(of: UInt8(index + 1), toByteOffset: index, as: UInt8.self) }
        unsafe address = try Memory.reallocate(address, byteCount: 1 << 20)
        let grown = (0..<4).map { unsafe address.load(fromByteOffset: $0, as: UInt8.self) }
        unsafe address = try Memory.reallocate(address, byteCount: 2)
        let shrunk = (0..<2).map { unsafe address.load(fromByteOffset: $0, as: UInt8.self) }
        unsafe Memory.free(address)
        #expect(grown == [1, 2, 3, 4])
        #expect(shrunk == [1, 2])
    }

    @Test(arguments: [-1, Int.max])
    func `a reallocation that throws leaves the memory as it was`(size: Int) throws {
        let address = try unsafe Memory.allocate(byteCount: 1)
        unsafe address.storeBytes(of: 42, as: UInt8.self)
        #expect(throws: OutOfMemory.self) { _ = try unsafe Memory.reallocate(address, byteCount: size) }
        let kept = unsafe address.load(as: UInt8.self)
        unsafe Memory.free(address)
        #expect(kept == 42)
    }

    @Test func `reallocation of nil allocates`() throws {
        let address = try unsafe Memory.reallocate(nil, byteCount: 8)
        unsafe address.storeBytes(of: 7, as: UInt64.self)
        let value = unsafe address.load(as: UInt64.self)
        unsafe Memory.free(address)
        #expect(value == 7)
    }
}
