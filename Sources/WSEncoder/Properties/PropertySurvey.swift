internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// What a property is to several codecs together, in one direction or in both.
struct PropertySurvey {
    private let rule: PropertyRule
    /// The directions that have it.
    private var directions: ULONG = 0
    private var range: ValueRange?
    private var standard: Int64?
    private var hasOneStandard = true

    init(_ rule: PropertyRule) {
        self.rule = rule
    }

    /// Whether none of the codecs has it.
    var isEmpty: Bool { directions == 0 }

    /// How the values of codecs that work together, or that are listed together, make one range.
    enum Combination: UInt8 {
        /// The values that all of them have.
        case common
        /// The values that any of them has.
        case any
    }

    /// Adds a codec, if it has the property.
    @_optimize(size)
    mutating func add(_ link: CodecLink, _ direction: Direction, _ combination: Combination) {
        guard rule.isOf(link, direction) else { return }
        let standard = CodecTable.Settings().number(rule.id) ?? link.number(rule.id, direction)
        add(rule.range(of: link), standard, direction, combination)
    }

    /// Adds a table, whatever its codecs are.
    mutating func addTable(_ direction: Direction) {
        guard rule.owner == .table else { return }
        add(ValueRange(lowest: rule.values.lowest, highest: rule.values.highest), 0, direction, .common)
    }

    private mutating func add(_ range: ValueRange, _ standard: Int64?, _ direction: Direction, _ combination: Combination) {
        if directions == 0 {
            self.range = range
            self.standard = standard
        }
        if combination == .any { self.range?.widen(by: range) } else { self.range?.narrow(to: range) }
        if self.standard != standard { hasOneStandard = false }
        directions |= PropertyRule.Directions(direction).mask
    }

    /// What is known, as C has it.
    @_optimize(size)
    var description: WSE_PROPERTY_DESCRIPTION {
        var description = unsafe WSE_PROPERTY_DESCRIPTION()
        unsafe description.id = rule.id
        unsafe description.type = rule.values.type
        unsafe description.valueSize = ULONG(rule.values.type.size)
        unsafe description.unit = rule.values.unit
        unsafe description.directions = directions
        unsafe description.minimum = range?.lowest ?? 0
        unsafe description.maximum = range?.highest ?? 0
        if hasOneStandard, let standard {
            unsafe description.hasDefault = 1
            unsafe description.defaultValue = standard
        }
        unsafe description.name = rule.name.cString
        unsafe description.choices = rule.values.choices.utf8CodeUnitCount > 0 ? rule.values.choices.cString : nil
        unsafe description.summary = rule.summary.cString
        return unsafe description
    }
}

extension StaticString {
    /// The constant for C: the compiler ends it with a zero.
    fileprivate var cString: UnsafePointer<CChar> {
        unsafe UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
