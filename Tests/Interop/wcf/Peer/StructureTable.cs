using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml;

/// Arrays of every type, and every record for elements, attributes, namespace declarations and comments.
sealed class StructureTable
{
    readonly StaticDictionary dictionary;
    readonly List<KeyValuePair<string, Action<XmlDictionaryWriter>>> documents =
        new List<KeyValuePair<string, Action<XmlDictionaryWriter>>>();

    public StructureTable(StaticDictionary dictionary)
    {
        this.dictionary = dictionary;
    }

    public IEnumerable<KeyValuePair<string, byte[]>> Rows()
    {
        Arrays();
        ArrayElements();
        Prefixes();
        Elements();
        Attributes();
        Content();
        foreach (var document in documents)
        {
            var bytes = new MemoryStream();
            var writer = XmlDictionaryWriter.CreateBinaryWriter(bytes, dictionary, null, false);
            document.Value(writer);
            writer.Flush();
            yield return new KeyValuePair<string, byte[]>(document.Key, bytes.ToArray());
        }
    }

    void Add(string name, Action<XmlDictionaryWriter> write)
    {
        documents.Add(new KeyValuePair<string, Action<XmlDictionaryWriter>>(name, write));
    }

    void AddWithin(string name, Action<XmlDictionaryWriter> write)
    {
        Add(name, writer =>
        {
            writer.WriteStartElement("r");
            write(writer);
            writer.WriteEndElement();
        });
    }

    void Arrays()
    {
        AddWithin("array of Boolean", w => w.WriteArray("", "i", "", new[] { true, false, true }, 0, 3));
        AddWithin("array of Int16", w => w.WriteArray("", "i", "", new short[] { 1, -2, short.MinValue }, 0, 3));
        AddWithin("array of Int32", w => w.WriteArray("", "i", "", new[] { 1, -2, int.MaxValue }, 0, 3));
        AddWithin("array of Int64", w => w.WriteArray("", "i", "", new[] { 1L, -2L, long.MinValue }, 0, 3));
        AddWithin("array of Single", w => w.WriteArray("", "i", "", new[] { 1, -2.5f, 0.1f, float.NaN, -0f, 3e38f }, 0, 6));
        AddWithin("array of Double", w => w.WriteArray("", "i", "", new[] { 1, -2.5, 0.1, 1 / 0d, 1e300, -0d }, 0, 6));
        AddWithin("array of Decimal", w => w.WriteArray("", "i", "", new[] { 1, -2.50m, decimal.MaxValue }, 0, 3));
        AddWithin("array of DateTime", w => w.WriteArray("", "i", "", new[] {
            new DateTime(2006, 5, 17, 13, 14, 15, DateTimeKind.Utc), new DateTime(1, 1, 1) }, 0, 2));
        AddWithin("array of TimeSpan", w => w.WriteArray("", "i", "", new[] { new TimeSpan(600000000), TimeSpan.Zero }, 0, 2));
        AddWithin("array of Guid", w => w.WriteArray("", "i", "", new[] {
            new Guid("33221100-5544-7766-8899-aabbccddeeff"), Guid.Empty }, 0, 2));
        foreach (var count in new[] { 0, 1, 127, 128, 1000, 65535 })
            AddWithin("array of " + count, w => w.WriteArray("", "i", "", Enumerable.Range(0, count).ToArray(), 0, count));
    }

    void ArrayElements()
    {
        var some = new[] { 1, 2 };
        AddWithin("array with a prefix", w => w.WriteArray("p", "i", "urn:p", some, 0, 2));
        AddWithin("array with a long prefix", w => w.WriteArray("pfx", "i", "urn:p", some, 0, 2));
        AddWithin("array with a default namespace", w => w.WriteArray("", "i", "urn:p", some, 0, 2));
        AddWithin("array with a name of the dictionary", w => w.WriteArray("s", dictionary[7], dictionary[2], some, 0, 2));
        Add("array with a prefix that is declared", w =>
        {
            w.WriteStartElement("p", "r", "urn:p");
            w.WriteArray("p", "i", "urn:p", some, 0, 2);
            w.WriteStartElement("after");
            w.WriteEndElement();
            w.WriteArray("p", "i", "urn:p", some, 0, 1);
            w.WriteString("text");
            w.WriteEndElement();
        });
    }

