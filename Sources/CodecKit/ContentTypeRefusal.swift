public import Bytes

/// Why a codec does not take a message of a content type. The border adds which codec it was, and what the content type is.
///
/// Sendable because its texts last as long as the codec that refuses, whose owner reports it at once.
public enum ContentTypeRefusal: Error, @unchecked Sendable {
    case outOfMemory
    /// It is another type than the one that is named, or than the two.
    case isNot(ByteText, or: ByteText?)
    /// A parameter is malformed.
    case malformed
    /// It lacks a parameter of this name.
    case lacks(StaticString)
    /// The value of the named parameter will not do. The reason continues "the charset "x" of the content type ": "is not
    /// UTF-8".
    case parameter(StaticString, StaticString)
    /// It will not do. The reason continues "the content type is "x", ": "which is not text".
    case other(StaticString)
}
