import Bytes
import XMLText

/// How the tokenizer goes through a document.
enum Way: CaseIterable {
    /// As it does in the library.
    case common
    /// By its exact steps alone.
    case exact
}

protocol ChosenWay {
    static var allowsShortWays: Bool { get }
}

enum CommonWay: ChosenWay {
    static var allowsShortWays: Bool { true }
}

enum ExactWay: ChosenWay {
    static var allowsShortWays: Bool { false }
}

/// Writes down what the tokenizer tells, one line for an element with its attributes and declarations, one for a text.
struct EventRecorder<Chosen: ChosenWay>: XMLTextHandler, ~Copyable {
    static var allowsShortWays: Bool { Chosen.allowsShortWays }

    var events: [String] = []
    /// With `stops`, the tokenizer is stopped after everything it tells.
    var isReady = true
    var stops = false
    private var text: [UInt8] = []
    private(set) var pieces: [Int] = []

    init(stops: Bool = false) {
        self.stops = stops
    }

    private mutating func told() {
        if stops { isReady = false }
    }

    private mutating func endText() {
        if !text.isEmpty { events.append("text \(text.map { String($0, radix: 16) }.joined())") }
        text = []
    }

    mutating func beginElement(_ name: XMLName) {
        endText()
        events.append("start \(string(name.text))")
        told()
    }

    mutating func attribute(_ name: XMLName, _ value: ByteText, isASCII: Bool) {
        let isReallyASCII = unsafe value.buffer.allSatisfy { $0 < 0x80 }
        if isASCII != isReallyASCII { events.append("wrongly taken for ASCII or not") }
        let prefix = name.prefixCount > 0 ? string(name.prefix) + ":" : ""
        events[events.count - 1] += " \(prefix)\(string(name.localName))='\(string(value))'"
        told()
    }

    mutating func namespaceDeclaration(
        prefix: ByteText, namespace: ByteText, isRedundant: Bool
    ) {
        events[events.count - 1] += " {\(string(prefix))=\(string(namespace))}"
        told()
    }

    mutating func endAttributes() { told() }

    mutating func text(_ text: ByteText, isASCII: Bool, isPartial: Bool, endsElement: Bool) {
        unsafe self.text += Array(text.buffer)
        pieces.append(text.count)
        let isReallyASCII = unsafe text.buffer.allSatisfy { $0 < 0x80 }
        if isASCII && !isReallyASCII { events.append("wrongly taken for ASCII") }
        if text.isEmpty { events.append("empty text") }
        if endsElement { endElement() }
        told()
    }

    mutating func endElement() {
        endText()
        events.append("end")
        told()
    }

    mutating func comment(_ text: ByteText) {
        endText()
        events.append("comment \(string(text))")
        told()
    }

    private func string(_ bytes: ByteText) -> String { unsafe String(decoding: bytes.buffer, as: UTF8.self) }
}
