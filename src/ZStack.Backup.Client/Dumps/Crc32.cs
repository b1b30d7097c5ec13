namespace ZStack.Backup.Client.Dumps;

/// <summary>The CRC-32 of gzip, eight bytes a step: a table for each of them.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[][] Tables = MakeTables();

    /// <param name="crc">0 to begin with, else the result for the bytes before.</param>
    public static uint Append(uint crc, byte[] bytes, int offset, int count)
    {
        uint[] t0 = Tables[0], t1 = Tables[1], t2 = Tables[2], t3 = Tables[3], t4 = Tables[4], t5 = Tables[5], t6 = Tables[6], t7 = Tables[7];
        crc = ~crc;
        int i = offset;
        int end = offset + count;
        for (; i + 8 <= end; i += 8)
        {
            crc = t7[(byte)(crc ^ bytes[i])] ^ t6[(byte)((crc >> 8) ^ bytes[i + 1])]
                ^ t5[(byte)((crc >> 16) ^ bytes[i + 2])] ^ t4[(byte)((crc >> 24) ^ bytes[i + 3])]
                ^ t3[bytes[i + 4]] ^ t2[bytes[i + 5]] ^ t1[bytes[i + 6]] ^ t0[bytes[i + 7]];
        }

        for (; i < end; i++)
            crc = t0[(byte)(crc ^ bytes[i])] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[][] MakeTables()
    {
        uint[][] tables = new uint[8][];
        for (int k = 0; k < tables.Length; k++)
        {
            tables[k] = new uint[256];
            for (uint n = 0; n < 256; n++)
                tables[k][n] = k == 0 ? OfByte(n) : (tables[k - 1][n] >> 8) ^ tables[0][(byte)tables[k - 1][n]];
        }

        return tables;
    }

    private static uint OfByte(uint n)
    {
        for (int bit = 0; bit < 8; bit++)
            n = (n & 1) != 0 ? Polynomial ^ (n >> 1) : n >> 1;
        return n;
    }
}
