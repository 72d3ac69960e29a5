import Bytes
import CodecKit
import Synchronization

/// A codec put together for a test: what it gives for each byte, what at the end, and when it is complete.
struct SampleCodec: Codec, ~Copyable {
    /// What became of a codec.
    final class Log: Sendable {
        private let lines = Mutex<[String]>([])

        func note(_ line: String) { lines.withLock { $0.append(line) } }
        var all: [String] { lines.withLock { $0 } }
    }

    /// What a byte of input leads to.
    enum Step {
        case give([UInt8])
        /// The message is complete once this is given.
        case finish([UInt8])
        case fail(CodecError)
        /// Claims to be in this state although it is not.
        case claim(Progress)
    }

    private let step: (UInt8) -> Step
    private let head: [UInt8]
    private let foot: [UInt8]?
    private let rest: Progress
    private let log: Log?
    private let name: String

    private var queue: ArraySlice<UInt8> = []
    private var isOver = false
    private var messages = 0

    /// `rest` is what it says when it has taken all. `foot` is what it gives when nothing more comes, nil if that must not be.
    init(
        _ name: String = "", log: Log? = nil, head: [UInt8] = [], foot: [UInt8]? = [], rest: Progress = .needsInput,
        step: @escaping (UInt8) -> Step
    ) {
        self.name = name
        self.log = log
        self.head = head
        self.foot = foot
        self.rest = rest
        self.step = step
    }

    deinit {
        log?.note("\(name) destroyed")
    }

    mutating func begin() throws(CodecError) {
        messages += 1
        log?.note("\(name) begun")
        if messages == 3 && name == "third time" { throw .outOfStep("not a third time") }
        queue = head[...]
        isOver = false
    }

    mutating func commit() {
        log?.note("\(name) committed")
    }

    mutating func abandon() {
        log?.note("\(name) abandoned")
    }

    @_lifetime(input: copy input)
    @_lifetime(output: copy output)
    mutating func process(
        _ input: inout InputCursor, into output: inout OutputCursor, isLast: Bool
    ) throws(CodecError) -> Progress {
        while true {
            while let byte = queue.first {
                if output.isFull { return .outputFull }
                unsafe output.produce { room in
                    unsafe room[0] = byte
                    return 1
                }
                queue.removeFirst()
            }
            if isOver { return .finished }
            guard let byte = input.first else {
                guard isLast, let foot else { return isLast ? .needsInput : rest }
                queue = foot[...]
                isOver = true
                continue
            }
            switch step(byte) {
            case .give(let bytes): queue = bytes[...]
            case .finish(let bytes):
                queue = bytes[...]
                isOver = true
            case .fail(let error): throw error
            case .claim(let progress): return progress
            }
            input.skip(1)
        }
    }

    /// Gives every byte twice, and may end anywhere.
    static func doubler() -> SampleCodec {
        SampleCodec(rest: .mayEnd) { .give([$0, $0]) }
    }

    /// Copies, and may end anywhere.
    static func copier(log: Log? = nil, _ name: String = "") -> SampleCodec {
        SampleCodec(name, log: log, rest: .mayEnd) { .give([$0]) }
    }

    /// Takes everything and gives nothing but a footer.
    static func swallower() -> SampleCodec {
        SampleCodec(foot: [0x23]) { _ in .give([]) }
    }

    /// Puts brackets around the message, and replaces closing ones within.
    static func bracketer() -> SampleCodec {
        SampleCodec(head: [0x5B], foot: [0x5D]) { .give([$0 == 0x5D ? 0x5C : $0]) }
    }

    /// Takes a message up to its first closing bracket and leaves what follows; complete only with it.
    static func unbracketer() -> SampleCodec {
        SampleCodec(foot: nil) { byte in
            switch byte {
            case 0x5B: .give([])
            case 0x5D: .finish([])
            default: .give([byte])
            }
        }
    }

    /// Copies, and fails at a question mark.
    static func failing(_ error: CodecError = .invalidFormat("a question")) -> SampleCodec {
        SampleCodec(rest: .mayEnd) { $0 == 0x3F ? .fail(error) : .give([$0]) }
    }

    /// Copies, and at a question mark breaks the contract.
    static func claiming(_ progress: Progress) -> SampleCodec {
        SampleCodec(rest: .mayEnd) { $0 == 0x3F ? .claim(progress) : .give([$0]) }
    }
}
