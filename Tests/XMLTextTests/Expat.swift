import CExpat

/// What expat makes of a document, written down as `EventRecorder` does it.
final class Expat {
    private(set) var events: [String] = []
    private var text: [UInt8] = []
    private var declarations = ""

    /// The events; nil if expat refuses the document.
    static func parse(_ document: [UInt8]) -> [String]? {
        guard let parser = unsafe XML_ParserCreateNS(nil, 0x0A) else { return nil }
        defer { unsafe XML_ParserFree(parser) }
        let expat = Expat()
        unsafe XML_SetReturnNSTriplet(parser, 1)
        unsafe XML_SetUserData(parser, Unmanaged.passUnretained(expat).toOpaque())
        unsafe XML_SetElementHandler(
            parser,
            { context, name, attributes in
                guard let name = unsafe name, let attributes = unsafe attributes else { return }
                let expat = unsafe Expat.from(context)
                expat.endText()
                var line = unsafe "start \(Expat.qualified(name))"
                var index = 0
                while let attribute = unsafe attributes[index], let value = unsafe attributes[index + 1] {
                    unsafe line += " \(Expat.qualified(attribute))='\(String(cString: value))'"
                    index += 2
                }
                expat.events.append(line + expat.declarations)
                expat.declarations = ""
            },
            { context, _ in
                let expat = unsafe Expat.from(context)
                expat.endText()
                expat.events.append("end")
            })
        unsafe XML_SetStartNamespaceDeclHandler(parser) { context, prefix, namespace in
            let prefix = unsafe prefix.map { unsafe String(cString: $0) } ?? ""
            let namespace = unsafe namespace.map { unsafe String(cString: $0) } ?? ""
            unsafe Expat.from(context).declarations += " {\(prefix)=\(namespace)}"
        }
        unsafe XML_SetCharacterDataHandler(parser) { context, bytes, count in
            guard let bytes = unsafe bytes else { return }
            let text = unsafe UnsafeBufferPointer(start: bytes, count: Int(count)).map { UInt8(bitPattern: $0) }
            unsafe Expat.from(context).text += text
        }
        unsafe XML_SetCommentHandler(parser) { context, comment in
            let expat = unsafe Expat.from(context)
            expat.endText()
            expat.events.append(unsafe "comment \(comment.map { unsafe String(cString: $0) } ?? "")")
        }
        let status = unsafe document.withUnsafeBytes { bytes in
            unsafe XML_Parse(parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), 1)
        }
        return status == XML_STATUS_OK ? expat.events : nil
    }

    private static func from(_ context: UnsafeMutableRawPointer?) -> Expat {
        guard let context = unsafe context else { return Expat() }
        return unsafe Unmanaged<Expat>.fromOpaque(context).takeUnretainedValue()
    }

    private func endText() {
        if !text.isEmpty { events.append("text \(text.map { String($0, radix: 16) }.joined())") }
        text = []
    }

    /// The name with its prefix, of namespace, local name and prefix on lines of their own.
    private static func qualified(_ name: UnsafePointer<CChar>) -> String {
        let parts = unsafe String(cString: name).split(separator: "\n", omittingEmptySubsequences: false)
        switch parts.count {
        case 3...: return "\(parts[parts.count - 1]):\(parts[parts.count - 2])"
        case 2: return String(parts[1])
        default: return String(parts[0])
        }
    }
}
