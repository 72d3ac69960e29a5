internal import Bytes
internal import CWSEncoder

/// What a property is called, which codecs have it, and which values it may have. `PropertyTable.swift` has the rules of all
/// properties, by which values are checked and from which descriptions are made.
struct PropertyRule {
    /// Which codecs have it.
    enum Owner: UInt8 {
        /// Every table, whatever its codecs are.
        case table
        case allCodecs
        /// All but those that pass on the host's own bytes.
        case chunkedCodecs
        case codecsWithLevels
        case codecsWithWindows
        case xml
        case binaryXML
        case binaryXMLSessions
        case compressedBinaryXML
        case codecsWithRawForm
        case codecsWithContentType
        case packages
    }

    /// Directions that have it, as WSE_DIRECTION combines them.
    struct Directions: BitwiseCopyable {
        let mask: ULONG

        static var encoder: Self { Self(mask: WSE_DIRECTION_ENCODER.rawValue) }
        static var decoder: Self { Self(mask: WSE_DIRECTION_DECODER.rawValue) }
        static var both: Self { Self(mask: WSE_DIRECTION_ENCODER.rawValue | WSE_DIRECTION_DECODER.rawValue) }

        init(mask: ULONG) {
            self.mask = mask
        }

        init(_ direction: Direction) {
            self = direction == .encoder ? .encoder : .decoder
        }

        func contain(_ direction: Direction) -> Bool { mask & Self(direction).mask != 0 }
    }

    /// The values that it may have.
    struct Values {
        let type: WSE_VALUE_TYPE
        let unit: WSE_UNIT
        let lowest: Int64
        let highest: Int64
        /// The names of choices, separated by commas; empty for other types.
        let choices: StaticString

        init(
            _ type: WSE_VALUE_TYPE, _ lowest: Int64, _ highest: Int64, _ unit: WSE_UNIT = WSE_UNIT_NONE,
            choices: StaticString = ""
        ) {
            self.type = type
            self.unit = unit
            self.lowest = lowest
            self.highest = highest
            self.choices = choices
        }

        static func bytes(_ lowest: Int64, _ highest: Int64) -> Self { Self(WSE_VALUE_ULONG, lowest, highest, WSE_UNIT_BYTES) }

        static func number(_ lowest: Int64, _ highest: Int64) -> Self { Self(WSE_VALUE_ULONG, lowest, highest) }

        static var flag: Self { Self(WSE_VALUE_BOOL, 0, 1) }

        static func choice(_ highest: Int64, _ names: StaticString) -> Self {
            Self(WSE_VALUE_CHOICE, 0, highest, choices: names)
        }
    }

    let id: WSE_PROPERTY_ID
    /// What it is called as an option.
    let name: StaticString
    /// What it is called in a sentence.
    let title: StaticString
    let owner: Owner
    let directions: Directions
    let values: Values
    /// Why codecs that lack it refuse it.
    let absence: StaticString
    /// What it is for, in a line.
    let summary: StaticString

    init(
        _ id: WSE_PROPERTY_ID, _ name: StaticString, _ title: StaticString, of owner: Owner, _ directions: Directions,
        _ values: Values, absence: StaticString, summary: StaticString
    ) {
        self.id = id
        self.name = name
        self.title = title
        self.owner = owner
        self.directions = directions
        self.values = values
        self.absence = absence
        self.summary = summary
    }
}
