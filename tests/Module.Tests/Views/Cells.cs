using System.Linq;

namespace ZStack.Backup.Module.Tests;

/// <summary>How wide a text is on a screen.</summary>
internal static class Cells
{
    public static int Of(string text) => text.Sum(c => c is (>= '\u1100' and <= '\u115F') or (>= '\u2E80' and <= '\uA4CF') or (>= '\uAC00' and <= '\uD7A3') or (>= '\uF900' and <= '\uFAFF') or (>= '\uFE30' and <= '\uFE6F') or (>= '\uFF00' and <= '\uFF60') ? 2 : 1);
}
