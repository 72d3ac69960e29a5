internal import CodecKit
internal import XMLText

extension CodecError {
    /// What is said of XML in or for a package. The property for characters that XML does not allow does not exist there.
    static func ofXML(_ error: XMLTextError) -> CodecError {
        let whole = CodecError(error)
        guard error.setting == .invalidCharacters else { return whole }
        return CodecError.invalidFormat(error.reason).at(whole.place)
    }
}
