internal import Bytes

/// Leaves out the byte order mark and the XML declaration of a document: the header of the root says what they say, and WCF
/// writes neither.
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

    /// What is to be done with the next bytes of the document.
    struct Cut {
        /// So many of them are left out.
        var dropped = 0
        /// "<" belongs before the others: it was left out, and there is no declaration.
        var restoresLessThan = false
    }

    /// Whether everything from now on belongs to the root.
    var isOver: Bool { state == .over }

    /// The document has been checked, or is being checked, by the tokenizer: only what is well-formed needs to be understood.
    mutating func cut(_ bytes: ByteText) -> Cut {
        var cut = Cut()
        while state != .over, cut.dropped < bytes.count {
            let byte = bytes[cut.dropped]
            switch state {
            case .beginning where byte == 0xEF: state = .mark
            case .mark where byte == 0xBF: state = .afterMark
            case .mark: break
            case .beginning where byte == UInt8(ascii: "<"), .afterMark where byte == UInt8(ascii: "<"): state = .lessThan
            case .lessThan where byte == UInt8(ascii: "?"): state = .declaration
            case .lessThan:
                state = .over
                cut.restoresLessThan = true
                return cut
            case .declaration where byte == UInt8(ascii: ">"):
                state = .over
                cut.dropped &+= 1
                return cut
            case .declaration: break
            default:
                state = .over
                return cut
            }
            cut.dropped &+= 1
        }
        return cut
    }
}
