using Durable.Storage;
using Microsoft.Extensions.Options;

namespace Durable.Grains;

/// <summary>Refuses options that cannot work before the silo starts.</summary>
internal sealed class DurableConfigurationValidator(
    IOptions<DurableEngineOptions> engine,
    IOptions<DurableGrainsOptions> grains,
    IOptions<PayloadCodecOptions> codecs,
    DurableFunctionRegistry functions,
    ICheckpointStore store) : IConfigurationValidator
{
    public void ValidateConfiguration()
    {
        ArgumentNullException.ThrowIfNull(store);
        engine.Value.Validate();
        grains.Value.Validate();
        codecs.Value.Validate();
        functions.Validate();
    }
}
