// Descriptions of properties: functions of properties.h, where they are documented.
public import CWSEncoder

@implementation @_cdecl("WseGetCodecProperty")
@_optimize(size)
public func WseGetCodecProperty(
    _ codec: UnsafePointer<CChar>?, _ directions: ULONG, _ index: ULONG,
    _ description: UnsafeMutablePointer<WSE_PROPERTY_DESCRIPTION>?, _ error: OpaquePointer?
) -> HRESULT {
    let report = unsafe ErrorReport("WseGetCodecProperty", error)
    let asked = PropertyRule.Directions(mask: directions)
    guard let description = unsafe description, directions & ~PropertyRule.Directions.both.mask == 0, directions != 0 else {
        return report.fail(E_INVALIDARG, "description is NULL, or directions are not one or both of WSE_DIRECTION")
    }
    do throws(TablePlan.Refusal) {
        let codecs: SurveyedCodecs
        if let names = unsafe NameText(codec) {
            codecs = try SurveyedCodecs(names, asked)
        } else {
            codecs = SurveyedCodecs(asked)
        }
        guard let found = codecs.property(at: index) else { return WS_S_END }
        unsafe description.pointee = found.description
        return S_OK
    } catch let refusal {
        return refusal.add(to: report)
    }
}

extension SurveyedCodecs {
    /// The property at an index among those that the codecs have; nil past the end.
    fileprivate borrowing func property(at index: ULONG) -> PropertySurvey? {
        var left = index
        for number in 0..<PropertyRule.count {
            guard let rule = PropertyRule(WSE_PROPERTY_ID(rawValue: number)), let survey = survey(rule) else { continue }
            if left == 0 { return survey }
            left &-= 1
        }
        return nil
    }
}
