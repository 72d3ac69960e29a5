internal import CWSEncoder
internal import Catalog

/// The codecs whose properties are described: all built-in ones, or those that a list of names stands for.
struct SurveyedCodecs: ~Copyable {
    private let directions: PropertyRule.Directions
    /// The plans of a list of names, in the directions in which all of them exist; nil if all built-in codecs are meant.
    private var encoder: TablePlan?
    private var decoder: TablePlan?
    private let isCatalog: Bool

    /// The built-in codecs.
    init(_ directions: PropertyRule.Directions) {
        self.directions = directions
        isCatalog = true
        encoder = nil
        decoder = nil
    }

    /// The codecs that `names` lists.
    @_optimize(size)
    init(_ names: NameText, _ directions: PropertyRule.Directions) throws(TablePlan.Refusal) {
        self.directions = directions
        isCatalog = false
        var refusal: TablePlan.Refusal?
        encoder = try directions.contain(.encoder) ? Self.plan(names, .encoder, &refusal) : nil
        decoder = try directions.contain(.decoder) ? Self.plan(names, .decoder, &refusal) : nil
        if encoder == nil && decoder == nil, let refusal { throw refusal }
    }

    /// A plan of the codecs in one direction; nil, with the refusal, if they do not exist in it.
    private static func plan(
        _ names: NameText, _ direction: Direction, _ refusal: inout TablePlan.Refusal?
    ) throws(TablePlan.Refusal) -> TablePlan? {
        do throws(TablePlan.Refusal) {
            return try TablePlan(names, direction)
        } catch {
            if case .outOfMemory = error { throw error }
            refusal = error
            return nil
        }
    }

    /// What is known of a property; nil if none of the codecs has it.
    @_optimize(size)
    borrowing func survey(_ rule: PropertyRule) -> PropertySurvey? {
        var survey = PropertySurvey(rule)
        if isCatalog {
            surveyCatalog(.encoder, &survey)
            surveyCatalog(.decoder, &survey)
        } else {
            encoder?.survey(&survey)
            decoder?.survey(&survey)
        }
        return survey.isEmpty ? nil : survey
    }

    private borrowing func surveyCatalog(_ direction: Direction, _ survey: inout PropertySurvey) {
        guard directions.contain(direction) else { return }
        survey.addTable(direction)
        for index in 0..<Catalog.count { survey.add(CodecLink(at: index), direction, .any) }
    }
}

extension TablePlan {
    /// Adds its codecs, and the table that it is a plan of.
    fileprivate borrowing func survey(_ survey: inout PropertySurvey) {
        survey.addTable(direction)
        for segment in 0..<count {
            guard case .fused(let codecs)? = segments[segment] else { continue }
            for index in 0..<codecs.links.count { survey.add(codecs.links[index], direction, .common) }
        }
    }
}
