/// A natural number of up to 1280 bits, as many as exact arithmetic on double precision needs.
struct WideInteger {
    private static var capacity: Int { 40 }

    /// The lowest first.
    private var words = InlineArray<40, UInt32>(repeating: 0)
    private var count = 0

    init(_ value: UInt64) {
        words[0] = UInt32(truncatingIfNeeded: value)
        words[1] = UInt32(truncatingIfNeeded: value >> 32)
        count = 2
        trim()
    }

    mutating func multiply(by factor: UInt32) {
        var carry: UInt64 = 0
        for index in 0..<count {
            let product = UInt64(words[index]) &* UInt64(factor) &+ carry
            words[index] = UInt32(truncatingIfNeeded: product)
            carry = product >> 32
        }
        if carry > 0, count < Self.capacity {
            words[count] = UInt32(truncatingIfNeeded: carry)
            count &+= 1
        }
    }

    mutating func multiply(byTenToThe power: Int) {
        var left = power
        while left >= 9 {
            multiply(by: 1_000_000_000)
            left &-= 9
        }
        while left > 0 {
            multiply(by: 10)
            left &-= 1
        }
    }

    mutating func shiftLeft(_ bits: Int) {
        let whole = bits / 32
        if bits % 32 > 0 { multiply(by: 1 << UInt32(truncatingIfNeeded: bits % 32)) }
        guard whole > 0, count > 0, count &+ whole <= Self.capacity else { return }
        var index = count
        while index > 0 {
            index &-= 1
            words[index &+ whole] = words[index]
        }
        for index in 0..<whole { words[index] = 0 }
        count &+= whole
    }

    /// Takes `other`, which is not greater, away.
    mutating func subtract(_ other: borrowing WideInteger) {
        var borrow: UInt64 = 0
        for index in 0..<count {
            let difference = UInt64(words[index]) &- UInt64(other.words[index]) &- borrow
            words[index] = UInt32(truncatingIfNeeded: difference)
            borrow = difference >> 63
        }
        trim()
    }

    /// Negative if it is less than `other`, positive if greater.
    func compare(_ other: borrowing WideInteger) -> Int {
        var index = max(count, other.count)
        while index > 0 {
            index &-= 1
            if words[index] != other.words[index] { return words[index] < other.words[index] ? -1 : 1 }
        }
        return 0
    }

    /// Whether it and `other` together are more than `bound`, or as much if `orEqual`.
    func sum(_ other: borrowing WideInteger, isAtLeast bound: borrowing WideInteger, orEqual: Bool) -> Bool {
        var total = self
        var carry: UInt64 = 0
        let width = max(count, other.count)
        for index in 0..<width {
            let sum = UInt64(words[index]) &+ UInt64(other.words[index]) &+ carry
            total.words[index] = UInt32(truncatingIfNeeded: sum)
            carry = sum >> 32
        }
        total.count = width
        if carry > 0, width < Self.capacity {
            total.words[width] = 1
            total.count = width &+ 1
        }
        let order = total.compare(bound)
        return order > 0 || orEqual && order == 0
    }

    private mutating func trim() {
        while count > 0, words[count &- 1] == 0 { count &-= 1 }
    }
}
