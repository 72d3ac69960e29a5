using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Xml;
using System.Xml.Serialization;

/// Members that XmlSerializer reads: elements, attributes, text, lists; of every primitive type, nullable and boxed.
public static class XmlSerializerReads
{
    [XmlRoot("r")]
    public sealed class Element<T>
    {
        [XmlElement("v")]
        public T Value;
    }

    [XmlRoot("r")]
    public sealed class Attribute<T>
    {
        [XmlAttribute("v")]
        public T Value;
    }

    [XmlRoot("r")]
    public sealed class Content<T>
    {
        [XmlText]
        public T Value;
    }

    [XmlRoot("r")]
    public sealed class Items<T>
    {
        [XmlArray("v"), XmlArrayItem("i")]
        public T[] Value;
    }

    public enum Choice
    {
        None,
        [XmlEnum("true")] Named,
    }

    static readonly object[] samples =
    {
        true, (byte)2, (sbyte)2, (short)2, (ushort)2, 2, 2u, 2L, 2ul, 2f, 2d, 2m, 'c', "text", new DateTime(2020, 1, 2),
        Guid.Empty, new XmlQualifiedName("name", "urn:x"), new byte[] { 1 }, Choice.Named,
    };

    internal static IEnumerable<TypedRead> All()
    {
        return samples.SelectMany(sample => (IEnumerable<TypedRead>)typeof(XmlSerializerReads)
            .GetMethod("Members", BindingFlags.NonPublic | BindingFlags.Static)
            .MakeGenericMethod(sample.GetType()).Invoke(null, new[] { sample }));
    }

    static IEnumerable<TypedRead> Members<T>(T sample)
    {
        string name = typeof(T).Name;
        yield return Read(name + " element", new Element<T> { Value = sample });
        yield return Read(name + " attribute", new Attribute<T> { Value = sample });
        yield return Read(name + " content", new Content<T> { Value = sample });
        yield return Read(name + " in an array", new Items<T> { Value = new[] { sample, sample } });
        if (!(sample is byte || sample is char || sample is Choice))
            yield return Read(name + " in a list", new Attribute<T[]> { Value = new[] { sample } });
        if (!(sample is Choice))
            yield return Read(name + " boxed", new Element<object> { Value = sample });
        if (typeof(T).IsValueType)
            yield return (TypedRead)typeof(XmlSerializerReads)
                .GetMethod("Nullables", BindingFlags.NonPublic | BindingFlags.Static)
                .MakeGenericMethod(typeof(T)).Invoke(null, new object[] { name, sample });
    }

    static TypedRead Nullables<T>(string name, T sample) where T : struct
    {
        return Read(name + " nullable", new Element<T?> { Value = sample });
    }

    static TypedRead Read(string name, object sample)
    {
        var serializer = new XmlSerializer(sample.GetType());
        var value = sample.GetType().GetField("Value");
        return new TypedRead("XmlSerializer " + name, Template(serializer, sample), name.EndsWith(" element"),
            reader => value.GetValue(serializer.Deserialize(reader)));
    }

    /// What the serializer writes, with the places of values empty.
    static ReadTemplate Template(XmlSerializer serializer, object sample)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
            serializer.Serialize(writer, sample);
        var document = new XmlDocument();
        document.LoadXml(text.ToString());
        foreach (XmlNode node in document.SelectNodes("//text() | //@v"))
            node.Value = ReadTemplate.Marker;
        return new ReadTemplate(document.OuterXml);
    }
}
