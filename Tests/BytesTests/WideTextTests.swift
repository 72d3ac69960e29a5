import Testing

@testable import Bytes

@Suite struct WideTextTests {
    /// Whether a text of this many letters with `unit` in one place is printable.
    private func isPrintable(_ unit: UInt16, at place: Int, of count: Int) -> Bool {
        var units = [UInt16](repeating: 0x61, count: count)
        units[place] = unit
        return unsafe units.withUnsafeBufferPointer { unsafe WideText($0).isPrintable }
    }

    @Test func everyUnitIsJudgedByItself() {
        for unit in UInt16.min...UInt16.max {
            #expect(isPrintable(unit, at: 1, of: 6) == (unit >= 0x20 && unit != 0x7F), "\(unit)")
        }
    }

    @Test(arguments: 1...17)
    func everyPlaceIsJudged(count: Int) {
        for place in 0..<count {
            for unit: UInt16 in [0, 9, 0x1F, 0x7F] { #expect(!isPrintable(unit, at: place, of: count)) }
            for unit: UInt16 in [0x20, 0x7E, 0x80, 0x7FFF, 0x8000, 0x8010, 0xFFFF] {
                #expect(isPrintable(unit, at: place, of: count))
            }
        }
    }
}
