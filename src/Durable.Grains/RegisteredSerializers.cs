using Microsoft.Extensions.Options;

namespace Durable.Grains;

/// <summary>A client inside a silo knows the serializers of the functions that the silo serves.</summary>
internal sealed class RegisteredSerializers(DurableFunctionRegistry functions) : IConfigureOptions<DurableClientOptions>
{
    public void Configure(DurableClientOptions options)
    {
        options.Serializer = functions.Serializer;
        foreach (var name in functions.Names)
        {
            options.FunctionSerializers[name] = functions.SerializerOf(name);
        }
    }
}
