/// What a transform needs before it can go on.
public enum Progress: UInt8, Sendable {
    /// It has taken all input, and the message is not complete.
    case needsInput
    /// It has taken all input. The message is complete if nothing follows, and goes on otherwise.
    case mayEnd
    /// The output is full. There may be more to write.
    case outputFull
    /// The message is complete. A decoder may leave input untouched: what follows the end of the message.
    case finished
}
