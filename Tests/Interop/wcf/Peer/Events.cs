using System.IO;
using System.Text;
using System.Xml;

/// What a reader saw, a line for each thing: "&lt;" element, "@" attribute, "#" namespace declaration, "&gt;" end, "'" text,
/// "!" comment. Fields are separated by tabs; tabs, line ends and backslashes in them are escaped.
static class Events
{
    const string DeclarationNamespace = "http://www.w3.org/2000/xmlns/";

    public static byte[] Of(XmlReader reader)
    {
        var lines = new StringBuilder();
        while (reader.Read())
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    Element(reader, lines);
                    break;
                case XmlNodeType.EndElement:
                    lines.Append(">\n");
                    break;
                case XmlNodeType.Text:
                case XmlNodeType.CDATA:
                case XmlNodeType.SignificantWhitespace:
                case XmlNodeType.Whitespace:
                    if (reader.Depth > 0)
                        Line(lines, '\'', reader.Value);
                    break;
                case XmlNodeType.Comment:
                    Line(lines, '!', reader.Value);
                    break;
                case XmlNodeType.XmlDeclaration:
                    break;
                default:
                    throw new XmlException("a node of type " + reader.NodeType);
            }
        return new UTF8Encoding(false, true).GetBytes(lines.ToString());
    }

    static void Element(XmlReader reader, StringBuilder lines)
    {
        bool isEmpty = reader.IsEmptyElement;
        Line(lines, '<', reader.Prefix, reader.LocalName, reader.NamespaceURI);
        while (reader.MoveToNextAttribute())
            if (reader.NamespaceURI == DeclarationNamespace)
                Line(lines, '#', reader.Prefix.Length == 0 ? "" : reader.LocalName, reader.Value);
            else
                Line(lines, '@', reader.Prefix, reader.LocalName, reader.NamespaceURI, reader.Value);
        reader.MoveToElement();
        if (isEmpty)
            lines.Append(">\n");
    }

    static void Line(StringBuilder lines, char kind, params string[] fields)
    {
        lines.Append(kind);
        for (int index = 0; index < fields.Length; index++)
            lines.Append(index > 0 ? "\t" : "").Append(fields[index].Replace("\\", "\\\\").Replace("\t", "\\t")
                .Replace("\n", "\\n").Replace("\r", "\\r"));
        lines.Append('\n');
    }
}
