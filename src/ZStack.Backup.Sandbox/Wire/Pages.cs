using System.Net;

namespace ZStack.Backup.Sandbox.Wire;

/// <summary>HTML that is not the API's: of what is in front of it, and of what it runs in.</summary>
internal static class Pages
{
    public static string Proxy(int status) => $"<html><head><title>{status} {(HttpStatusCode)status}</title></head><body><center>nginx</center></body></html>";

    public static string Tomcat(int status) => $"<!doctype html><html lang=\"en\"><head><title>HTTP Status {status} – {(HttpStatusCode)status}</title></head><body><h1>HTTP Status {status}</h1><hr class=\"line\" /><h3>Apache Tomcat/8.5.57</h3></body></html>";
}
