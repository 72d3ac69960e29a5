internal import Bytes
internal import CWSEncoder
internal import CodecKit

/// What to make a table of built-in codecs and transforms of: applies the properties of a caller to them, one by one.
struct CodecTablePlan: BitwiseCopyable {
    let direction: Direction
    let links: CodecLinks
    var settings = CodecTable.Settings()

    init(_ links: CodecLinks, _ direction: Direction) {
        self.links = links
        self.direction = direction
    }

    /// Why a property is refused.
    enum Refusal {
        case because(StaticString)
        /// The value is out of the range of a property of this name; for a chain, of the codec of that name.
        case notWithin(StaticString, ValueRange, of: ByteText = ByteText())
        /// The value is no choice of a property of this name, which has these.
        case noneOf(StaticString, StaticString)
        /// None of the codecs has it, for this reason.
        case absent(StaticString)

        @_optimize(size)
        @inline(never)
        func append(to text: inout TextBuffer) {
            switch self {
            case .because(let reason), .absent(let reason): text.append(reason)
            case .noneOf(let name, let choices):
                text.append("the ")
                text.append(name)
                text.append(" is none of ")
                text.append(choices)
            case .notWithin(let name, let range, let codec):
                text.append("the ")
                text.append(name)
                if !codec.isEmpty {
                    text.append(" of ")
                    text.append(codec)
                }
                text.append(" is not between ")
                text.append(decimal: range.lowest)
                text.append(" and ")
                text.append(decimal: range.highest)
            }
        }
    }

    /// Applies one property to every codec that has it. Returns why it cannot; nil if it could.
    @inline(never)
    @_optimize(size)
    mutating func apply(_ property: Property) -> Refusal? {
        guard let rule = PropertyRule(property.id) else { return .because("there is no property of this id") }
        var isApplied = false
        for index in 0..<links.count where rule.isOf(links[index], direction) {
            if let refusal = apply(property, rule, at: index) { return refusal }
            isApplied = true
        }
        return isApplied ? nil : .absent(rule.absence)
    }

    @_optimize(size)
    private mutating func apply(_ property: Property, _ rule: PropertyRule, at index: Int) -> Refusal? {
        if rule.values.type == WSE_VALUE_STRING { return applyBoundary(property, at: index) }
        guard let value = property.bits(rule.values.type) else { return Self.wrongSize }
        if let refusal = rule.refusal(of: value, for: links[index], isInChain: links.count > 1) { return refusal }
        if !settings.set(rule.id, value) { links[index].set(rule.id, value) }
        return nil
    }

    @_optimize(size)
    private func applyBoundary(_ property: Property, at index: Int) -> Refusal? {
        guard let value = unsafe property.value(as: WS_STRING.self) else { return Self.wrongSize }
        guard let text = unsafe WideText(value), links[index].options.package.setBoundary(text) else {
            return .because("the boundary is empty, has more than 70 characters, or characters that it may not have")
        }
        return nil
    }

    static var wrongSize: Refusal {
        .because("the value is NULL or its size is not that of the property's type")
    }
}
