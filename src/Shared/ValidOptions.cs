using Microsoft.Extensions.Options;

namespace Durable.Storage.Shared;

/// <summary>Options that nobody has validated yet.</summary>
internal static class ValidOptions
{
    /// <exception cref="OptionsValidationException">An option is out of range.</exception>
    public static void Require<TOptions>(TOptions options, IValidateOptions<TOptions> validator)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(options);
        var validation = validator.Validate(name: null, options);
        if (validation.Failed)
        {
            throw new OptionsValidationException(typeof(TOptions).Name, typeof(TOptions), validation.Failures);
        }
    }
}
