import Bytes
import CodecKit
import TestSupport
import XMLText

/// What became of a document.
struct Tokenized: Equatable {
    var events: [String] = []
    var reason: String?
    var kind: CodecError.Kind?
    var limit: UInt64 = 0
    var line: UInt64 = 0
    var column: UInt64 = 0
    var pieces: [Int] = []

    var isAccepted: Bool { reason == nil }
}

/// Runs a document through the tokenizer in pieces that end at `cuts`.
func tokenize(
    _ document: [UInt8], cuts: [Int] = [], stops: Bool = false, limits: XMLLimits = XMLLimits(),
    invalidCharacters: InvalidCharacters = .refuse, way: Way = .common
) -> Tokenized {
    switch way {
    case .common: tokenize(document, cuts, EventRecorder<CommonWay>(stops: stops), limits, invalidCharacters)
    case .exact: tokenize(document, cuts, EventRecorder<ExactWay>(stops: stops), limits, invalidCharacters)
    }
}

private func tokenize<Chosen>(
    _ document: [UInt8], _ cuts: [Int], _ handler: consuming EventRecorder<Chosen>, _ limits: XMLLimits,
    _ invalidCharacters: InvalidCharacters
) -> Tokenized {
    var result = Tokenized()
    var recorder = handler
    guard var tokenizer = XMLTokenizer(limits, invalidCharacters) else {
        result.reason = "no memory"
        return result
    }
    do throws(CodecError) {
        try run(document, cuts + [document.count], &tokenizer, &recorder)
    } catch {
        (result.reason, result.kind, result.limit) = (error.reason.description, error.kind, error.limit)
        if case .text(let line, let column) = error.place { (result.line, result.column) = (line, column) }
    }
    result.events = recorder.events
    result.pieces = recorder.pieces
    return result
}

private func run<Chosen>(
    _ document: [UInt8], _ ends: [Int], _ tokenizer: inout XMLTokenizer, _ recorder: inout EventRecorder<Chosen>
) throws(CodecError) {
    guard tokenizer.begin() else { return }
    var position = 0
    for (number, end) in ends.enumerated() {
        repeat {
            recorder.isReady = true
            // Memory of its own, so that AddressSanitizer and valgrind see what is read beyond it.
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(end - position, 1), alignment: 1)
            defer { unsafe copy.deallocate() }
            unsafe copy.copyBytes(from: document[position..<end])
            let window = unsafe UnsafeRawBufferPointer(rebasing: copy[..<(end - position)])
            let taken = try unsafe tokenizer.run(window, isLast: number == ends.count - 1, &recorder)
            position += taken
        } while position < end || !recorder.isReady
    }
}
