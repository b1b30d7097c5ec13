using System;
using System.IO;
using System.Linq;
using System.Threading;
using ZStack.Backup.Client.Files;
using ZStack.Backup.Client.Processes;

namespace ZStack.Backup.Client.Databases;

/// <summary>The programs of MariaDB or MySQL on this machine.</summary>
internal sealed class ServerPrograms
{
    private static readonly TimeSpan VersionTime = TimeSpan.FromSeconds(30);

    private ServerPrograms(string server, string client, string? installer, string version)
    {
        Server = server;
        Client = client;
        Installer = installer;
        Version = version;
    }

    public string Server { get; }

    public string Client { get; }

    /// <summary>Makes the data folder of a MariaDB; MySQL's server does it itself.</summary>
    public string? Installer { get; }

    /// <summary>As the server says.</summary>
    public string Version { get; }

    public bool IsMariaDb => Version.IndexOf("MariaDB", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <param name="folder">Where to look; PATH and the usual places when <c>null</c>.</param>
    /// <param name="missing">What was not found.</param>
    public static ServerPrograms? Find(string? folder, CancellationToken stopping, out string missing)
    {
        string[] folders = Folders(folder);
        string? server = Program(folders, "mariadbd", "mysqld");
        string? client = Program(folders, "mariadb", "mysql");
        missing = server is null ? "mariadbd, mysqld" : "mariadb, mysql";
        if (server is null || client is null)
            return null;
        string version = "";
        using (var process = new ChildProcess(server, ["--no-defaults", "--version"], line => version = line))
            process.WaitForExit(VersionTime, stopping);
        int at = version.IndexOf("Ver ", StringComparison.Ordinal);
        var found = new ServerPrograms(server, client, Program(folders, "mariadb-install-db", "mysql_install_db"), at < 0 ? version : version.Substring(at + 4));
        missing = "mariadb-install-db";
        return found.IsMariaDb && found.Installer is null ? null : found;
    }

    private static string[] Folders(string? folder)
    {
        // Archives keep the installer beside the folder of the programs.
        if (folder is not null)
            return [folder, Path.Combine(folder, "bin"), Path.Combine(folder, "sbin"), Path.Combine(folder, "scripts"), Path.Combine(folder, "..", "scripts")];
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split([Path.PathSeparator], StringSplitOptions.RemoveEmptyEntries);
        // Debian keeps the server where only root's PATH leads.
        return PrivateFolder.IsWindows ? path : [.. path, "/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/usr/libexec", "/opt/homebrew/bin"];
    }

    private static string? Program(string[] folders, params string[] names)
    {
        string extension = PrivateFolder.IsWindows ? ".exe" : "";
        return names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name + extension))).FirstOrDefault(File.Exists);
    }
}
