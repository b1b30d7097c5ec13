using System;
using System.Text;

namespace ZStack.Backup.Client.Dumps;

/// <summary>Spreads files over days, so that each has its turn once in so many.</summary>
internal static class SampleSchedule
{
    private const uint FnvBasis = 2166136261;
    private const uint FnvPrime = 16777619;

    /// <summary>Days until the file has its turn; 0 when that is today.</summary>
    /// <param name="name">Name of the file without folder. The same name has the same day on every machine.</param>
    public static int DaysUntilDue(string name, int every, DateTime today)
    {
        long day = today.Date.Ticks / TimeSpan.TicksPerDay;
        long wait = (Hash(name) - day) % every;
        return (int)(wait < 0 ? wait + every : wait);
    }

    // Not GetHashCode, which differs from process to process.
    private static uint Hash(string name)
    {
        uint hash = FnvBasis;
        foreach (byte b in Encoding.UTF8.GetBytes(name))
            hash = unchecked((hash ^ b) * FnvPrime);
        return hash;
    }
}
