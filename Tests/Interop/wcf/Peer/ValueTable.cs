using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Xml;

/// Every Write function of XmlDictionaryWriter with the values at its edges, each as the last thing in an element, before
/// another element, and as an attribute's value.
sealed class ValueTable
{
    static readonly Guid SomeGuid = new Guid("33221100-5544-7766-8899-aabbccddeeff");
    static readonly CultureInfo Plain = CultureInfo.InvariantCulture;
    readonly StaticDictionary dictionary;
    readonly List<KeyValuePair<string, Action<XmlDictionaryWriter>>> values =
        new List<KeyValuePair<string, Action<XmlDictionaryWriter>>>();

    public ValueTable(StaticDictionary dictionary)
    {
        this.dictionary = dictionary;
    }

    /// Name and binary XML. Writers refuse a few values in attributes; there are no rows for those.
    public IEnumerable<KeyValuePair<string, byte[]>> Rows()
    {
        Integers();
        Fractions();
        Moments();
        Identifiers();
        Bytes();
        Texts();
        LongTexts();
        DictionaryTexts();
        Lists();
        foreach (var value in values)
            foreach (var place in new[] { "last", "before an element", "in an attribute" })
            {
                var bytes = Document(value.Value, place);
                if (bytes != null)
                    yield return new KeyValuePair<string, byte[]>(value.Key + ", " + place, bytes);
            }
        foreach (var row in new StructureTable(dictionary).Rows())
            yield return row;
    }

