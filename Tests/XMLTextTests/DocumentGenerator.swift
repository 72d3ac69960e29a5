import TestSupport

/// Random documents of all that the tokenizer knows, well-formed as a rule.
struct DocumentGenerator {
    private var generator: SeededGenerator
    private var text = ""
    private var open: [String] = []
    private var prefixes = ["xml"]

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    private static let names = [
        "a", "b-1", "Gr\u{F6}\u{DF}e", "a-name-of-23-bytes-long", "a-name-of-24-bytes-long.", "a-name-of-more-than-24-bytes",
    ]
    private static let values = [
        "", "1", "true", "a plain value of some length", "&lt;&amp;&quot;", "&#65;&#x42;", "&#x000000000000000000000041;",
        "caf\u{E9} \u{4E2D}\u{1F600}", "two\nlines", "a\r\nb\rc", "tab\tand 'other'",
    ]
    private static let namespaces = ["urn:1", "urn:2", "http://example.com/a/namespace", "urn:&#x61;&#98;", "urn:\u{E9}"]

    private mutating func one<Element>(of choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &generator)]
    }

    private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &generator) == 0 }

    mutating func document() -> [UInt8] {
        if chance(4) { text += one(of: ["\u{FEFF}", "<?xml version='1.0'?>\n", "<!-- before\r\n -->", "\n "]) }
        beginElement()
        for _ in 0..<Int.random(in: 0...40, using: &generator) { content() }
        while !open.isEmpty { endElement() }
        if chance(2) { text += String(repeating: " ", count: 40) }
        return Array(text.utf8)
    }

    private mutating func content() {
        switch Int.random(in: 0..<12, using: &generator) {
        case 0...4: beginElement()
        case 5...7 where open.count > 1: endElement()
        case 8: text += one(of: ["<!---->", "<!-- a -->", "<!--\u{E9}-\r\n-x-->", "<![CDATA[a<b]]]>", "<![CDATA[]]>"])
        case 9: text += one(of: ["&lt;", "&#13;", "]] ", "\r\n", "\n  ", "\u{4E2D}"])
        default: text += one(of: Self.values.filter { !$0.isEmpty })
        }
    }

    private mutating func beginElement() {
        var attributes: [String: String] = [:]
        var known = prefixes
        for _ in 0..<(chance(3) ? Int.random(in: 1...3, using: &generator) : 0) {
            let prefix = one(of: ["p", "q", "a-prefix-that-is-long", ""])
            attributes[prefix.isEmpty ? "xmlns" : "xmlns:\(prefix)"] = one(of: Self.namespaces)
            if !prefix.isEmpty { known.append(prefix) }
        }
        for _ in 0..<(chance(2) ? Int.random(in: 1...4, using: &generator) : 0) {
            attributes[one(of: Self.names)] = one(of: Self.values)
        }
        if chance(4) { attributes["\(one(of: known)):z"] = one(of: Self.values) }
        let usable = known.filter { $0 != "xml" }
        let name = usable.isEmpty || chance(2) ? one(of: Self.names) : "\(one(of: usable)):\(one(of: Self.names))"
        text += "<\(name)"
        for key in attributes.keys.sorted() {
            text += one(of: [" ", "  ", "\n\t", "\r\n "])
            text += chance(8) ? "\(key) = \"\(attributes[key] ?? "")\"" : "\(key)=\"\(attributes[key] ?? "")\""
        }
        if chance(5) {
            text += chance(2) ? "/>" : " />"
            if open.isEmpty { text = text.replacingLast("/>", with: ">"); open.append(name) }
            return
        }
        text += ">"
        // Only what is declared at the root stays declared all through, so that no scopes need be kept.
        if open.isEmpty { prefixes = known }
        open.append(name)
    }

    private mutating func endElement() {
        text += "</\(open.removeLast())\(chance(10) ? " " : "")>"
    }
}

extension String {
    /// The string with its end, which is `old`, exchanged.
    fileprivate func replacingLast(_ old: String, with new: String) -> String { String(dropLast(old.count)) + new }
}
