using Xunit;

namespace ZStack.Backup.Client.Tests;

/// <summary>Tests that measure what all of the process does, or that let short real times pass: nothing runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
