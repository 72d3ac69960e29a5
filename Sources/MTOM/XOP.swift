/// The names that XML-binary Optimized Packaging (XOP) and MTOM give to things.
enum XOP {
    /// The namespace of the element `Include`.
    static var namespace: StaticString { "http://www.w3.org/2004/08/xop/include" }
    /// The element that stands in place of base64 content and refers to the part that has the bytes.
    static var include: StaticString { "Include" }
    /// The media type of the root part.
    static var mediaType: StaticString { "application/xop+xml" }
    /// The media type of the whole package.
    static var packageType: StaticString { "multipart/related" }
    /// The namespaces of the attribute `contentType` of an element, which is the media type of its content.
    static var mediaTypeNamespace: StaticString { "http://www.w3.org/2005/05/xmlmime" }
    static var olderMediaTypeNamespace: StaticString { "http://www.w3.org/2004/06/xmlmime" }
}
