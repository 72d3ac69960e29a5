using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Xml;

/// The value that a text is the form of: exactly the text that a reader of binary XML gives for the value.
sealed class TextValue
{
    static readonly CultureInfo Plain = CultureInfo.InvariantCulture;
    static readonly Regex Date = new Regex(@"^\d{4}-\d\d-\d\dT[0-9:.]+Z?$"), Number = new Regex(@"^-?[0-9.]+(E[-+][0-9]+)?$"),
        Base64 = new Regex(@"^[A-Za-z0-9+/]+={0,2}$"), Words = new Regex(@"^[^ ]+( [^ ]+)+$");

    /// The value; null if the text is of none.
    public object Parse(string text)
    {
        if (text.Length == 0)
            return null;
        foreach (var attempt in new Func<string, object>[] { Simple, Fraction, Moment, Identifier, Bytes, List })
            try
            {
                var value = attempt(text);
                if (value != null && Text(value) == text)
                    return value;
            }
            catch (FormatException) { }
            catch (OverflowException) { }
        return null;
    }

    public static bool HasArrays(object value)
    {
        return value is bool || value is int || value is long || value is double || value is decimal || value is DateTime ||
            value is TimeSpan || value is Guid;
    }

    /// False if there is none to write.
    public bool Write(XmlDictionaryWriter writer, object value)
    {
        if (value == null)
            return false;
        var bytes = value as byte[];
        if (bytes != null)
            writer.WriteBase64(bytes, 0, bytes.Length);
        else
            writer.WriteValue(value);
        return true;
    }

    static object Simple(string text)
    {
        int small;
        long large;
        ulong largest;
        if (text == "true" || text == "false")
            return text == "true";
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, Plain, out small))
            return small;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, Plain, out large))
            return large;
        return ulong.TryParse(text, NumberStyles.None, Plain, out largest) ? (object)largest : null;
    }

    /// Binary or decimal: the length of the text decides, so that there are both.
    static object Fraction(string text)
    {
        if (text == "NaN" || text == "INF" || text == "-INF")
            return XmlConvert.ToDouble(text);
        if (!Number.IsMatch(text))
            return null;
        return text.Length % 2 == 0 || text.Contains("E") ? (object)XmlConvert.ToDouble(text) : XmlConvert.ToDecimal(text);
    }

    static object Moment(string text)
    {
        if (Date.IsMatch(text))
            return XmlConvert.ToDateTime(text, XmlDateTimeSerializationMode.RoundtripKind);
        return text[0] == 'P' || text.StartsWith("-P", StringComparison.Ordinal) ? (object)XmlConvert.ToTimeSpan(text) : null;
    }

    static object Identifier(string text)
    {
        Guid guid;
        if (Guid.TryParseExact(text, "D", out guid))
            return guid;
        return text.StartsWith("urn:uuid:", StringComparison.Ordinal) ? new UniqueId(text) : null;
    }

    static object Bytes(string text)
    {
        return text.Length % 4 == 0 && Base64.IsMatch(text) ? Convert.FromBase64String(text) : null;
    }

    static object List(string text)
    {
        if (!Words.IsMatch(text))
            return null;
        var items = text.Split(' ').Select(Simple).ToArray();
        return items.All(item => item != null) ? items : null;
    }

    string Text(object value)
    {
        var bytes = new MemoryStream();
        var writer = XmlDictionaryWriter.CreateBinaryWriter(bytes);
        writer.WriteStartElement("value");
        Write(writer, value);
        writer.WriteEndElement();
        writer.Flush();
        var document = bytes.ToArray();
        using (var reader = XmlDictionaryReader.CreateBinaryReader(document, XmlDictionaryReaderQuotas.Max))
        {
            reader.ReadStartElement();
            return reader.ReadString();
        }
    }
}
