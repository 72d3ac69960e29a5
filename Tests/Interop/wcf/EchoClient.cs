// A WCF client with NetTcpBinding and without security, which calls a service over net.tcp and prints each answer on a line.
//
// usage: echo_client ADDRESS buffered|streamed CALLS. A session has all calls; a streamed connection has one.
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
    static int Call(string address, TransferMode mode, int calls)
    {
        var binding = new NetTcpBinding(SecurityMode.None) { TransferMode = mode };
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
        var mode = arguments[1] == "streamed" ? TransferMode.Streamed : TransferMode.Buffered;
        var result = Call(arguments[0], mode, int.Parse(arguments[2]));
        // Mono may keep threads that wait.
        Environment.Exit(result);
        return result;
    }
}
