using Microsoft.Extensions.Options;

namespace Durable.Grains;

/// <summary>Has options that cannot work rejected where Orleans rejects its own: before the silo starts.</summary>
internal sealed class DurableConfigurationValidator(IStartupValidator options) : IConfigurationValidator
{
    public void ValidateConfiguration() => options.Validate();
}
