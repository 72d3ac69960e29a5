// A WCF service that sends back what it is given, in binary XML, over HTTP and over net.tcp, on free ports of this machine.
//
// usage: echo_service SECONDS. Prints the addresses, a line each: HTTP, net.tcp, net.tcp with NetTcpBinding, and the same
// streamed. Stops after so many seconds, or when its standard input ends.
using System;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Serialization;
using System.ServiceModel;
using System.ServiceModel.Channels;
using System.ServiceModel.Description;
using System.ServiceModel.Dispatcher;
using System.Threading;

[DataContract(Namespace = "urn:example:echo")]
public class Order
{
    [DataMember(Order = 0)] public int Number;
    [DataMember(Order = 1)] public string Customer;
    [DataMember(Order = 2)] public DateTime Placed;
    [DataMember(Order = 3)] public decimal Total;
    [DataMember(Order = 4)] public double[] Weights;
    [DataMember(Order = 5)] public Guid Token;
    [DataMember(Order = 6)] public bool Paid;
    [DataMember(Order = 7)] public byte[] Signature;
}

[ServiceContract(Namespace = "urn:example:echo", Name = "Echo")]
public interface IEcho
{
    [OperationContract] string Say(string text);
    [OperationContract] Order Submit(Order order);
    [OperationContract] string Fail(string reason);
}

public class Echo : IEcho
{
    public string Say(string text) { return text; }
    public Order Submit(Order order) { return order; }
    public string Fail(string reason) { throw new FaultException(reason); }
}

/// Takes messages whatever their To header says, which Mono does not do for ServiceBehavior.AddressFilterMode.
public sealed class AnyAddress : IEndpointBehavior
{
    public void AddBindingParameters(ServiceEndpoint endpoint, BindingParameterCollection parameters) { }
    public void ApplyClientBehavior(ServiceEndpoint endpoint, ClientRuntime runtime) { }
    public void ApplyDispatchBehavior(ServiceEndpoint endpoint, EndpointDispatcher dispatcher)
    {
        dispatcher.AddressFilter = new MatchAllMessageFilter();
    }
    public void Validate(ServiceEndpoint endpoint) { }
}

public static class Program
{
    const int LargestMessage = 64 << 20;

    static Binding Binary(TransportBindingElement transport)
    {
        transport.MaxReceivedMessageSize = LargestMessage;
        var encoding = new BinaryMessageEncodingBindingElement();
        System.Xml.XmlDictionaryReaderQuotas.Max.CopyTo(encoding.ReaderQuotas);
        return new CustomBinding(encoding, transport);
    }

    static Binding NetTcp(TransferMode mode)
    {
        return new NetTcpBinding(SecurityMode.None)
        {
            TransferMode = mode, MaxReceivedMessageSize = LargestMessage, MaxBufferSize = LargestMessage,
            ReaderQuotas = System.Xml.XmlDictionaryReaderQuotas.Max
        };
    }

    public static int Main(string[] arguments)
    {
        var http = "http://127.0.0.1:" + Local.FreePort() + "/echo";
        var tcp = "net.tcp://" + Local.Host + ":" + Local.FreePort() + "/echo";
        var netTcp = "net.tcp://" + Local.Host + ":" + Local.FreePort() + "/echo";
        var streamed = "net.tcp://" + Local.Host + ":" + Local.FreePort() + "/echo";
        var host = new ServiceHost(typeof(Echo));
        host.AddServiceEndpoint(typeof(IEcho), Binary(new HttpTransportBindingElement()), http);
        host.AddServiceEndpoint(typeof(IEcho), Binary(new TcpTransportBindingElement { MaxBufferSize = LargestMessage }), tcp);
        host.AddServiceEndpoint(typeof(IEcho), NetTcp(TransferMode.Buffered), netTcp);
        host.AddServiceEndpoint(typeof(IEcho), NetTcp(TransferMode.Streamed), streamed);
        foreach (var endpoint in host.Description.Endpoints)
            endpoint.Behaviors.Add(new AnyAddress());
        host.Open();
        Console.WriteLine(http);
        Console.WriteLine(tcp);
        Console.WriteLine(netTcp);
        Console.WriteLine(streamed);
        new Timer(state => Environment.Exit(1), null, int.Parse(arguments[0]) * 1000, Timeout.Infinite);
        Console.In.ReadLine();
        // Closing waits for the connections that clients keep open.
        Environment.Exit(0);
        return 0;
    }
}
