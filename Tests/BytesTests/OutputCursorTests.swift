import Testing

@testable import Bytes

@Suite struct OutputCursorTests {
    private static let mark: UInt8 = 0xAA

    /// Lets `body` fill a run of `room` bytes in the middle of marked memory. Returns what it produced and whether the memory
    /// around is untouched.
    private func fill(_ room: Int, _ body: (inout OutputCursor) -> Void) -> (bytes: [UInt8], isIntact: Bool) {
        let margin = 32
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: room + 2 * margin, alignment: 16)
        defer { unsafe memory.deallocate() }
        unsafe memory.initializeMemory(as: UInt8.self, repeating: Self.mark)
        let run = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[margin..<margin + room])
        var cursor = unsafe OutputCursor(OutputRawSpan(buffer: run, initializedCount: 0))
        body(&cursor)
        let produced = cursor.produced
        let isIntact =
            unsafe memory[..<margin].allSatisfy { $0 == Self.mark }
            && memory[(margin + room)...].allSatisfy { $0 == Self.mark }
        return (unsafe Array(run[..<min(max(produced, 0), room)]), isIntact && (0...room).contains(produced))
    }

    @Test func `a new cursor has produced nothing and has all its room`() {
        _ = fill(7) { cursor in
            let (produced, room, isFull) = (cursor.produced, cursor.room, cursor.isFull)
            #expect(produced == 0)
            #expect(room == 7)
            #expect(!isFull)
        }
    }

    @Test func `a cursor without room is full`() {
        let (bytes, isIntact) = fill(0) { cursor in
            let (room, isFull) = (cursor.room, cursor.isFull)
            #expect(room == 0)
            #expect(isFull)
            unsafe cursor.produce { _ in 1 }
        }
        #expect(bytes.isEmpty)
        #expect(isIntact)
    }

    @Test(arguments: [
        (Int.min, 0), (-1, 0), (0, 0), (1, 1), (4, 4), (5, 4), (Int.max, 4),
    ])
    func `whatever a body returns the cursor stays in its run`(returned: Int, counted: Int) {
        let (bytes, isIntact) = fill(4) { cursor in
            unsafe cursor.produce { room in
                unsafe room.initializeMemory(as: UInt8.self, repeating: 7)
                return returned
            }
            let (produced, room, isFull) = (cursor.produced, cursor.room, cursor.isFull)
            #expect(produced == counted)
            #expect(room == 4 - counted)
            #expect(isFull == (counted == 4))
        }
        #expect(bytes == Array(repeating: 7, count: counted))
        #expect(isIntact)
    }

    @Test func `each body is shown the room that the ones before left`() {
        var rooms: [Int] = []
        let (bytes, isIntact) = fill(6) { cursor in
            for (count, value) in [(1, 1), (3, 2), (0, 3), (9, 4), (1, 5)] as [(Int, UInt8)] {
                unsafe cursor.produce { room in
                    rooms.append(room.count)
                    for index in 0..<min(count, room.count) { unsafe room[index] = value }
                    return count
                }
            }
        }
        #expect(rooms == [6, 5, 2, 2, 0])
        #expect(bytes == [1, 2, 2, 2, 4, 4])
        #expect(isIntact)
    }
}
