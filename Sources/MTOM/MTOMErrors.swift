internal import CodecKit

extension CodecError {
    /// What is said of XML in or for a package. The property for characters that XML does not allow does not exist there.
    var ofPackage: CodecError { setting == .invalidCharacters ? withoutSetting : self }
}
