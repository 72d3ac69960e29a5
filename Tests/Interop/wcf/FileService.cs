// A service over HTTP that takes and sends MTOM with Microsoft's own reader and writer, on a free port of this machine. It
// sends files back reversed. The MTOM encoder of Mono's WCF, which leaves start-info and type empty, is not used.
//
// usage: file_service SECONDS. Prints its address. Stops after so many seconds, or when its standard input ends.
using System;
using System.IO;
using System.Net;
using System.Text;
using System.Threading;
using System.Xml;

public static class Program
{
    const string Namespace = "urn:example:files";
    const string Start = "http://tempuri.org/0";

    static byte[] ReadFile(HttpListenerRequest request, out string soap)
    {
        if (request.Headers["MIME-Version"] != "1.0")
            throw new InvalidDataException("no MIME-Version");
        var encodings = new Encoding[] { new UTF8Encoding(false) };
        using (var reader = XmlDictionaryReader.CreateMtomReader(request.InputStream, encodings, request.ContentType,
            XmlDictionaryReaderQuotas.Max, int.MaxValue, null))
        {
            reader.MoveToContent();
            soap = reader.NamespaceURI;
            if (!reader.ReadToFollowing("content", Namespace))
                throw new InvalidDataException("no content");
            return reader.ReadElementContentAsBase64();
        }
    }

    static void WriteFile(HttpListenerResponse response, byte[] file, string soap)
    {
        var type = soap == "http://schemas.xmlsoap.org/soap/envelope/" ? "text/xml" : "application/soap+xml";
        var boundary = "uuid:" + Guid.NewGuid() + "+id=1";
        response.ContentType = string.Format(
            "multipart/related; type=\"application/xop+xml\";start=\"<{0}>\";boundary=\"{1}\";start-info=\"{2}\"", Start,
            boundary, type);
        response.Headers["MIME-Version"] = "1.0";
        var writer = XmlDictionaryWriter.CreateMtomWriter(response.OutputStream, new UTF8Encoding(false), int.MaxValue, type,
            boundary, Start, false, false);
        writer.WriteStartElement("s", "Envelope", soap);
        writer.WriteStartElement("s", "Body", soap);
        writer.WriteStartElement("ReverseResponse", Namespace);
        writer.WriteStartElement("content", Namespace);
        writer.WriteBase64(file, 0, file.Length);
        writer.WriteFullEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.Close();
    }

    static void Serve(HttpListenerContext context)
    {
        try
        {
            string soap;
            var file = ReadFile(context.Request, out soap);
            Array.Reverse(file);
            WriteFile(context.Response, file, soap);
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine(exception.Message);
            context.Response.StatusCode = 400;
        }
        context.Response.Close();
    }

    public static int Main(string[] arguments)
    {
        var address = "http://127.0.0.1:" + Local.FreePort() + "/files/";
        var listener = new HttpListener();
        listener.Prefixes.Add(address);
        listener.Start();
        Console.WriteLine(address);
        // A second line, after which with_service.sh begins.
        Console.WriteLine();
        new Timer(state => Environment.Exit(1), null, int.Parse(arguments[0]) * 1000, Timeout.Infinite);
        new Thread(() => { for (;;) Serve(listener.GetContext()); }) { IsBackground = true }.Start();
        Console.In.ReadLine();
        Environment.Exit(0);
        return 0;
    }
}
