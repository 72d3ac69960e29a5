internal import Bytes
internal import CodecKit
internal import XMLText

/// Runs a machine, which wants records whole and room at once, over input and output that come in any pieces. It works in place
/// and copies only what is cut.
struct RecordStream<Machine: RecordMachine & ~Copyable>: ~Copyable {
    private var machine: Machine
    /// The beginning of a record that goes on in input to come.
    private var carry = GrowableBuffer<UInt8>()
    /// What has been written and had no room in the output.
    private var staged = GrowableBuffer<UInt8>()
    private var stagedStart = 0
    /// Why the machine has failed. It is thrown once what is staged has been passed on, which was written before.
    private var failure: CodecError?

    init(_ machine: consuming Machine) {
        self.machine = machine
    }

    mutating func begin() throws(CodecError) {
        carry.removeAll()
        staged.removeAll()
        stagedStart = 0
        failure = nil
        try machine.begin()
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
                if let failure { throw failure }
            }
            let step =
                carry.count > 0
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
        stagedStart &+= output.append(staged.text.dropFirst(stagedStart))
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
        try input.read(.needsInput) { (reader) throws(CodecError) in try steps(&reader, &output, isStaging) }
    }

    /// Takes the step that begins in what is carried over and goes on in the input.
    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    private mutating func stepOverCut(
        _ input: inout InputCursor, _ output: inout OutputCursor, _ isStaging: Bool
    ) throws(CodecError) -> Step {
        let carried = carry.count
        let added = min(input.remaining, max(carried, 64))
        guard input.copy(added, to: &carry) else { throw .outOfMemory }
        var reader = RecordReader(carry.text)
        let step = try steps(&reader, &output, isStaging, once: true)
        let taken = reader.position
        if taken >= carried {
            input.skip(taken &- carried)
            carry.removeAll()
            return step == .needsInput ? .done : step
        }
        if taken > 0 {
            // The rest of what was carried moves to the beginning.
            carry.truncate(to: carried)
            carry.removeFirst(taken)
            return step == .needsInput ? .done : step
        }
        if step == .needsInput {
            // All that was added belongs to the record.
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
        let step: Step
        if isStaging {
            guard staged.reserve(additional: machine.roomNeeded) else { throw .outOfMemory }
            step = try stagedStep(&reader)
        } else {
            step = try output.write(.needsRoom) { (writer) throws(CodecError) in
                try machine.run(&reader, &writer, once: once)
            }
        }
        machine.offset &+= UInt64(truncatingIfNeeded: reader.position)
        return step
    }

    /// Takes a step that writes to what is staged.
    private mutating func stagedStep(_ reader: inout RecordReader) throws(CodecError) -> Step {
        var writer = staged.writer
        do throws(CodecError) {
            let step = try machine.run(&reader, &writer, once: true)
            staged.extend(to: writer)
            return step
        } catch {
            staged.extend(to: writer)
            guard staged.count > 0 else { throw error }
            failure = error
            return .done
        }
    }

    /// Keeps input for later.
    @_lifetime(input: copy input)
    private mutating func carryOver(_ input: inout InputCursor, _ count: Int) throws(CodecError) {
        guard input.copy(count, to: &carry) else { throw .outOfMemory }
        input.skip(count)
    }
}

extension RecordStream where Machine == RecordDecoder {
    /// See `Codec.commit`.
    mutating func commit() {
        machine.commit()
    }

    /// See `Codec.abandon`.
    mutating func abandon() {
        machine.abandon()
    }
}

extension RecordStream where Machine == RecordLister {
    /// Looks at a message, or at its beginning, before any of it is listed, to find out what its identifiers stand for.
    mutating func lookAhead(_ message: ByteText, isWhole: Bool) throws(CodecError) {
        guard staged.reserve(Self.unseenCount) else { throw .outOfMemory }
        var reader = RecordReader(message)
        var step = Step.needsRoom
        while step == .needsRoom {
            // Nobody sees these lines.
            var writer = staged.writer
            do throws(CodecError) {
                step = try machine.run(&reader, &writer, once: false)
            } catch {
                guard error.kind != .outOfMemory else { throw error }
                step = .done
            }
        }
        machine.strings.conclude(isWhole: isWhole && step == .needsInput && machine.isComplete && reader.remaining == 0)
        try machine.begin()
    }

    private static var unseenCount: Int { 16 << 10 }

    /// See `RecordLister.endMessage`.
    mutating func endMessage() {
        machine.endMessage()
    }
}
