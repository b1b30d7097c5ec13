using System;
using System.IO;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace ZStack.Backup.Client.Json;

/// <summary>The note beside a partial download, by which a later call can go on.</summary>
internal static class PartialNote
{
    public static string Write(RemoteFile file) => new JObject
    {
        ["etag"] = file.ETag,
        ["lastModified"] = file.LastModified,
        ["length"] = file.Length,
        ["md5"] = file.Md5,
    }.ToString(Formatting.Indented);

    /// <returns><c>null</c> when there is none, or none that can be read: then the download starts over.</returns>
    public static RemoteFile? Read(string path)
    {
        try
        {
            // Ours names its members also where they are null; any other JSON is somebody else's.
            return File.Exists(path) && LenientJson.Object(File.ReadAllText(path)) is { } note && note.ContainsKey("etag") && note.ContainsKey("md5")
                ? new RemoteFile
                {
                    ETag = LenientJson.Text(note["etag"]),
                    LastModified = LenientJson.Text(note["lastModified"]),
                    Length = LenientJson.Long(note["length"]),
                    Md5 = LenientJson.Text(note["md5"]),
                }
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
