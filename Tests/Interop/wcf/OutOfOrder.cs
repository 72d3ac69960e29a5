// Both sides of a session over net.tcp in which each reply comes in another order than its request, on WCF's channels.
//
// usage: out_of_order serve COUNT    takes so many messages, and answers the last one first. Prints its address.
//        out_of_order call ADDRESS COUNT    sends so many messages, then prints for each reply, as it comes, the number of its
//                                           request and its text
//
// A proxy of Mono cannot be the client: it gives the first reply that comes to any of the calls that wait.
using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.ServiceModel;
using System.ServiceModel.Channels;
using System.Xml;

public static class Program
{
    const string Action = "urn:example:echo/Echo/Say";

    static Message Envelope(MessageVersion version, string action, string body)
    {
        return Message.CreateMessage(version, action, XmlReader.Create(new StringReader(body)));
    }

    static void Serve(Binding binding, int count)
    {
        var address = new Uri("net.tcp://" + Local.Host + ":" + Local.FreePort() + "/echo");
        var listener = binding.BuildChannelListener<IDuplexSessionChannel>(address, new BindingParameterCollection());
        listener.Open();
        Console.WriteLine(address);
        var channel = listener.AcceptChannel();
        channel.Open();
        var requests = new Stack<Message>();
        while (requests.Count < count)
            requests.Push(channel.Receive());
        foreach (var request in requests)
        {
            var text = TextOf(request);
            var reply = Envelope(request.Version, Action + "Response",
                "<SayResponse xmlns='urn:example:echo'><SayResult>" + text + "</SayResult></SayResponse>");
            reply.Headers.RelatesTo = request.Headers.MessageId;
            channel.Send(reply);
        }
        channel.Close();
    }

    /// The text of the body's element in its element.
    static string TextOf(Message message)
    {
        var reader = message.GetReaderAtBodyContents();
        reader.ReadStartElement();
        return reader.ReadElementContentAsString();
    }

    static void Call(Binding binding, string address, int count)
    {
        var factory = binding.BuildChannelFactory<IDuplexSessionChannel>(new BindingParameterCollection());
        factory.Open();
        var channel = factory.CreateChannel(new EndpointAddress(address));
        channel.Open();
        var numbers = new Dictionary<UniqueId, int>();
        for (var number = 0; number < count; number++)
        {
            var request = Envelope(binding.MessageVersion, Action,
                "<Say xmlns='urn:example:echo'><text>call " + number + "</text></Say>");
            request.Headers.MessageId = new UniqueId();
            request.Headers.ReplyTo = new EndpointAddress(EndpointAddress.AnonymousUri);
            numbers.Add(request.Headers.MessageId, number);
            channel.Send(request);
        }
        for (var number = 0; number < count; number++)
        {
            var reply = channel.Receive();
            Console.WriteLine(numbers[reply.Headers.RelatesTo] + ": " + TextOf(reply));
        }
        channel.Close();
    }

    public static int Main(string[] arguments)
    {
        var binding = new NetTcpBinding(SecurityMode.None);
        binding.OpenTimeout = binding.SendTimeout = binding.ReceiveTimeout = binding.CloseTimeout = TimeSpan.FromSeconds(20);
        if (arguments[0] == "serve")
            Serve(binding, int.Parse(arguments[1]));
        else
            Call(binding, arguments[1], int.Parse(arguments[2]));
        // Mono may keep threads that wait.
        Environment.Exit(0);
        return 0;
    }
}
