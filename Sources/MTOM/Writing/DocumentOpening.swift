internal import Bytes

/// Leaves out the byte order mark and the XML declaration of a document: the header of the root says what they say, and WCF
/// writes neither. It understands only documents that the tokenizer takes.
struct DocumentOpening {
    private enum State: UInt8 {
        case beginning
        case mark
        case afterMark
        case lessThan
        case declaration
        case over
    }

    private var state = State.beginning
    /// "<" was left out at the end of a window, and turns out not to begin a declaration.
    private(set) var owesLessThan = false

    /// Whether everything from now on belongs to the root.
    var isOver: Bool { state == .over && !owesLessThan }

    /// How many bytes at the front of a window are left out. If `owesLessThan` is true then, "<" has to be written before the
    /// window is passed here again.
    mutating func cut(_ window: ByteText) -> Int {
        if owesLessThan {
            owesLessThan = false
            return 0
        }
        var index = 0
        while state != .over, index < window.count {
            let byte = window[index]
            switch state {
            case .beginning where byte == 0xEF: state = .mark
            case .mark: if byte == 0xBF { state = .afterMark }
            case .beginning where byte == UInt8(ascii: "<"), .afterMark where byte == UInt8(ascii: "<"): state = .lessThan
            case .lessThan where byte == UInt8(ascii: "?"): state = .declaration
            case .lessThan:
                state = .over
                owesLessThan = index == 0
                return max(index &- 1, 0)
            case .declaration: if byte == UInt8(ascii: ">") { state = .over }
            default:
                state = .over
                return index
            }
            index &+= 1
        }
        return index
    }
}
