using System.Net;
using System.Net.Sockets;

// Where services of this machine listen.
static class Local
{
    public static string FreePort()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return port.ToString();
    }

    // The host in an address of net.tcp. Given 127.0.0.1, Mono listens at ::1 where both are localhost: clients have to be told
    // the name, and try all its addresses. A machine without /etc/hosts has no such name.
    public static string Host
    {
        get
        {
            try { return Dns.GetHostEntry("localhost").AddressList.Length > 0 ? "localhost" : "127.0.0.1"; }
            catch (SocketException) { return "127.0.0.1"; }
        }
    }
}
