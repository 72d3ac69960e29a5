public import CMutation

// What the mutated sources call wherever a mutant may be. Inlined, the usual case is one comparison.

@inlinable @inline(__always)
public func wseIsActive(_ number: Int32) -> Bool {
    let active = wse_active_mutant()
    if active < 0 { wse_note_mutant(number) }
    return active == number
}

/// A condition, or its opposite.
@inlinable @inline(__always)
public func wseFlip(_ number: Int32, _ condition: Bool) -> Bool {
    condition != wseIsActive(number)
}

/// A limit, or the number after it.
@inlinable @inline(__always)
public func wseShift<Number: FixedWidthInteger>(_ number: Int32, _ limit: Number) -> Number {
    wseIsActive(number) ? limit &+ 1 : limit
}

/// Whether to run a statement.
@inlinable @inline(__always)
public func wseKeep(_ number: Int32) -> Bool {
    !wseIsActive(number)
}
