using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;

/// A way to read a text as a value of some type.
sealed class TypedRead
{
    static readonly StaticDictionary dictionary = new StaticDictionary();
    public readonly string Name;
    readonly ReadTemplate template;
    readonly Func<XmlDictionaryReader, object> read;
    /// Whether every text is read so; of the others, which do what these do, each text has its share.
    public readonly bool IsFrequent;

    public TypedRead(string name, ReadTemplate template, bool isFrequent, Func<XmlDictionaryReader, object> read)
    {
        Name = name;
        this.template = template;
        IsFrequent = isFrequent;
        this.read = read;
    }

    public object Outcome(byte[] record)
    {
        var document = template.With(record);
        using (var reader = XmlDictionaryReader.CreateBinaryReader(
            document, 0, document.Length, dictionary, XmlDictionaryReaderQuotas.Max))
            return global::Outcome.Of(() => read(reader));
    }
}

/// Whether a text record reads as its characters do, in every way that there is to read a value.
sealed class TypedReads
{
    static readonly Encoding Utf8 = new UTF8Encoding(false);
    readonly TypedRead[] reads =
        ReaderReads.All().Concat(DataContractReads.All()).Concat(XmlSerializerReads.All()).ToArray();

    /// Those that gave a value at least once.
    readonly HashSet<string> successful = new HashSet<string>();

    /// `batch` has texts and their records, each with its length before it; `first` is the number of the first. The frequent
    /// reads are compared of each text, and all of a constant; of the others one in `share`. The result has a line for
    /// each read that differs (text, record, read, outcome with characters, outcome with the record) and at last the number
    /// of reads that were compared.
    public byte[] Compare(byte[] batch, int first, int share)
    {
        var result = new StringBuilder();
        long count = 0;
        using (var input = new BinaryReader(new MemoryStream(batch)))
            for (int number = first; input.BaseStream.Position < batch.Length; number++)
            {
                var text = input.ReadBytes(input.ReadInt32());
                var record = input.ReadBytes(input.ReadInt32());
                for (int index = 0; index < reads.Length; index++)
                    if (reads[index].IsFrequent || record.Length == 1 || (number + index) % share == 0)
                    {
                        count++;
                        CompareRead(reads[index], text, record, result);
                    }
            }
        return Utf8.GetBytes(result.ToString() + count + "\n");
    }

    void CompareRead(TypedRead read, byte[] text, byte[] record, StringBuilder result)
    {
        object wanted = read.Outcome(ReadTemplate.Characters(text)), found = read.Outcome(record);
        if (!Outcome.IsRefusal(wanted))
            successful.Add(read.Name);
        if (!Outcome.IsSame(wanted, found))
            result.Append(string.Join("\t", Line(Utf8.GetString(text)), BitConverter.ToString(record, 0, 1), read.Name,
                Line(Outcome.Text(wanted)), Line(Outcome.Text(found)))).Append('\n');
    }

    /// The names of all reads, or of those that gave no value yet.
    public byte[] Names(bool unsuccessful)
    {
        return Utf8.GetBytes(string.Concat(
            reads.Where(read => !unsuccessful || !successful.Contains(read.Name)).Select(read => read.Name + "\n")));
    }

    static string Line(string text)
    {
        return text.Replace("\\", "\\\\").Replace("\t", "\\t").Replace("\n", "\\n").Replace("\r", "\\r");
    }
}
