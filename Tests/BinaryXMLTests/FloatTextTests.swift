import TestSupport
import Testing
import XMLText

@testable import BinaryXML

/// Numbers of binary floating point as text, against exact arithmetic: the fewest digits that read back, the nearest of those,
/// in .NET's style.
@Suite struct FloatTextTests {
    /// In .NET's style: an exponent from 16 digits on, of single precision from 8 on, and below 0.0001.
    private func text(_ digits: ExactDigits, isNegative: Bool, plainDigits: Int) -> String {
        let count = digits.count, scale = digits.scale
        let all = (0..<count).map { "\(digits[$0])" }.joined()
        let sign = isNegative ? "-" : ""
        if scale > max(count, plainDigits) || scale < -3 {
            let exponent = abs(scale - 1)
            let fraction = count > 1 ? "." + all.dropFirst() : ""
            return "\(sign)\(all.prefix(1))\(fraction)E\(scale < 1 ? "-" : "+")\(exponent < 10 ? "0" : "")\(exponent)"
        }
        if scale <= 0 { return sign + "0." + String(repeating: "0", count: -scale) + all }
        if scale >= count { return sign + all + String(repeating: "0", count: scale - count) }
        return sign + all.prefix(scale) + "." + all.dropFirst(scale)
    }

    private func exact(_ value: Double) -> String {
        if value == 0 { return value.sign == .minus ? "-0" : "0" }
        let isNormal = value.exponentBitPattern > 0
        let digits = ExactDigits(
            significand: value.significandBitPattern | (isNormal ? 1 << 52 : 0),
            exponent: Int(max(value.exponentBitPattern, 1)) - 1075,
            isPowerOfTwo: value.significandBitPattern == 0 && value.exponentBitPattern > 1)
        return text(digits, isNegative: value < 0, plainDigits: 15)
    }

    private func exact(_ value: Float) -> String {
        if value == 0 { return value.sign == .minus ? "-0" : "0" }
        let isNormal = value.exponentBitPattern > 0
        let digits = ExactDigits(
            significand: UInt64(value.significandBitPattern) | (isNormal ? 1 << 23 : 0),
            exponent: Int(max(value.exponentBitPattern, 1)) - 150,
            isPowerOfTwo: value.significandBitPattern == 0 && value.exponentBitPattern > 1)
        return text(digits, isNegative: value < 0, plainDigits: 7)
    }

    private func printed(_ write: (inout TextWriter) -> Void) -> String {
        var room = [UInt8](repeating: 0, count: 64)
        let count = unsafe room.withUnsafeMutableBufferPointer { room in
            guard let start = room.baseAddress else { return 0 }
            var writer = unsafe TextWriter(start, count: room.count)
            write(&writer)
            return unsafe writer.next - start
        }
        return String(decoding: room.prefix(count), as: UTF8.self)
    }

    private func expectExact(_ value: Double) {
        guard value.isFinite else { return }
        let found = printed { FloatText.write(value, into: &$0) }
        let wanted = exact(value)
        // An expectation costs more than the rest.
        if found != wanted { Issue.record("\(found) for \(wanted), \(value.bitPattern)") }
    }

    private func expectExact(_ value: Float) {
        guard value.isFinite else { return }
        let found = printed { FloatText.write(value, into: &$0) }
        let wanted = exact(value)
        if found != wanted { Issue.record("\(found) for \(wanted), \(value.bitPattern)") }
    }

    @Test func `each power of two and ten of double precision, and its neighbours`() {
        var values = (0..<2047).map { Double(sign: .plus, exponentBitPattern: UInt($0), significandBitPattern: 0) }
        values += (-323...308).compactMap { Double("1e\($0)") }
        values += [Double.greatestFiniteMagnitude, 9_007_199_254_740_992, 0.1, 1e15, 1e16, 123_456_789_012_345_680]
        for value in values.flatMap({ [$0, $0.nextUp, $0.nextDown, -$0] }) { expectExact(value) }
    }

    @Test func `each power of two and ten of single precision, and its neighbours`() {
        var values = (0..<255).map { Float(sign: .plus, exponentBitPattern: UInt($0), significandBitPattern: 0) }
        values += (-45...38).compactMap { Float("1e\($0)") }
        values += [Float.greatestFiniteMagnitude, 16_777_216, 0.1, 1e7, 1e8, 9_999_999]
        for value in values.flatMap({ [$0, $0.nextUp, $0.nextDown, -$0] }) { expectExact(value) }
    }

    @Test func `random numbers of double precision`() {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<2000 { expectExact(Double(bitPattern: generator.next())) }
        for digits in 1...17 {
            let limit = (0..<digits).reduce(1.0) { power, _ in power * 10 }
            for _ in 0..<200 {
                let whole = Double.random(in: 0..<limit, using: &generator).rounded()
                expectExact(whole)
                expectExact(whole / limit)
                expectExact(whole / 1000)
            }
        }
    }

    @Test func `one in 65,521 of all numbers of single precision`() {
        for bits in stride(from: UInt32(0), to: 0x7F80_0000, by: 65_521) { expectExact(Float(bitPattern: bits)) }
    }
}
