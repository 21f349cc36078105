using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Durable.Grains;

/// <summary>
/// The types of Durable.Abstractions know nothing of Orleans. They cross grain calls as JSON, with the member names of their docs, so
/// that members may be added on either side. Exceptions cross as Orleans sends all exceptions, type and message kept.
/// </summary>
public static class DurableContracts
{
    /// <summary>Lets a silo or client send and receive the types of Durable.Abstractions.</summary>
    /// <param name="serializer">The serializer being configured.</param>
    public static ISerializerBuilder AddDurableContracts(this ISerializerBuilder serializer)
    {
        serializer.Services.Configure<ExceptionSerializationOptions>(static options =>
        {
            var others = options.SupportedExceptionTypeFilter;
            options.SupportedExceptionTypeFilter = type => IsOurs(type) || others(type);
        });
        return serializer.AddJsonSerializer(static type => IsOurs(type) && !type.IsAssignableTo(typeof(Exception)));
    }

    private static bool IsOurs(Type type) => type.Assembly == typeof(ExecutionDescription).Assembly;
}
