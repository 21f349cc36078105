using Durable.Core.Codecs;
using Durable.Storage;

namespace Durable.Embedded.Tests;

/// <summary>Data goes to the store through the codecs: who is given the store itself must have nothing to do with data.</summary>
public sealed class StoreAccessTests
{
    [Fact]
    public void Only_what_deals_in_ids_and_times_is_given_the_store_without_its_codecs() => Assert.Equal(
        ["EngineParts", "ExecutionStore", "Recovery", "RetentionSweeper", "WakeUpSweeper"],
        new[] { typeof(ExecutionStore).Assembly, typeof(EmbeddedRuntime).Assembly }
            .SelectMany(static assembly => assembly.GetTypes())
            .Where(static type => type.GetConstructors().Any(static constructor => constructor.GetParameters().Any(static parameter => parameter.ParameterType == typeof(ICheckpointStore))))
            .Select(static type => type.Name)
            .Order(StringComparer.Ordinal));
}
