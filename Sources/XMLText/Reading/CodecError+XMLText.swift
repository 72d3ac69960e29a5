public import CodecKit

extension CodecError {
    /// What a codec says of a document that is not accepted.
    public init(_ error: XMLTextError) {
        let setting = error.setting.map { CodecSetting($0) }
        self =
            switch error.kind {
            case .outOfMemory: .outOfMemory
            case .invalidFormat: .invalidFormat(error.reason, unless: setting)
            case .quotaExceeded: .quotaExceeded(error.reason, limit: error.limit, setting)
            }
        if error.kind != .outOfMemory { place = .text(line: error.line, column: error.column) }
    }
}

extension CodecSetting {
    fileprivate init(_ setting: XMLTextError.Setting) {
        self =
            switch setting {
            case .maxDepth: .maxDepth
            case .maxAttributes: .maxAttributes
            case .maxNamespaceDeclarations: .maxNamespaceDeclarations
            case .maxNameLength: .maxNameLength
            case .maxAttributeValueLength: .maxAttributeValueLength
            case .invalidCharacters: .invalidCharacters
            }
    }
}
