// A WCF client with NetTcpBinding and without security, which calls a service over net.tcp and prints each answer on a line.
//
// usage: echo_client ADDRESS buffered|streamed|mtom|mtom-streamed CALLS. A session has all calls; a streamed connection has
// one.
using System;
using System.ServiceModel;
using System.ServiceModel.Channels;

[ServiceContract(Namespace = "urn:example:echo", Name = "Echo")]
public interface IEcho
{
    [OperationContract] string Say(string text);
}

public static class Program
{
    static Binding BindingOf(string mode)
    {
        var transfer = mode.EndsWith("streamed") ? TransferMode.Streamed : TransferMode.Buffered;
        if (mode.StartsWith("mtom"))
            return new CustomBinding(new MtomMessageEncodingBindingElement(),
                new TcpTransportBindingElement { TransferMode = transfer });
        return new NetTcpBinding(SecurityMode.None) { TransferMode = transfer };
    }

    static int Call(string address, string mode, int calls)
    {
        var binding = BindingOf(mode);
        binding.OpenTimeout = binding.SendTimeout = binding.ReceiveTimeout = binding.CloseTimeout = TimeSpan.FromSeconds(20);
        var factory = new ChannelFactory<IEcho>(binding, new EndpointAddress(address));
        var echo = factory.CreateChannel();
        try
        {
            for (var number = 0; number < calls; number++)
                Console.WriteLine(echo.Say("call " + number));
            ((IClientChannel)echo).Close();
            return 0;
        }
        catch (FaultException fault)
        {
            Console.WriteLine("fault: " + fault.Message);
            return 0;
        }
    }

    public static int Main(string[] arguments)
    {
        var result = Call(arguments[0], arguments[1], int.Parse(arguments[2]));
        // Mono may keep threads that wait.
        Environment.Exit(result);
        return result;
    }
}
