using System;
using System.IO;
using System.Text;
using System.Xml;

/// Microsoft's writer and reader of text XML, in the encodings that WCF has for it: utf-8, utf-16LE and utf-16BE.
static class TextEncoding
{
    /// Writes text XML anew, with the byte order mark and the declaration that belong to the encoding.
    public static byte[] Write(byte[] text, string charset)
    {
        var bytes = new MemoryStream();
        var writer = XmlDictionaryWriter.CreateTextWriter(bytes, Named(charset), false);
        if (charset != "utf-8") // for which WCF's encoder of messages needs no declaration
            writer.WriteStartDocument();
        using (var reader = Serializer.OpenText(text))
            Serializer.CopyText(reader, writer);
        writer.Flush();
        return bytes.ToArray();
    }

    /// What a reader sees that expects this encoding, or with "none" finds it out by itself.
    public static byte[] Read(byte[] bytes, string charset)
    {
        var encoding = charset == "none" ? null : Named(charset);
        using (var reader = XmlDictionaryReader.CreateTextReader(new MemoryStream(bytes, false), encoding,
            XmlDictionaryReaderQuotas.Max, null))
            return Events.Of(reader);
    }

    static Encoding Named(string charset)
    {
        switch (charset)
        {
            case "utf-8": return new UTF8Encoding(false, true);
            case "utf-16LE": return new UnicodeEncoding(false, true, true);
            case "utf-16BE": return new UnicodeEncoding(true, true, true);
            default: throw new ArgumentException("no encoding " + charset);
        }
    }
}
