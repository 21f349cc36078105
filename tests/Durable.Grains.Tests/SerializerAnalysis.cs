using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization.Configuration;

namespace Durable.Grains.Tests;

/// <summary>
/// What Orleans asks of all types in the process whenever a silo or a client starts: whether each has a serializer. The answer is always the same
/// and takes a fifth of such a start, so those who start many ask for it no more; silos of other tests do.
/// </summary>
internal static class SerializerAnalysis
{
    public static void SkipSerializerAnalysis(this IServiceCollection services) =>
        services.Configure<TypeManifestOptions>(static types => types.EnableConfigurationAnalysis = false);
}
