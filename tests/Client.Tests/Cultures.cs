using System;
using System.Globalization;

namespace ZStack.Backup.Client.Tests;

/// <summary>Runs a piece of a test under another culture and gives the old one back.</summary>
internal static class Cultures
{
    public static T Under<T>(string culture, Func<T> action)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            return action();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
