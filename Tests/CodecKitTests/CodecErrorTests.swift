import Bytes
import TestSupport
import Testing

@testable import CodecKit

@Suite struct CodecErrorTests {
    @Test func `each maker gives its kind, reason and limit`() {
        let memory = CodecError.outOfMemory
        #expect(memory.kind == .outOfMemory)
        #expect(memory.reason.description == "out of memory")
        let format = CodecError.invalidFormat("odd")
        #expect(format.kind == .invalidFormat)
        #expect(format.reason.description == "odd")
        #expect(format.limit == 0)
        let quota = CodecError.quotaExceeded("much", limit: 9)
        #expect(quota.kind == .quotaExceeded)
        #expect(quota.reason.description == "much")
        #expect(quota.limit == 9)
    }

    @Test func `a detail is carried along, and is nil where there is none`() {
        let characters: [CChar] = [0x61, 0]
        unsafe characters.withUnsafeBufferPointer { characters in
            let error = unsafe CodecError.invalidFormat("odd", detail: characters.baseAddress)
            let isCarried = unsafe error.detail == characters.baseAddress && characters.baseAddress != nil
            #expect(isCarried)
        }
        let others = [CodecError.outOfMemory, .invalidFormat("odd"), .quotaExceeded("much", limit: 1)].map {
            unsafe $0.detail == nil
        }
        #expect(others == [true, true, true])
    }

    @Test func `an error fits in the registers that functions return`() {
        #expect(MemoryLayout<CodecError>.size == 32)
    }

    @Test(arguments: [1, 0xFFFF_FFFF, 1 << 32, 1 << 40 - 1] as [UInt64])
    func `a place in a text of any size is kept beside the limit`(position: UInt64) {
        let error = CodecError.quotaExceeded("much", limit: .max, .maxDepth).at(.text(line: position, column: position))
        guard case .text(let line, let column) = error.place else { return #expect(Bool(false), "\(error.place)") }
        #expect(line == position && column == position)
        #expect(error.limit == .max && error.setting == .maxDepth)
    }

    @Test func `a line or column that is larger than any becomes the largest`() {
        let error = CodecError.invalidFormat("odd").at(.text(line: .max, column: 3))
        guard case .text(let line, let column) = error.place else { return #expect(Bool(false), "\(error.place)") }
        #expect(line == 1 << 40 - 1 && column == 3)
    }

    @Test(arguments: [0, 1, 64, 65, 1000])
    func `a name is quoted up to 64 bytes`(count: Int) {
        let bytes = [UInt8](repeating: UInt8(ascii: "n"), count: count)
        unsafe bytes.withUnsafeBufferPointer { bytes in
            let error = unsafe CodecError.invalidFormat("odd", name: ByteText(bytes))
            guard case .name(let name, let isCut) = error.finding else { return #expect(Bool(false), "\(error.finding)") }
            #expect(name.count == min(count, 64) && isCut == (count > 64))
        }
    }

    @Test func `what was found is told as it was found`() {
        let unknown = CodecError.unknownString("a string", id: .max, count: 2)
        guard case .unknownString(id: .max, count: 2) = unknown.finding else { return #expect(Bool(false), "\(unknown)") }
        let format = CodecError.quotaExceeded("much", limit: 9).at(.text(line: 5, column: 6)).finding(.gzip, expected: .textXML)
        guard case .format(.gzip, expected: .textXML) = format.finding else { return #expect(Bool(false), "\(format)") }
        #expect(format.kind == .invalidFormat && format.limit == 0)
        guard case .text(line: 1, column: 1) = format.place else { return #expect(Bool(false), "\(format)") }
    }
}
