import CWSEncoder
import Testing

@testable import WSEncoder

@Suite struct InstanceMemoryTests {
    private func layout<State: ~Copyable, Cell: BitwiseCopyable>(_ state: State.Type, _ cell: Cell) throws -> [Int] {
        let memory = try InstanceMemory<State, Cell>(cell: cell)
        defer { unsafe memory.deallocate() }
        let address = unsafe memory.address
        return unsafe [
            UnsafeMutableRawPointer(memory.header) - address, UnsafeMutableRawPointer(memory.state) - address,
            UnsafeMutableRawPointer(memory.cell) - address,
        ]
    }

    @Test func `header, state and cell lie one after another, aligned`() throws {
        for offsets in try [layout(EncoderState.self, UInt64(0)), layout(DecoderState.self, UInt8(0)), layout(UInt8.self, 0)] {
            #expect(offsets[0] == 0)
            #expect(offsets[1] >= MemoryLayout<OperationHeader>.size)
            #expect(offsets[2] > offsets[1])
            for offset in offsets { #expect(offset % 16 == 0) }
        }
        let encoder = try layout(EncoderState.self, UInt64(0))
        #expect(encoder[2] - encoder[1] >= MemoryLayout<EncoderState>.size)
    }

    @Test func `an address leads back to the same memory, and none to none`() throws {
        let memory = try InstanceMemory<UInt32, UInt32>(cell: 7)
        defer { unsafe memory.deallocate() }
        unsafe memory.state.initialize(to: 5)
        let same = unsafe InstanceMemory<UInt32, UInt32>(memory.address)
        let state = unsafe same?.state.pointee
        let cell = unsafe same?.cell.pointee
        let isIdle = unsafe same?.header.pointee.handoff.isIdle
        #expect(state == 5 && cell == 7 && isIdle == true)
        let isNone = unsafe InstanceMemory<UInt32, UInt32>(nil)?.address == nil
        #expect(isNone)
    }
}
