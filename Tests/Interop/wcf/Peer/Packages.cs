using System;
using System.IO;
using System.Text;
using System.Xml;

/// Packages of MTOM: text XML to package and back.
static class Packages
{
    public const string Root = "http://tempuri.org/0";

    /// Writes the content of elements whose names begin with "binary" as bytes, which makes parts of the longer ones.
    public static byte[] Write(byte[] text, string type, string boundary, string charset)
    {
        var package = new MemoryStream();
        var encoding = charset == "utf-8" ? new UTF8Encoding(false) : Encoding.GetEncoding(charset);
        var writer = XmlDictionaryWriter.CreateMtomWriter(package, encoding, int.MaxValue, type, boundary, Root, false, false);
        using (var reader = Serializer.OpenText(text))
            Copy(reader, writer);
        writer.Close();
        return package.ToArray();
    }

    static void Copy(XmlReader reader, XmlDictionaryWriter writer)
    {
        bool isBinary = false;
        while (reader.Read())
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    bool isEmpty = reader.IsEmptyElement;
                    isBinary = reader.LocalName.StartsWith("binary");
                    writer.WriteStartElement(reader.Prefix, reader.LocalName, reader.NamespaceURI);
                    while (reader.MoveToNextAttribute())
                        // The writer declares namespaces itself.
                        if (reader.NamespaceURI != "http://www.w3.org/2000/xmlns/")
                            writer.WriteAttributeString(reader.Prefix, reader.LocalName, reader.NamespaceURI, reader.Value);
                    reader.MoveToElement();
                    if (isEmpty)
                        writer.WriteEndElement();
                    break;
                case XmlNodeType.EndElement:
                    writer.WriteFullEndElement();
                    isBinary = false;
                    break;
                case XmlNodeType.Text:
                case XmlNodeType.SignificantWhitespace:
                case XmlNodeType.Whitespace:
                    if (!isBinary)
                    {
                        writer.WriteString(reader.Value);
                        break;
                    }
                    var bytes = Convert.FromBase64String(reader.Value);
                    writer.WriteBase64(bytes, 0, bytes.Length);
                    break;
                case XmlNodeType.XmlDeclaration:
                    break;
                default:
                    throw new XmlException("a node of type " + reader.NodeType);
            }
    }

    /// An empty content type means that the package begins with MIME header fields, which name it.
    public static byte[] ReadEvents(byte[] package, string contentType)
    {
        if (contentType == "")
            contentType = null;
        var encodings = new Encoding[] { new UTF8Encoding(false, true), Encoding.Unicode, Encoding.BigEndianUnicode };
        using (var reader = XmlDictionaryReader.CreateMtomReader(package, 0, package.Length, encodings, contentType,
            XmlDictionaryReaderQuotas.Max, int.MaxValue, null))
            return Events.Of(reader);
    }
}
