import CWSEncoder
import CodecKit
import Testing

@testable import WSEncoder

@Suite struct TablePlanTests {
    /// How a name is understood: the codecs of each segment, or the result that refuses it.
    private func plan(_ names: String) -> String {
        var units = names.utf8.map { CChar(bitPattern: $0) } + [0]
        return unsafe units.withUnsafeMutableBufferPointer { units in
            guard let base = units.baseAddress else { return "" }
            do throws(TablePlan.Refusal) {
                let plan = try unsafe TablePlan(NameText(base), .encoder)
                return describe(plan)
            } catch let refusal {
                let result = refusal.add(to: ErrorHandle.none.about(.function("test")))
                return String(UInt32(bitPattern: result), radix: 16)
            }
        }
    }

    private func describe(_ plan: borrowing TablePlan) -> String {
        (0..<plan.count).map { index in
            guard case .fused(let codecs)? = plan.segments[index] else { return "registered" }
            return (0..<codecs.links.count).map { codecs.links[$0].codec.name.description }.joined(separator: "+")
        }.joined(separator: "|")
    }

    @Test(arguments: [
        ("gzip", "gzip"), ("GZIP", "gzip"), ("x-gzip", "gzip"), ("deflate,gzip", "deflate+gzip"),
        (" deflate , gzip ", "deflate+gzip"), ("identity", "identity"), ("identity,identity", "identity"),
        ("gzip,identity,br", "gzip+br"), ("br,br,br,br,br,br,br,br", "br+br+br+br+br+br+br+br"),
    ])
    func `built-in codecs in a row are one segment`(names: String, expected: String) {
        #expect(plan(names) == expected)
    }

    @Test(arguments: [
        ("", "803d0017"), (",", "803d0017"), ("gzip,", "803d0017"), (",gzip", "803d0017"), ("gzip,,br", "803d0017"),
        ("gzip br", "803d0017"), ("gzip\tbr", "803d0017"), ("gzip;br", "803d0017"),
        (String(repeating: "x", count: 1000), "803d0017"),
        ("br,br,br,br,br,br,br,br,br", "803d0008"),
        (Array(repeating: "identity", count: 9).joined(separator: ","), "803d0008"),
    ])
    func `other names are refused with the result that says why`(names: String, expected: String) {
        #expect(plan(names) == expected)
    }

    @Test(arguments: [
        ("a", true), ("0", true), ("a.b+c-d", true), (String(repeating: "x", count: 63), true),
        (String(repeating: "x", count: 64), false), ("", false), ("A", false), (".a", false), ("+a", false), ("-", false),
        ("a b", false), ("a,b", false), ("ä", false), ("a_b", false),
    ])
    func `names that may be registered are as the header says`(name: String, isAllowed: Bool) {
        let units = name.utf8.map { CChar(bitPattern: $0) } + [0]
        let answer = unsafe units.withUnsafeBufferPointer { units in
            unsafe units.baseAddress.map { unsafe CodecName.isAllowed(NameText($0)) }
        }
        #expect(answer == isAllowed)
    }
}
