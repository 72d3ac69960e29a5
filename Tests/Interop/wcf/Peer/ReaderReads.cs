using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;

/// Every read of XmlDictionaryReader that says what type it wants. Not here are those that ask the record for its type and so
/// tell records apart by intention: ReadContentAsObject, ValueType, TryGetBase64ContentLength.
static class ReaderReads
{
    const string Text = ReadTemplate.Marker;
    static readonly Type[] types =
    {
        typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long),
        typeof(ulong), typeof(float), typeof(double), typeof(decimal), typeof(string), typeof(DateTime), typeof(DateTimeOffset),
        typeof(TimeSpan), typeof(Guid), typeof(UniqueId), typeof(Uri), typeof(XmlQualifiedName), typeof(byte[]), typeof(bool[]),
        typeof(short[]), typeof(int[]), typeof(long[]), typeof(ulong[]), typeof(float[]), typeof(double[]), typeof(decimal[]),
        typeof(DateTime[]), typeof(TimeSpan[]), typeof(Guid[]), typeof(UniqueId[]), typeof(string[]),
    };

    static readonly XmlNamespaceManager names = new XmlNamespaceManager(new NameTable());

    public static IEnumerable<TypedRead> All()
    {
        names.AddNamespace("p", "urn:p");
        // The second "e" is what a read must leave alone, or the second item of an array.
        var element = new ReadTemplate("<r xmlns:p='urn:p'><e>" + Text + "</e><e>" + Text + "</e></r>");
        var interrupted = new ReadTemplate("<r xmlns:p='urn:p'><e>" + Text + "<!--c-->" + Text + "</e><z/></r>");
        var followed = new ReadTemplate("<r xmlns:p='urn:p'><e>" + Text + "<!--c--></e><z/></r>");
        var attribute = new ReadTemplate("<r xmlns:p='urn:p' a='" + Text + "' b=''/>");
        return Elements().Select(read => At(element, "element", read, ToElement, !IsRare(read.Key)))
            .Concat(Arrays().Select(read => At(element, "element", read, ToElement, false)))
            .Concat(Contents().Select(read => At(element, "content", read, ToContent, !IsRare(read.Key))))
            .Concat(Contents().Select(read => At(attribute, "attribute", read, ToAttribute, !IsRare(read.Key))))
            .Concat(Elements().Select(read => At(followed, "element with a comment", read, ToElement, false)))
            .Concat(Contents().Select(read => At(followed, "content before a comment", read, ToContent, false)))
            .Concat(Contents().Select(read => At(interrupted, "content around a comment", read, ToContent, false)));
    }

    static bool IsRare(string name)
    {
        return name.Contains(" ") || name.Contains("(");
    }

    /// The outcome is the value and where the reader stands then. (Where it stands after an attribute that was read in pieces
    /// depends on how many bytes the reader happens to keep back.)
    static TypedRead At(ReadTemplate template, string place, KeyValuePair<string, Func<XmlDictionaryReader, object>> read,
        Action<XmlDictionaryReader> move, bool isFrequent)
    {
        bool showsPlace = place != "attribute" || !read.Key.Contains("(");
        return new TypedRead(read.Key + ", " + place, template, isFrequent, reader =>
        {
            move(reader);
            var value = read.Value(reader);
            return showsPlace ? new[] { value, reader.NodeType, reader.LocalName, reader.Depth } : value;
        });
    }

    static void ToElement(XmlDictionaryReader reader)
    {
        reader.ReadStartElement();
    }

    static void ToContent(XmlDictionaryReader reader)
    {
        reader.ReadStartElement();
        reader.ReadStartElement();
    }

    static void ToAttribute(XmlDictionaryReader reader)
    {
        reader.Read();
        reader.MoveToAttribute("a");
    }

    static IEnumerable<KeyValuePair<string, Func<XmlDictionaryReader, object>>> Elements()
    {
        yield return Read("ReadElementContentAsBoolean", reader => reader.ReadElementContentAsBoolean());
        yield return Read("ReadElementContentAsInt", reader => reader.ReadElementContentAsInt());
        yield return Read("ReadElementContentAsLong", reader => reader.ReadElementContentAsLong());
        yield return Read("ReadElementContentAsFloat", reader => reader.ReadElementContentAsFloat());
        yield return Read("ReadElementContentAsDouble", reader => reader.ReadElementContentAsDouble());
        yield return Read("ReadElementContentAsDecimal", reader => reader.ReadElementContentAsDecimal());
        yield return Read("ReadElementContentAsDateTime", reader => reader.ReadElementContentAsDateTime());
        yield return Read("ReadElementContentAsTimeSpan", reader => reader.ReadElementContentAsTimeSpan());
        yield return Read("ReadElementContentAsGuid", reader => reader.ReadElementContentAsGuid());
        yield return Read("ReadElementContentAsUniqueId", reader => reader.ReadElementContentAsUniqueId());
        yield return Read("ReadElementContentAsString", reader => reader.ReadElementContentAsString());
        yield return Read("ReadElementContentAsBase64", reader => reader.ReadElementContentAsBase64());
        yield return Read("ReadElementContentAsBinHex", reader => reader.ReadElementContentAsBinHex());
        yield return Read("ReadElementString", reader => reader.ReadElementString());
        yield return Read("ReadInnerXml", reader => reader.ReadInnerXml());
        yield return Read("ReadOuterXml", reader => reader.ReadOuterXml());
        foreach (int size in new[] { 1, 3, 100 })
        {
            yield return Read("ReadElementContentAsBase64(" + size + ")",
                reader => Pieces(size, reader.ReadElementContentAsBase64));
            yield return Read("ReadElementContentAsBinHex(" + size + ")",
                reader => Pieces(size, reader.ReadElementContentAsBinHex));
        }
        foreach (var type in types)
            yield return Read("ReadElementContentAs " + type.Name, reader => reader.ReadElementContentAs(type, names));
    }

    static IEnumerable<KeyValuePair<string, Func<XmlDictionaryReader, object>>> Arrays()
    {
        yield return Read("ReadBooleanArray", reader => reader.ReadBooleanArray("e", ""));
        yield return Read("ReadInt16Array", reader => reader.ReadInt16Array("e", ""));
        yield return Read("ReadInt32Array", reader => reader.ReadInt32Array("e", ""));
        yield return Read("ReadInt64Array", reader => reader.ReadInt64Array("e", ""));
        yield return Read("ReadSingleArray", reader => reader.ReadSingleArray("e", ""));
        yield return Read("ReadDoubleArray", reader => reader.ReadDoubleArray("e", ""));
        yield return Read("ReadDecimalArray", reader => reader.ReadDecimalArray("e", ""));
        yield return Read("ReadDateTimeArray", reader => reader.ReadDateTimeArray("e", ""));
        yield return Read("ReadGuidArray", reader => reader.ReadGuidArray("e", ""));
        yield return Read("ReadTimeSpanArray", reader => reader.ReadTimeSpanArray("e", ""));
    }

    static IEnumerable<KeyValuePair<string, Func<XmlDictionaryReader, object>>> Contents()
    {
        yield return Read("ReadContentAsBoolean", reader => reader.ReadContentAsBoolean());
        yield return Read("ReadContentAsInt", reader => reader.ReadContentAsInt());
        yield return Read("ReadContentAsLong", reader => reader.ReadContentAsLong());
        yield return Read("ReadContentAsFloat", reader => reader.ReadContentAsFloat());
        yield return Read("ReadContentAsDouble", reader => reader.ReadContentAsDouble());
        yield return Read("ReadContentAsDecimal", reader => reader.ReadContentAsDecimal());
        yield return Read("ReadContentAsDateTime", reader => reader.ReadContentAsDateTime());
        yield return Read("ReadContentAsDateTimeOffset", reader => reader.ReadContentAsDateTimeOffset());
        yield return Read("ReadContentAsTimeSpan", reader => reader.ReadContentAsTimeSpan());
        yield return Read("ReadContentAsGuid", reader => reader.ReadContentAsGuid());
        yield return Read("ReadContentAsUniqueId", reader => reader.ReadContentAsUniqueId());
        yield return Read("ReadContentAsQualifiedName", reader =>
        {
            string name, uri;
            reader.ReadContentAsQualifiedName(out name, out uri);
            return new[] { name, uri };
        });
        yield return Read("ReadContentAsString", reader => reader.ReadContentAsString());
        yield return Read("ReadContentAsString of some", reader =>
        {
            int index;
            string text = reader.ReadContentAsString(new[] { "true", "1", "12.5", "2020-01-01T00:00:00Z" }, out index);
            return new object[] { text, index };
        });
        yield return Read("ReadString", reader => reader.ReadString());
        yield return Read("Value", reader => reader.Value);
        yield return Read("ReadContentAsBase64", reader => reader.ReadContentAsBase64());
        yield return Read("ReadContentAsBinHex", reader => reader.ReadContentAsBinHex());
        foreach (int size in new[] { 1, 3, 100 })
        {
            yield return Read("ReadContentAsBase64(" + size + ")", reader => Pieces(size, reader.ReadContentAsBase64));
            yield return Read("ReadContentAsBinHex(" + size + ")", reader => Pieces(size, reader.ReadContentAsBinHex));
            yield return Read("ReadValueAsBase64(" + size + ")", reader => Pieces(size, reader.ReadValueAsBase64));
            yield return Read("ReadContentAsChars(" + size + ")", reader => Characters(size, reader.ReadContentAsChars));
            yield return Read("ReadValueChunk(" + size + ")", reader => Characters(size, reader.ReadValueChunk));
        }
        foreach (var type in types)
            yield return Read("ReadContentAs " + type.Name, reader => reader.ReadContentAs(type, names));
    }

    static KeyValuePair<string, Func<XmlDictionaryReader, object>> Read(string name, Func<XmlDictionaryReader, object> read)
    {
        return new KeyValuePair<string, Func<XmlDictionaryReader, object>>(name, read);
    }

    static object Pieces(int size, Func<byte[], int, int, int> read)
    {
        var all = new MemoryStream();
        var room = new byte[size];
        for (int count; (count = read(room, 0, size)) > 0;)
            all.Write(room, 0, count);
        return all.ToArray();
    }

    static object Characters(int size, Func<char[], int, int, int> read)
    {
        var all = new StringBuilder();
        var room = new char[size];
        for (int count; (count = read(room, 0, size)) > 0;)
            all.Append(room, 0, count);
        return all.ToString();
    }
}
