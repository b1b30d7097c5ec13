using System;
using System.Globalization;
using System.Linq;

namespace ZStack.Backup.Client.Dumps;

/// <summary>A version of the product as its schema counts them: compared by numbers, so 4.10 is above 4.8.</summary>
internal sealed class ProductVersion : IComparable<ProductVersion>
{
    private readonly long[] _parts;
    private readonly string _text;

    private ProductVersion(string text, long[] parts)
    {
        _text = text;
        _parts = parts;
    }

    /// <returns><c>null</c> for what is not numbers with dots between.</returns>
    public static ProductVersion? TryParse(string? text)
    {
        string[] parts = (text ?? "").Split('.', '_');
        long[] numbers = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        }

        return new ProductVersion(text!, numbers);
    }

    public int CompareTo(ProductVersion? other)
    {
        if (other is null)
            return 1;
        for (int i = 0; i < Math.Max(_parts.Length, other._parts.Length); i++)
        {
            int order = _parts.ElementAtOrDefault(i).CompareTo(other._parts.ElementAtOrDefault(i));
            if (order != 0)
                return order;
        }

        return 0;
    }

    public override string ToString() => _text;
}
