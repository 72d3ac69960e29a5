// The speed of Microsoft's serializer on Mono: text XML to binary XML and back, in bytes of text a second.
//
// usage: mono_serializer MESSAGE [ROUNDS]
//        mono_serializer MESSAGE --turns
//
// With --turns it does what each line of standard input says, "encode 100" for example, and answers with the seconds that all
// its threads were on a CPU for it; else it measures by itself.
//
// A round is a fifth of a second at least. Prints the median of the rounds and their quartiles, after a second of warming up.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using System.Xml;

static class MonoSerializer
{
    const double RoundSeconds = 0.2, WarmUpSeconds = 1;
    static readonly XmlDictionaryReaderQuotas Unlimited = XmlDictionaryReaderQuotas.Max;
    static byte[] text, binary;
    static readonly MemoryStream Output = new MemoryStream();

    static void Copy(XmlReader from, XmlDictionaryWriter to)
    {
        using (from)
            for (from.Read(); !from.EOF;)
                if (from.NodeType == XmlNodeType.XmlDeclaration)
                    from.Read();
                else
                    to.WriteNode(from, true);
        to.Flush();
    }

    static XmlDictionaryWriter BinaryWriter()
    {
        Output.SetLength(0);
        return XmlDictionaryWriter.CreateBinaryWriter(Output, null, null, false);
    }

    static void EncodeFromDictionaryReader()
    {
        Copy(XmlDictionaryReader.CreateTextReader(text, Unlimited), BinaryWriter());
    }

    static void EncodeFromXmlReader()
    {
        Copy(XmlReader.Create(new MemoryStream(text, false)), BinaryWriter());
    }

    static void Decode()
    {
        Output.SetLength(0);
        Copy(XmlDictionaryReader.CreateBinaryReader(binary, Unlimited),
            XmlDictionaryWriter.CreateTextWriter(Output, new UTF8Encoding(false), false));
    }

    static double Speed(Action work, double seconds)
    {
        int times = 0;
        var watch = Stopwatch.StartNew();
        do
        {
            work();
            times++;
        } while (watch.Elapsed.TotalSeconds < seconds);
        return times * (double)text.Length / 1e6 / watch.Elapsed.TotalSeconds;
    }

    static void Measure(string name, Action work, int rounds)
    {
        Speed(work, WarmUpSeconds);
        var speeds = new List<double>();
        for (int round = 0; round < rounds; round++)
            speeds.Add(Speed(work, RoundSeconds));
        speeds.Sort();
        Console.WriteLine("{0,-44} {1,7:F1} MB/s  ({2:F1} to {3:F1})", name, speeds[rounds / 2], speeds[rounds / 4],
            speeds[rounds * 3 / 4]);
    }

    struct TimeSpecification
    {
        public IntPtr Seconds, Nanoseconds;
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    static extern int GetTime(int clock, out TimeSpecification time);

    static double ProcessSeconds()
    {
        const int ProcessClock = 2;
        TimeSpecification time;
        GetTime(ProcessClock, out time);
        return (double)time.Seconds + (double)time.Nanoseconds * 1e-9;
    }

    static Action WorkOf(string name)
    {
        switch (name)
        {
            case "encode": return EncodeFromDictionaryReader;
            case "encode-xmlreader": return EncodeFromXmlReader;
            case "decode": return Decode;
            default: throw new ArgumentException(name);
        }
    }

    static void DoTurns()
    {
        for (string line; (line = Console.In.ReadLine()) != null;)
        {
            string[] words = line.Split(' ');
            Action work = WorkOf(words[0]);
            double begin = ProcessSeconds();
            for (long left = long.Parse(words[1]); left > 0; left--)
                work();
            Console.Out.WriteLine((ProcessSeconds() - begin).ToString("F9"));
            Console.Out.Flush();
        }
    }

    static int Main(string[] arguments)
    {
        Thread.CurrentThread.CurrentCulture = CultureInfo.InvariantCulture;
        text = File.ReadAllBytes(arguments[0]);
        if (arguments.Length > 1 && arguments[1] == "--turns")
        {
            EncodeFromXmlReader();
            binary = Output.ToArray();
            DoTurns();
            return 0;
        }
        int rounds = arguments.Length > 1 ? int.Parse(arguments[1]) : 15;
        EncodeFromXmlReader();
        binary = Output.ToArray();
        Console.WriteLine("{0} bytes of text, {1} of binary XML", text.Length, binary.Length);
        Measure("msbin1-encode, text by XmlDictionaryReader", EncodeFromDictionaryReader, rounds);
        Measure("msbin1-encode, text by XmlReader", EncodeFromXmlReader, rounds);
        Measure("msbin1-decode", Decode, rounds);
        return 0;
    }
}
