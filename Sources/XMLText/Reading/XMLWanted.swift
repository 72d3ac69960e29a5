/// What the bytes to come are searched for before a token that was cut is looked at again, so that it is not looked at once
/// for every byte.
enum XMLWanted: UInt8 {
    /// One byte more will tell.
    case anything
    case endOfName
    case greaterThan
    case semicolon
}
