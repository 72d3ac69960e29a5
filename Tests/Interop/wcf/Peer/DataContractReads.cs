using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text;
using System.Xml;

/// Members that DataContractSerializer reads: of every primitive type, nullable, boxed, in arrays, lists and dictionaries.
static class DataContractReads
{
    [DataContract(Name = "holder", Namespace = "")]
    public sealed class Holder<T>
    {
        [DataMember(Name = "value")]
        public T Value;
    }

    [DataContract(Name = "choice", Namespace = "")]
    public enum Choice
    {
        [EnumMember] None,
        [EnumMember(Value = "true")] Named,
    }

    static readonly object[] samples =
    {
        true, (byte)2, (sbyte)2, (short)2, (ushort)2, 2, 2u, 2L, 2ul, 2f, 2d, 2m, 'c', "text", new DateTime(2020, 1, 2),
        TimeSpan.Zero, Guid.Empty, new Uri("urn:x"), new XmlQualifiedName("name", "urn:x"), new byte[] { 1 }, Choice.Named,
    };

    public static IEnumerable<TypedRead> All()
    {
        return samples.SelectMany(sample => (IEnumerable<TypedRead>)typeof(DataContractReads)
            .GetMethod("Members", BindingFlags.NonPublic | BindingFlags.Static)
            .MakeGenericMethod(sample.GetType()).Invoke(null, new[] { sample }));
    }

    static IEnumerable<TypedRead> Members<T>(T sample)
    {
        string name = typeof(T).Name;
        yield return Root(name, sample);
        yield return Member(name, sample, true);
        if (!(sample is Choice))
            yield return Member<object>(name + " boxed", sample);
        yield return Member(name + " in an array", new[] { sample, sample });
        yield return Member(name + " in a list", new List<T> { sample, sample });
        yield return Member(name + " in a dictionary", new Dictionary<string, T> { { "k", sample } });
        if (!(sample is string || sample is Choice))
            yield return Member(name + " as key", new Dictionary<T, T> { { sample, sample } });
        if (typeof(T).IsValueType)
            yield return Nullables<T>(sample);
    }

    static TypedRead Nullables<T>(T sample)
    {
        var nullable = typeof(Nullable<>).MakeGenericType(typeof(T));
        return (TypedRead)typeof(DataContractReads).GetMethod("Member", BindingFlags.NonPublic | BindingFlags.Static)
            .MakeGenericMethod(nullable).Invoke(null, new object[] { typeof(T).Name + " nullable", sample, false });
    }

    static TypedRead Root<T>(string name, T sample)
    {
        var serializer = new DataContractSerializer(typeof(T));
        return new TypedRead("DataContract " + name, Template(serializer, sample), false,
            reader => serializer.ReadObject(reader));
    }

    static TypedRead Member<T>(string name, T sample, bool isFrequent = false)
    {
        var serializer = new DataContractSerializer(typeof(Holder<T>));
        return new TypedRead("DataContract member " + name, Template(serializer, new Holder<T> { Value = sample }), isFrequent,
            reader => Plain(((Holder<T>)serializer.ReadObject(reader)).Value));
    }

    static object Plain(object value)
    {
        var dictionary = value as System.Collections.IDictionary;
        return dictionary == null ? value
            : new[] { dictionary.Keys.Cast<object>().ToArray(), dictionary.Values.Cast<object>().ToArray() };
    }

    /// What the serializer writes, with the places of values empty.
    static ReadTemplate Template(DataContractSerializer serializer, object sample)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
            serializer.WriteObject(writer, sample);
        var document = new XmlDocument();
        document.LoadXml(text.ToString());
        foreach (XmlNode node in document.SelectNodes("//text()"))
            if (node.Value != "k" || node.ParentNode.LocalName != "Key")
                node.Value = ReadTemplate.Marker;
        return new ReadTemplate(document.OuterXml);
    }
}
