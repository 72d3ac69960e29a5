using System;
using System.Collections.Generic;
using System.IO;
using System.Xml;

/// A binary document with places for a text record.
sealed class ReadTemplate
{
    /// What stands in a document for the text.
    public const string Marker = "@@@@";
    const byte Chars8Text = 0x98, EndElement = 0x01;
    readonly List<byte[]> parts = new List<byte[]>();
    /// For each place whether the element ends right after it, as the record's lowest bit tells then.
    readonly List<bool> ends = new List<bool>();

    public ReadTemplate(string document)
    {
        var bytes = Binary(document);
        int start = 0;
        for (int at = 0; at + 5 < bytes.Length; at++)
            if (IsPlace(bytes, at))
            {
                parts.Add(Slice(bytes, start, at));
                ends.Add((bytes[at] & EndElement) != 0);
                start = at + 6;
            }
        parts.Add(Slice(bytes, start, bytes.Length));
        if (ends.Count == 0)
            throw new ArgumentException("no place for text in " + document);
    }

    /// The document with this record, which has its first form, in all places.
    public byte[] With(byte[] record)
    {
        var result = new MemoryStream();
        for (int index = 0; index < ends.Count; index++)
        {
            result.Write(parts[index], 0, parts[index].Length);
            result.WriteByte((byte)(record[0] | (ends[index] ? EndElement : 0)));
            result.Write(record, 1, record.Length - 1);
        }
        result.Write(parts[ends.Count], 0, parts[ends.Count].Length);
        return result.ToArray();
    }

    /// The record of a text as its characters.
    public static byte[] Characters(byte[] text)
    {
        var record = new MemoryStream();
        int size = text.Length < 0x100 ? 1 : text.Length < 0x10000 ? 2 : 4;
        record.WriteByte((byte)(Chars8Text + (size == 1 ? 0 : size == 2 ? 2 : 4)));
        record.Write(BitConverter.GetBytes(text.Length), 0, size);
        record.Write(text, 0, text.Length);
        return record.ToArray();
    }

    static bool IsPlace(byte[] bytes, int at)
    {
        return (bytes[at] & 0xFE) == Chars8Text && bytes[at + 1] == Marker.Length && bytes[at + 2] == '@' &&
            bytes[at + 3] == '@' && bytes[at + 4] == '@' && bytes[at + 5] == '@';
    }

    static byte[] Slice(byte[] bytes, int start, int end)
    {
        var slice = new byte[end - start];
        Array.Copy(bytes, start, slice, 0, slice.Length);
        return slice;
    }

    static byte[] Binary(string document)
    {
        var result = new MemoryStream();
        var writer = XmlDictionaryWriter.CreateBinaryWriter(result);
        using (var reader = XmlReader.Create(new StringReader(document)))
        {
            reader.MoveToContent();
            writer.WriteNode(reader, false);
        }
        writer.Flush();
        return result.ToArray();
    }
}
