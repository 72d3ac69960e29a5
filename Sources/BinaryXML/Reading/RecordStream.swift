internal import Bytes
internal import CodecKit
internal import XMLText

/// Feeds a machine that wants its records whole and its room at once from input and output that come in any pieces. It works in
/// place, and copies only what is cut.
struct RecordStream<Machine: RecordMachine & ~Copyable>: ~Copyable {
    private var machine: Machine
    /// The beginning of a record that the input has ended inside of.
    private var carry = GrowableBuffer<UInt8>()
    /// What has been written and found no room in the output.
    private var staged = GrowableBuffer<UInt8>()
    private var stagedStart = 0

    init(_ machine: consuming Machine) {
        self.machine = machine
    }

    mutating func begin() throws(CodecError) {
        carry.removeAll()
        staged.removeAll()
        stagedStart = 0
        try machine.begin()
    }

    mutating func commit() {
        machine.commit()
    }

    mutating func abandon() {
        machine.abandon()
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        var isStaging = false
        while true {
            if staged.count > 0 {
                drain(&output)
                if staged.count > 0 { return .outputFull }
            }
            let step = carry.count > 0
                ? try stepOverCut(&input, &output, isStaging) : try stepInPlace(&input, &output, isStaging)
            isStaging = false
            switch step {
            case .done: break
            case .needsRoom:
                if output.isFull && staged.count == 0 { return .outputFull }
                isStaging = machine.roomNeeded > output.room
            case .needsInput:
                if staged.count > 0 { continue }
                if !input.isEmpty {
                    try carryOver(&input, input.remaining)
                    continue
                }
                let isComplete = machine.isComplete && carry.count == 0
                if !isLast { return isComplete ? .mayEnd : .needsInput }
                guard isComplete else {
                    throw .invalidFormat("the input ends before the message does").at(.offset(machine.offset))
                }
                return .finished
            }
        }
    }

    /// Moves what is staged to the output, as far as there is room.
    @_lifetime(output: copy output)
    private mutating func drain(_ output: inout OutputCursor) {
        let rest = unsafe staged.part(stagedStart, staged.count &- stagedStart)
        var moved = 0
        unsafe output.produce { room in
            moved = min(room.count, rest.count)
            unsafe room.copyMemory(from: UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: rest[..<moved])))
            return moved
        }
        stagedStart &+= moved
        if stagedStart == staged.count {
            staged.removeAll()
            stagedStart = 0
        }
    }

    /// Takes steps over the input where it lies.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    private mutating func stepInPlace(
        _ input: inout InputCursor, _ output: inout OutputCursor, _ isStaging: Bool
    ) throws(CodecError) -> Step {
        var step = Step.needsInput
        var failure: CodecError?
        unsafe input.consume { source in
            var reader = unsafe RecordReader(source)
            do throws(CodecError) {
                step = try steps(&reader, &output, isStaging)
            } catch {
                failure = error
            }
            return reader.position
        }
        if let failure { throw failure }
        return step
    }

    /// Takes the one step that begins in what is carried, with as much of the input behind it as it wants.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    private mutating func stepOverCut(
        _ input: inout InputCursor, _ output: inout OutputCursor, _ isStaging: Bool
    ) throws(CodecError) -> Step {
        let carried = carry.count
        let added = min(input.remaining, max(carried, 64))
        try unsafe input.peek { (source) throws(CodecError) in
            let bytes = unsafe UnsafeRawBufferPointer(rebasing: source[..<added])
            try unsafe bytes.withMemoryRebound(to: UInt8.self) { (bytes) throws(CodecError) in
                guard unsafe carry.append(contentsOf: bytes) else { throw .outOfMemory }
            }
        }
        var reader = unsafe RecordReader(UnsafeRawBufferPointer(carry.all))
        let step = try steps(&reader, &output, isStaging, once: true)
        let taken = reader.position
        if taken >= carried {
            input.skip(taken &- carried)
            carry.removeAll()
            return step == .needsInput ? .done : step
        }
        if taken > 0 {
            // The rest of what was carried is shorter than it was: back to the beginning with it.
            let rest = unsafe carry.part(taken, carried &- taken)
            for index in 0..<rest.count { carry[index] = unsafe rest[index] }
            carry.truncate(to: carried &- taken)
            return step == .needsInput ? .done : step
        }
        if step == .needsInput {
            // All of this belongs to the record.
            input.skip(added)
            return added > 0 ? .done : step
        }
        carry.truncate(to: carried)
        return step
    }

    /// Takes steps that write to the output, or one that writes to what is staged.
    @_lifetime(output: copy output)
    private mutating func steps(
        _ reader: inout RecordReader, _ output: inout OutputCursor, _ isStaging: Bool, once: Bool = false
    ) throws(CodecError) -> Step {
        var step = Step.needsRoom
        var failure: CodecError?
        if isStaging {
            guard staged.reserve(additional: machine.roomNeeded) else { throw .outOfMemory }
            let free = unsafe staged.free
            guard let base = free.baseAddress else { throw .outOfMemory }
            var writer = unsafe TextWriter(base, count: free.count)
            step = try machine.run(&reader, &writer, once: true)
            staged.extend(by: unsafe writer.next - base)
        } else {
            unsafe output.produce { room in
                guard let base = room.baseAddress, room.count > 0 else { return 0 }
                let start = unsafe base.assumingMemoryBound(to: UInt8.self)
                var writer = unsafe TextWriter(start, count: room.count)
                do throws(CodecError) {
                    step = try machine.run(&reader, &writer, once: once)
                } catch {
                    failure = error
                }
                return unsafe writer.next - start
            }
        }
        if let failure { throw failure }
        machine.offset &+= UInt64(truncatingIfNeeded: reader.position)
        return step
    }

    /// Keeps input for later.
    @_lifetime(input: copy input)
    private mutating func carryOver(_ input: inout InputCursor, _ count: Int) throws(CodecError) {
        try unsafe input.peek { (source) throws(CodecError) in
            let bytes = unsafe UnsafeRawBufferPointer(rebasing: source[..<min(count, source.count)])
            try unsafe bytes.withMemoryRebound(to: UInt8.self) { (bytes) throws(CodecError) in
                guard unsafe carry.append(contentsOf: bytes) else { throw .outOfMemory }
            }
        }
        input.skip(count)
    }
}