    void Prefixes()
    {
        var letters = Enumerable.Range('a', 26).Select(letter => ((char)letter).ToString());
        var others = new[] { "A", "Z", "aa", "soap", "_", "\u00e9", "p1", "a-b", "x.y", new string('p', 300) };
        foreach (var prefix in letters.Concat(others))
        {
            var name = prefix.Length > 20 ? "long" : prefix;
            Add("prefix " + name, w =>
            {
                w.WriteStartElement(prefix, "e", "urn:x");
                w.WriteStartAttribute(prefix, "at", "urn:x");
                w.WriteString("v");
                w.WriteEndAttribute();
                w.WriteEndElement();
            });
            Add("prefix " + name + ", names of the dictionary", w =>
            {
                w.WriteStartElement(prefix, dictionary[7], dictionary[2]);
                w.WriteStartAttribute(prefix, dictionary[7], dictionary[2]);
                w.WriteString(dictionary[1]);
                w.WriteEndAttribute();
                w.WriteEndElement();
            });
        }
    }

    void Elements()
    {
        Add("element", w => { w.WriteStartElement("e"); w.WriteEndElement(); });
        Add("element with a full end", w => { w.WriteStartElement("e"); w.WriteFullEndElement(); });
        Add("element of the dictionary", w =>
        {
            w.WriteStartElement("", dictionary[7], XmlDictionaryString.Empty);
            w.WriteEndElement();
        });
        Add("default namespace", w => { w.WriteStartElement("", "e", "urn:x"); w.WriteEndElement(); });
        Add("default namespace of the dictionary", w =>
        {
            w.WriteStartElement("", dictionary[7], dictionary[2]);
            w.WriteEndElement();
        });
        Add("default namespace undeclared", w =>
        {
            w.WriteStartElement("", "e", "urn:x");
            w.WriteStartElement("", "f", "");
            w.WriteEndElement();
            w.WriteEndElement();
        });
        foreach (var length in new[] { 127, 128, 300, 16384 })
            Add("name of " + length, w => { w.WriteStartElement(new string('n', length)); w.WriteEndElement(); });
        Add("name beyond ASCII", w => { w.WriteStartElement("\u00e9l\u00e9ment\u4e2d"); w.WriteEndElement(); });
        Add("depth of 128", w =>
        {
            for (int depth = 0; depth < 128; depth++)
                w.WriteStartElement("e");
            w.WriteString("x");
            for (int depth = 0; depth < 128; depth++)
                w.WriteEndElement();
        });
    }

    void Attributes()
    {
        AddWithin("attribute", w => w.WriteAttributeString("a", "v"));
        AddWithin("attribute, empty", w => w.WriteAttributeString("a", ""));
        AddWithin("attribute in two parts", w =>
        {
            w.WriteStartAttribute("a");
            w.WriteString("x");
            w.WriteString("y");
            w.WriteEndAttribute();
        });
        AddWithin("attribute of the dictionary", w =>
        {
            w.WriteStartAttribute("", dictionary[0], XmlDictionaryString.Empty);
            w.WriteString("1");
            w.WriteEndAttribute();
        });
        AddWithin("attributes of xml:", w =>
        {
            w.WriteXmlAttribute("lang", "en-US");
            w.WriteXmlAttribute("space", "preserve");
        });
        AddWithin("attribute with a prefix of the writer's", w =>
        {
            w.WriteStartAttribute(null, "a", "urn:x");
            w.WriteString("v");
            w.WriteEndAttribute();
        });
        AddWithin("declarations among attributes", w =>
        {
            w.WriteXmlnsAttribute("b", "urn:b");
            w.WriteAttributeString("x", "1");
            w.WriteXmlnsAttribute("c", dictionary[2]);
            w.WriteAttributeString("y", "2");
        });
        AddWithin("prefixes declared again", w =>
        {
            w.WriteXmlnsAttribute("b", "urn:b");
            w.WriteStartElement("b", "e", "urn:b");
            w.WriteXmlnsAttribute("b", "urn:b");
            w.WriteStartElement("b", "e", "urn:c");
            w.WriteEndElement();
            w.WriteEndElement();
        });
    }

    void Content()
    {
        AddWithin("comment", w => w.WriteComment("hi"));
        AddWithin("comment, empty", w => w.WriteComment(""));
        Add("comments outside", w =>
        {
            w.WriteComment("before");
            w.WriteStartElement("e");
            w.WriteEndElement();
            w.WriteComment("after");
        });
        AddWithin("text, element, text", w =>
        {
            w.WriteString("a");
            w.WriteStartElement("f");
            w.WriteEndElement();
            w.WriteString("b");
        });
        Add("declaration of XML", w =>
        {
            w.WriteStartDocument();
            w.WriteStartElement("e");
            w.WriteEndElement();
            w.WriteEndDocument();
        });
    }
}
