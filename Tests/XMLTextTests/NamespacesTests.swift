import Bytes
import CodecKit
import Testing

@testable import XMLText

/// The declarations, with strings for texts.
private final class Declarations {
    var namespaces = XMLNamespaces(KeyedHash())

    init() { reset() }

    func reset() {
        let isReset = namespaces.reset()
        #expect(isReset)
    }

    @discardableResult
    func declare(_ prefix: String, _ namespace: String, mark: Int = 0) throws -> Bool {
        try unsafe Array(prefix.utf8).withUnsafeBufferPointer { prefix in
            try unsafe Array(namespace.utf8).withUnsafeBufferPointer { namespace in
                try unsafe namespaces.declare(prefix: ByteText(prefix), namespace: ByteText(namespace), mark: mark)
            }
        }
    }

    func find(_ prefix: String) -> Int? {
        unsafe Array(prefix.utf8).withUnsafeBufferPointer { unsafe namespaces.find(ByteText($0)) }
    }

    /// The namespace that a prefix stands for.
    func namespace(of prefix: String) -> String? {
        find(prefix).map { unsafe String(decoding: namespaces.namespace($0).buffer, as: UTF8.self) }
    }

    func number(of prefix: String) -> Int32? { find(prefix).map { namespaces.namespaceNumber($0) } }
}

@Suite struct NamespacesTests {
    @Test func `a namespace has one number, however many prefixes stand for it`() throws {
        let declared = Declarations()
        let long = String(repeating: "n", count: 20_000)
        let pairs = [("a", long + "1"), ("a-long-prefix", long + "1"), ("b", long + "2"), ("", long + "1"), ("c", "u")]
        for (prefix, namespace) in pairs {
            try declared.declare(prefix, namespace, mark: declared.namespaces.count)
        }
        #expect(declared.number(of: "a") == declared.number(of: "a-long-prefix"))
        #expect(declared.number(of: "a") == declared.number(of: ""))
        #expect(Set(["a", "b", "c", "xml"].map { declared.number(of: $0) }).count == 4)
        #expect(declared.namespace(of: "a-long-prefix") == long + "1" && declared.namespace(of: "b") == long + "2")
    }

    @Test func `a number ends with the outermost declaration of its namespace`() throws {
        let declared = Declarations()
        let outer = declared.namespaces.count
        try declared.declare("a", "one")
        let inner = declared.namespaces.count
        try declared.declare("b", "two", mark: inner)
        try declared.declare("c", "one", mark: inner)
        #expect(declared.number(of: "c") == declared.number(of: "a"))
        declared.namespaces.truncate(inner)
        #expect(declared.namespace(of: "a") == "one" && declared.find("b") == nil && declared.find("c") == nil)
        try declared.declare("b", "three", mark: inner)
        #expect(declared.namespace(of: "b") == "three" && declared.number(of: "b") != declared.number(of: "a"))
        declared.namespaces.truncate(outer)
        #expect(declared.find("a") == nil && declared.namespace(of: "xml") == "http://www.w3.org/XML/1998/namespace")
    }

    @Test func `a long prefix is not taken for another one that has its place`() throws {
        let declared = Declarations()
        let mark = declared.namespaces.count
        for number in 0..<64 { try declared.declare("p\(number)", "u") }
        for number in 0..<64 { #expect(declared.find("p\(number)") != nil) }
        declared.namespaces.truncate(mark)
        for number in 0..<64 { try declared.declare("a-long-prefix-\(number)", "v\(number)") }
        #expect(declared.find("another-long-prefix") == nil && declared.find("") == nil)
        for number in 0..<64 { #expect(declared.namespace(of: "a-long-prefix-\(number)") == "v\(number)") }
    }

    /// Short prefixes are remembered in 16 places; hundreds take them from one another, at every depth.
    @Test func `the innermost declaration counts, whatever was found before`() throws {
        let declared = Declarations()
        var marks: [Int] = []
        let prefixes = (0..<200).map { "p\($0)" } + ["a-prefix-that-is-long", ""]
        for depth in 0..<5 {
            marks.append(declared.namespaces.count)
            for (index, prefix) in prefixes.enumerated() where index % (depth + 1) == 0 {
                try declared.declare(prefix, "n\(depth)", mark: marks[depth])
            }
            for (index, prefix) in prefixes.enumerated() {
                let innermost = (0...depth).last { index % ($0 + 1) == 0 } ?? 0
                #expect(declared.namespace(of: prefix) == "n\(innermost)")
            }
        }
        for depth in (0..<5).reversed() {
            declared.namespaces.truncate(marks[depth])
            for (index, prefix) in prefixes.enumerated() {
                let innermost = (0..<depth).last { index % ($0 + 1) == 0 }
                #expect(declared.namespace(of: prefix) == innermost.map { "n\($0)" })
            }
        }
        declared.reset()
        #expect(prefixes.allSatisfy { declared.find($0) == nil } && declared.find("xml") == 0)
    }

    @Test func `a declaration is redundant if it changes nothing`() throws {
        let declared = Declarations()
        #expect(try !declared.declare("", "", mark: 1))
        #expect(try declared.declare("p", "u", mark: 2))
        #expect(try !declared.declare("p", "u", mark: 3))
        #expect(try declared.declare("p", "v", mark: 4))
        #expect(try declared.declare("", "u", mark: 5))
        #expect(try declared.declare("", "", mark: 6))
    }

    @Test(arguments: [
        ("xmlns", "u", "the prefix xmlns is declared"),
        ("xml", "u", "the prefix xml is declared for a namespace other than its own"),
        ("p", "http://www.w3.org/XML/1998/namespace", "a prefix other than xml is declared for the namespace of xml"),
        ("p", "http://www.w3.org/2000/xmlns/", "the namespace of xmlns is declared"),
        ("p", "", "a prefix is declared for an empty namespace"),
        ("q", "u", "an element declares a namespace prefix twice"),
    ])
    func `what XML has reserved cannot be declared`(prefix: String, namespace: String, reason: String) throws {
        let declared = Declarations()
        try declared.declare("q", "v")
        let error = #expect(throws: CodecError.self) { try declared.declare(prefix, namespace, mark: 1) }
        #expect(error?.reason.description == reason)
    }
}
