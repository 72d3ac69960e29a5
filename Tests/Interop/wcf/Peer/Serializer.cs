using System;
using System.IO;
using System.Xml;

/// How a message is written.
enum Form
{
    /// Every name and text as a string of its own: what comes of handing a plain XML reader to the writer.
    Plain,
    /// Names from the dictionary, as WCF writes what it writes itself.
    Dictionary,
    /// Text from the dictionary, too.
    DictionaryText,
    /// Moreover, text that is a value's own form as that value, and elements of values in a row as an array.
    Typed,
}

/// Microsoft's serializer: text XML to binary XML and back.
sealed class Serializer
{
    public readonly StaticDictionary Static = new StaticDictionary();
    readonly XmlDictionary others = new XmlDictionary();

    public static XmlReader OpenText(byte[] text)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, CheckCharacters = true };
        return XmlReader.Create(new MemoryStream(text, false), settings);
    }

    /// Text with references to characters that XML 1.0 does not allow, too.
    public static XmlReader OpenAnyText(byte[] text)
    {
        return XmlDictionaryReader.CreateTextReader(text, XmlDictionaryReaderQuotas.Max);
    }

    public XmlDictionaryReader OpenBinary(byte[] bytes, int offset, ReaderSession session)
    {
        return XmlDictionaryReader.CreateBinaryReader(bytes, offset, bytes.Length - offset, Static,
            XmlDictionaryReaderQuotas.Max, session == null ? null : session.Strings);
    }

    public byte[] Encode(byte[] text, Form form, WriterSession session, Func<byte[], XmlReader> open = null)
    {
        var bytes = new MemoryStream();
        var writer = session == null ? XmlDictionaryWriter.CreateBinaryWriter(bytes, Static, null, false)
            : XmlDictionaryWriter.CreateBinaryWriter(bytes, Static, session, false);
        using (var reader = (open ?? OpenText)(text))
            if (form == Form.Typed)
                new TypedWriter(this, writer).Write(reader);
            else
                Copy(reader, writer, form);
        writer.Flush();
        if (session == null)
            return bytes.ToArray();
        var message = new MemoryStream();
        session.WriteTable(message);
        bytes.WriteTo(message);
        return message.ToArray();
    }

    public byte[] Decode(byte[] bytes, int offset, ReaderSession session)
    {
        var text = new MemoryStream();
        var writer = XmlDictionaryWriter.CreateTextWriter(text, new System.Text.UTF8Encoding(false), false);
        // WriteNode would read elements after an array, if they have its name, as the array's.
        using (var reader = OpenBinary(bytes, offset, session))
            Copy(reader, writer, Form.Plain);
        writer.Flush();
        return text.ToArray();
    }

    /// The dictionary's string, the static one's if that has it. A session finds strings by the dictionary they are of.
    public XmlDictionaryString Name(string text)
    {
        XmlDictionaryString known;
        return Static.TryLookup(text, out known) ? known : others.Add(text);
    }

    public void WriteText(XmlDictionaryWriter writer, string text, Form form)
    {
        XmlDictionaryString known;
        if (form != Form.Plain && form != Form.Dictionary && Static.TryLookup(text, out known))
            writer.WriteString(known);
        else
            writer.WriteString(text);
    }

    /// Copies what a reader has to a writer that knows no strings beforehand.
    public static void CopyText(XmlReader reader, XmlDictionaryWriter writer)
    {
        new Serializer().Copy(reader, writer, Form.Plain);
    }

    void Copy(XmlReader reader, XmlDictionaryWriter writer, Form form)
    {
        while (reader.Read())
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    bool isEmpty = reader.IsEmptyElement;
                    if (form == Form.Plain)
                        writer.WriteStartElement(reader.Prefix, reader.LocalName, reader.NamespaceURI);
                    else
                        writer.WriteStartElement(reader.Prefix, Name(reader.LocalName), Name(reader.NamespaceURI));
                    while (reader.MoveToNextAttribute())
                        CopyAttribute(reader, writer, form);
                    reader.MoveToElement();
                    if (isEmpty)
                        writer.WriteEndElement();
                    break;
                case XmlNodeType.EndElement:
                    writer.WriteEndElement();
                    break;
                case XmlNodeType.Text:
                case XmlNodeType.CDATA:
                case XmlNodeType.SignificantWhitespace:
                case XmlNodeType.Whitespace:
                    if (reader.Depth > 0)
                        WriteText(writer, reader.Value, form);
                    break;
                case XmlNodeType.Comment:
                    writer.WriteComment(reader.Value);
                    break;
                case XmlNodeType.XmlDeclaration:
                    break;
                default:
                    throw new XmlException("a node of type " + reader.NodeType);
            }
    }

    void CopyAttribute(XmlReader reader, XmlDictionaryWriter writer, Form form)
    {
        if (reader.NamespaceURI == "http://www.w3.org/2000/xmlns/")
        {
            string prefix = reader.Prefix.Length == 0 ? "" : reader.LocalName;
            if (form == Form.Plain)
                writer.WriteXmlnsAttribute(prefix, reader.Value);
            else
                writer.WriteXmlnsAttribute(prefix, Name(reader.Value));
            return;
        }
        if (form == Form.Plain)
            writer.WriteStartAttribute(reader.Prefix, reader.LocalName, reader.NamespaceURI);
        else
            writer.WriteStartAttribute(reader.Prefix, Name(reader.LocalName), Name(reader.NamespaceURI));
        WriteText(writer, reader.Value, form);
        writer.WriteEndAttribute();
    }
}
