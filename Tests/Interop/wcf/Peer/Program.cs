using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;
using System.Threading;

/// Microsoft's serializer of binary XML, as Mono carries it, behind standard input and output: one process for any number of
/// messages. A request is a command and a body, a reply a byte, 0 for success, and a body; command and bodies have their
/// length before them, in four bytes, the lowest first. The commands:
///
///   encode FORM          text XML to binary; FORM is one of plain, dictionary, dictionary-text, typed
///   encode-any FORM      the same with WCF's own reader of text, which takes references to any character
///   decode               binary to text XML
///   read                 binary to events (see Events), which readers in other languages can compare
///   parse                text XML to events
///   text-encode CHARSET  text XML to text XML as WCF writes it: see TextEncoding
///   text-read CHARSET    text XML to events, with WCF's own reader
///   session              begins a session, in both directions
///   session-encode FORM  as encode, as the session's next message
///   session-decode       as decode
///   session-read         as read
///   write-package TYPE BOUNDARY CHARSET  text XML to a package of MTOM: see Packages
///   read-package CONTENT-TYPE  such a package to events
///   compress HOW         gzip or deflate, as WCF does it
///   decompress HOW
///   values               the table of ValueTable: name, binary, events, each with its length before it
///   dictionary           the static dictionary, a string a line
///   compare-reads FIRST SHARE  how text records read, and their characters: see TypedReads
///   reads [unsuccessful] the ways to read a value that TypedReads knows, one a line
static class Program
{
    static readonly Encoding Utf8 = new UTF8Encoding(false);
    static readonly Serializer serializer = new Serializer();
    static WriterSession writerSession = new WriterSession();
    static ReaderSession readerSession = new ReaderSession();
    static readonly Lazy<TypedReads> reads = new Lazy<TypedReads>();

    static int Main()
    {
        Thread.CurrentThread.CurrentCulture = CultureInfo.InvariantCulture;
        var input = new BinaryReader(Console.OpenStandardInput());
        var output = new BinaryWriter(new BufferedStream(Console.OpenStandardOutput(), 1 << 16));
        for (;;)
        {
            string[] command;
            try
            {
                command = Utf8.GetString(Take(input)).Split(' ');
            }
            catch (EndOfStreamException)
            {
                return 0;
            }
            var body = Take(input);
            byte[] reply;
            bool failed = false;
            try
            {
                reply = Run(command, body);
            }
            catch (Exception exception)
            {
                failed = true;
                reply = Utf8.GetBytes(exception.GetType().Name + ": " + exception.Message);
            }
            output.Write(failed);
            Put(output, reply);
            output.Flush();
        }
    }

    static byte[] Take(BinaryReader from)
    {
        int length = from.ReadInt32();
        var bytes = from.ReadBytes(length);
        if (bytes.Length < length)
            throw new EndOfStreamException();
        return bytes;
    }

    static void Put(BinaryWriter to, byte[] bytes)
    {
        to.Write(bytes.Length);
        to.Write(bytes);
    }

    static byte[] Run(string[] command, byte[] body)
    {
        switch (command[0])
        {
            case "encode": return serializer.Encode(body, FormNamed(command[1]), null);
            case "encode-any": return serializer.Encode(body, FormNamed(command[1]), null, Serializer.OpenAnyText);
            case "decode": return serializer.Decode(body, 0, null);
            case "read": return ReadEvents(body, 0, null);
            case "parse":
                using (var reader = Serializer.OpenText(body))
                    return Events.Of(reader);
            case "text-encode": return TextEncoding.Write(body, command[1]);
            case "text-read": return TextEncoding.Read(body, command[1]);
            case "session":
                writerSession = new WriterSession();
                readerSession = new ReaderSession();
                return new byte[0];
            case "session-encode": return serializer.Encode(body, FormNamed(command[1]), writerSession);
            case "session-decode": return serializer.Decode(body, readerSession.ReadTable(body), readerSession);
            case "session-read": return ReadEvents(body, readerSession.ReadTable(body), readerSession);
            case "write-package": return Packages.Write(body, command[1], command[2], command[3]);
            case "read-package": return Packages.ReadEvents(body, string.Join(" ", command.Skip(1)));
            case "compress": return Compress(body, command[1]);
            case "decompress": return Decompress(body, command[1]);
            case "values": return Values();
            case "compare-reads": return reads.Value.Compare(body, int.Parse(command[1]), int.Parse(command[2]));
            case "reads": return reads.Value.Names(command.Length > 1);
            case "dictionary":
                return Utf8.GetBytes(string.Concat(serializer.Static.Strings.Select(text => text.Value + "\n")));
            default: throw new ArgumentException("no command " + command[0]);
        }
    }

    static Form FormNamed(string name)
    {
        return (Form)Enum.Parse(typeof(Form), name.Replace("-", ""), true);
    }

    static byte[] ReadEvents(byte[] bytes, int offset, ReaderSession session)
    {
        using (var reader = serializer.OpenBinary(bytes, offset, session))
            return Events.Of(reader);
    }

    static byte[] Compress(byte[] bytes, string how)
    {
        var result = new MemoryStream();
        using (var stream = how == "gzip" ? (Stream)new GZipStream(result, CompressionMode.Compress, true)
                                          : new DeflateStream(result, CompressionMode.Compress, true))
            stream.Write(bytes, 0, bytes.Length);
        return result.ToArray();
    }

    static byte[] Decompress(byte[] bytes, string how)
    {
        var source = new MemoryStream(bytes);
        var result = new MemoryStream();
        using (var stream = how == "gzip" ? (Stream)new GZipStream(source, CompressionMode.Decompress)
                                          : new DeflateStream(source, CompressionMode.Decompress))
            stream.CopyTo(result);
        return result.ToArray();
    }

    static byte[] Values()
    {
        var result = new MemoryStream();
        var writer = new BinaryWriter(result);
        foreach (var row in new ValueTable(serializer.Static).Rows())
        {
            Put(writer, Utf8.GetBytes(row.Key));
            Put(writer, row.Value);
            Put(writer, ReadEvents(row.Value, 0, null));
        }
        return result.ToArray();
    }
}
