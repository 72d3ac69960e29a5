internal import Bytes
internal import CWSEncoder
internal import CodecKit

// Which codecs have a property, and what it may be for each.
extension PropertyRule {
    /// Whether a codec has the property in a direction.
    @_optimize(size)
    @inline(never)
    func isOf(_ link: CodecLink, _ direction: Direction) -> Bool {
        guard directions.contain(direction) else { return false }
        switch owner {
        case .table: return false
        case .allCodecs: return true
        case .chunkedCodecs: return !link.isPassthrough
        default: return isOf(link.codec)
        }
    }

    private func isOf(_ codec: CodecDescription) -> Bool {
        switch owner {
        case .table: false
        case .allCodecs, .chunkedCodecs: true
        case .codecsWithLevels: codec.levels != nil
        case .codecsWithWindows: codec.defaultMaxWindowSize != nil
        case .xml: codec.xml != nil
        case .binaryXML: codec.xml?.isBinary == true
        case .binaryXMLSessions: codec.xml == .session
        case .compressedBinaryXML: codec.compression != nil
        case .codecsWithRawForm: codec.hasRawForm
        case .codecsWithContentType: codec.codingTypes != nil
        case .packages: codec.xml == .package
        }
    }

    /// The values that it may have for a codec that has it: each codec has levels of its own.
    func range(of link: CodecLink) -> ValueRange {
        if owner == .codecsWithLevels, let levels = link.codec.levels {
            return ValueRange(lowest: Int64(levels.lowest), highest: Int64(levels.highest))
        }
        return ValueRange(lowest: values.lowest, highest: values.highest)
    }

    /// Why a value is refused for a codec that has the property; nil if it is not. `isInChain` asks for the name of a codec
    /// that has a range of its own.
    @_optimize(size)
    func refusal(of value: PropertyBits, for link: CodecLink, isInChain: Bool) -> CodecTablePlan.Refusal? {
        let range = range(of: link)
        let number = value.number(values.type)
        if number >= range.lowest && number <= range.highest { return nil }
        if values.type == WSE_VALUE_CHOICE { return .noneOf(title, values.choices) }
        let isNamed = isInChain && owner == .codecsWithLevels
        return .notWithin(title, range, of: isNamed ? link.codec.name : ByteText())
    }
}

/// The lowest and the highest value of a property.
struct ValueRange: BitwiseCopyable {
    var lowest: Int64
    var highest: Int64

    /// Leaves the values that are also in another range.
    mutating func narrow(to other: ValueRange) {
        lowest = max(lowest, other.lowest)
        highest = min(highest, other.highest)
    }

    /// Adds the values of another range, and those between the two.
    mutating func widen(by other: ValueRange) {
        lowest = min(lowest, other.lowest)
        highest = max(highest, other.highest)
    }
}
