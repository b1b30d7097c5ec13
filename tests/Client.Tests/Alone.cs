using Xunit;

namespace ZStack.Backup.Client.Tests;

/// <summary>Tests that measure what all of the process does, that let short real times pass, or that take all cores for long: nothing runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