    byte[] Document(Action<XmlDictionaryWriter> write, string place)
    {
        var bytes = new MemoryStream();
        var writer = XmlDictionaryWriter.CreateBinaryWriter(bytes, dictionary, null, false);
        writer.WriteStartElement("r");
        writer.WriteXmlnsAttribute("s", "http://www.w3.org/2003/05/soap-envelope");
        writer.WriteXmlnsAttribute("soap", "urn:soap");
        if (place == "in an attribute")
            writer.WriteStartAttribute("v");
        try
        {
            write(writer);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
        if (place == "in an attribute")
            writer.WriteEndAttribute();
        if (place == "before an element")
        {
            writer.WriteStartElement("e");
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
        writer.Flush();
        return bytes.ToArray();
    }

    void Add(string name, Action<XmlDictionaryWriter> write)
    {
        values.Add(new KeyValuePair<string, Action<XmlDictionaryWriter>>(name, write));
    }

    void AddValue(object value)
    {
        Add(value.GetType().Name + " " + Convert.ToString(value, Plain), writer => writer.WriteValue(value));
    }

    void Integers()
    {
        AddValue(true);
        AddValue(false);
        foreach (var value in new[] { 0, 1, 2, -1, 127, 128, -128, -129, 32767, 32768, -32768, -32769, int.MaxValue,
                                      int.MinValue })
            AddValue(value);
        foreach (var value in new[] { 0L, 1L, 2147483648L, -2147483649L, 9007199254740993L, long.MaxValue, long.MinValue })
            AddValue(value);
        foreach (var value in new[] { 0UL, 1UL, (ulong)long.MaxValue, 1UL << 63, ulong.MaxValue })
            AddValue(value);
        foreach (var value in new object[] { (byte)200, (sbyte)-3, (short)-300, (ushort)65000, 4000000000u })
            AddValue(value);
    }

    void Fractions()
    {
        foreach (var value in new[] { 0f, -0f, 1f, -1f, 0.5f, 0.1f, 1.1f, 3.3333333f, 1e-5f, 0.0001f, 123456.7f, 1234567.9f,
                                      1e10f, 16777216f, float.MaxValue, float.MinValue, float.Epsilon, 1.17549435e-38f,
                                      9.223372e18f, 1e20f, 0.3f, 8388608.5f, float.NaN, float.PositiveInfinity,
                                      float.NegativeInfinity })
            Add("Single " + Round(value), writer => writer.WriteValue(value));
        foreach (var value in new[] { 0d, -0d, 1d, -1d, 0.5, 0.1, 1.1, 1.1f, 1 / 3d, 2 / 3d, 5e-324, 2.2250738585072014e-308,
                                      123456789.125, 0.0001, 0.00001, 1e15, 1e16, 1.5e15, 1e21, 1e22, 1e23, 1e300,
                                      9007199254740993.5, 2147483648, 1e19, 100.1, 4.35, 0.3, 0.1 + 0.2, double.MaxValue,
                                      double.MinValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity })
            Add("Double " + Round(value), writer => writer.WriteValue(value));
        foreach (var text in new[] { "0", "1", "-1", "1.0", "0.00", "-0.5", "123.450", "79228162514264337593543950335",
                                     "-79228162514264337593543950335", "0.0000000000000000000000000001",
                                     "7.9228162514264337593543950335", "18446744073709551616", "4294967296", "-0.000" })
        {
            var value = decimal.Parse(text, Plain);
            Add("Decimal " + text, writer => writer.WriteValue(value));
        }
        Add("Decimal negative zero", writer => writer.WriteValue(new decimal(0, 0, 0, true, 0)));
    }

    /// Seventeen digits tell all values apart; nine suffice for Single, but more do no harm in a name.
    static string Round(double value)
    {
        return (1 / value < 0 && value == 0 ? "-" : "") + value.ToString("G17", Plain);
    }

    void Moments()
    {
        foreach (var kind in new[] { DateTimeKind.Utc, DateTimeKind.Unspecified, DateTimeKind.Local })
        {
            foreach (var ticks in new[] { 0L, 632834684551230000, 632834684551234567, 632834684550000000, 632834208000000000,
                                          632834684551000000, 634558752000000000, 599266080000000000, DateTime.MaxValue.Ticks })
            {
                var value = new DateTime(ticks, kind);
                Add("DateTime " + kind + " " + ticks, writer => writer.WriteValue(value));
            }
        }
        Add("DateTimeOffset", writer => writer.WriteValue(new DateTimeOffset(2006, 5, 17, 13, 14, 15, TimeSpan.FromHours(2))));
        foreach (var ticks in new[] { 0, 1, -1, 10, 1000000, 10000000, -10000000, 600000000, 36000000000, 863999999999,
                                      864000000000, -864000000000, 937840050000, 36610000000, long.MaxValue, long.MinValue })
            AddValue(new TimeSpan(ticks));
    }

    void Identifiers()
    {
        AddValue(SomeGuid);
        AddValue(Guid.Empty);
        AddValue(new UniqueId(SomeGuid));
        AddValue(new UniqueId("http://example.org/id/1"));
        AddValue(new UniqueId("urn:uuid:0f0e0d0c-0b0a-0908-0706-050403020100"));
    }

    void Bytes()
    {
        foreach (var count in new[] { 0, 1, 2, 3, 4, 5, 6, 254, 255, 256, 257, 258, 765, 768, 49152, 65534, 65535, 65536, 65537,
                                      65538 })
            Add("base64 of " + count, writer => writer.WriteBase64(Some(count), 0, count));
        Add("base64 in three parts", writer =>
        {
            writer.WriteBase64(Some(9), 0, 2);
            writer.WriteBase64(Some(9), 2, 2);
            writer.WriteBase64(Some(9), 4, 5);
        });
        Add("base64 of a stream", writer => writer.WriteValue(new SomeStream()));
        Add("base16", writer => writer.WriteBinHex(Some(5), 0, 5));
        AddValue(Some(5));
    }

    sealed class SomeStream : IStreamProvider
    {
        public Stream GetStream() { return new MemoryStream(Some(1000)); }
        public void ReleaseStream(Stream stream) { stream.Dispose(); }
    }

    static byte[] Some(int count)
    {
        return Enumerable.Range(0, count).Select(index => (byte)(index * 7 + 3)).ToArray();
    }

    void Texts()
    {
        foreach (var text in new[] { "", "0", "1", "2", "a", "true", "false", "-1", "10", " ", "\u4e2d", "\t\n\r", "<&>\"'",
                                     "]]>", "\u0085\u2028\ufffd", "\ud83d\ude00", "a\u4e2d\u4e2d\u4e2d", "\u4e2daaa" })
            Add("text " + string.Join("-", text.Select(character => ((int)character).ToString("x", Plain))),
                writer => writer.WriteString(text));
        Add("characters", writer => writer.WriteChars("hello world".ToCharArray(), 0, 11));
        Add("two texts", writer => { writer.WriteString("ab"); writer.WriteString("cd"); });
        Add("three texts, one empty", writer =>
        {
            writer.WriteString("ab");
            writer.WriteString("");
            writer.WriteString("cd");
        });
        Add("number and text", writer => { writer.WriteValue(12); writer.WriteString("z"); });
        Add("text and number", writer => { writer.WriteString("z"); writer.WriteValue(true); });
        Add("bytes and text", writer => { writer.WriteBase64(Some(4), 0, 4); writer.WriteString("z"); });
        Add("CDATA", writer => writer.WriteCData("a<b&c"));
        Add("character reference", writer => writer.WriteCharEntity('\u00e9'));
        Add("surrogate reference", writer => writer.WriteSurrogateCharEntity('\uDE00', '\uD83D'));
        Add("white space", writer => writer.WriteWhitespace(" \n\t"));
    }

    void LongTexts()
    {
        foreach (var count in new[] { 84, 85, 86, 127, 128, 254, 255, 256, 21845, 21846, 65534, 65535, 65536 })
            foreach (var unit in new[] { "x", "\u00e9", "\u4e2d", "\ud83d\ude00" })
                if (count < 30000 || unit.Length == 1)
                    Add(count + " times " + unit, writer => writer.WriteString(string.Concat(Enumerable.Repeat(unit, count))));
    }

    void DictionaryTexts()
    {
        foreach (var key in new[] { 0, 2, 63, 64, 81, 212, 486 })
            Add("dictionary " + key, writer => writer.WriteString(dictionary[key]));
        Add("another dictionary's", writer => writer.WriteString(new XmlDictionary().Add("Envelope")));
        Add("qualified name", writer => writer.WriteQualifiedName(dictionary[1], dictionary[2]));
        Add("qualified name, not in the dictionary", writer => writer.WriteQualifiedName("Local", dictionary[2].Value));
        Add("qualified name, long prefix", writer => writer.WriteQualifiedName("Local", "urn:soap"));
    }

    void Lists()
    {
        Add("list of integers", writer => writer.WriteValue(new object[] { 1, 2, 300 }));
        Add("list of everything", writer => writer.WriteValue(
            new object[] { 1, "abc", true, 2.5, SomeGuid, new TimeSpan(600000000), 1.10m, -1L << 40, ulong.MaxValue, "0" }));
        Add("list of texts", writer => writer.WriteValue(new object[] { "a", "b c" }));
        Add("list of nothing", writer => writer.WriteValue(new object[0]));
        Add("list of one", writer => writer.WriteValue(new object[] { "only" }));
        Add("list of booleans", writer => writer.WriteValue(new[] { true, false }));
        Add("list of doubles", writer => writer.WriteValue(new[] { 0.5, 0.1, 2, 0 }));
        Add("list of identifiers", writer => writer.WriteValue(new object[] { new UniqueId(SomeGuid), new UniqueId("x:y") }));
        Add("list of dates", writer => writer.WriteValue(new[] { new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc) }));
    }
}
