using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Xml;

/// One direction of a session as [MC-NBFSE] has it: the strings that a message is the first to use go before it. The class
/// of Microsoft's that does so is not among what Mono carries; the quota is the one that class has.
static class SessionQuota
{
    public const int Bytes = 2048;
}

/// The writer's strings. Beyond the quota, a string is written where it is used.
sealed class WriterSession : XmlBinaryWriterSession
{
    static readonly Encoding Utf8 = new UTF8Encoding(false);
    readonly List<byte[]> added = new List<byte[]>();
    int left = SessionQuota.Bytes;

    public override bool TryAdd(XmlDictionaryString text, out int key)
    {
        key = -1;
        var bytes = Utf8.GetBytes(text.Value);
        int size = bytes.Length + SevenBitNumber.Size(bytes.Length);
        if (size > left)
        {
            left = 0;
            return false;
        }
        if (!base.TryAdd(text, out key))
            return false;
        left -= size;
        added.Add(bytes);
        return true;
    }

    /// Writes the strings that are new since the last message, with their size before them.
    public void WriteTable(Stream to)
    {
        var table = new MemoryStream();
        foreach (var bytes in added)
        {
            SevenBitNumber.Write(table, bytes.Length);
            table.Write(bytes, 0, bytes.Length);
        }
        added.Clear();
        SevenBitNumber.Write(to, (int)table.Length);
        table.WriteTo(to);
    }
}

/// The reader's strings.
sealed class ReaderSession
{
    static readonly Encoding Utf8 = new UTF8Encoding(false, true);
    public readonly XmlBinaryReaderSession Strings = new XmlBinaryReaderSession();
    int next, left = SessionQuota.Bytes;

    /// Takes the strings before a message and gives the place where the message begins.
    public int ReadTable(byte[] message)
    {
        int at = 0;
        int size = SevenBitNumber.Read(message, ref at);
        if (size > message.Length - at)
            throw new XmlException("the strings are longer than the message");
        if (size > left)
            throw new XmlException("more strings than MaxSessionSize, 2048 bytes, allows");
        left -= size;
        for (int end = at + size; at < end;)
        {
            int length = SevenBitNumber.Read(message, ref at);
            if (length > end - at)
                throw new XmlException("a string is longer than what is left for strings");
            Strings.Add(next++, Utf8.GetString(message, at, length));
            at += length;
        }
        return at;
    }
}

/// MultiByteInt31 of [MC-NBFX]: seven bits a byte, lowest first.
static class SevenBitNumber
{
    public static int Size(int number)
    {
        int size = 1;
        while ((number >>= 7) != 0)
            size++;
        return size;
    }

    public static void Write(Stream to, int number)
    {
        for (; number >= 0x80; number >>= 7)
            to.WriteByte((byte)(number | 0x80));
        to.WriteByte((byte)number);
    }

    public static int Read(byte[] from, ref int at)
    {
        long number = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            if (at >= from.Length)
                throw new XmlException("a number is cut off");
            byte next = from[at++];
            number |= (long)(next & 0x7F) << shift;
            if (next < 0x80 && number <= int.MaxValue)
                return (int)number;
        }
        throw new XmlException("a number has more than 31 bits");
    }
}
