using Microsoft.Extensions.Options;

namespace Durable.Core.Codecs;

/// <summary>Checks <see cref="PayloadCodecOptions"/>; every message names the option and says what to set it to.</summary>
internal sealed class PayloadCodecOptionsValidator : IValidateOptions<PayloadCodecOptions>
{
    public ValidateOptionsResult Validate(string? name, PayloadCodecOptions options)
    {
        var checks = new OptionChecks(nameof(PayloadCodecOptions));
        HashSet<string> ids = [];
        foreach (var codec in options.Codecs.Concat(options.Decoders))
        {
            if (codec is null)
            {
                checks.Reject(nameof(options.Codecs), "has a codec that is null: leave it out.");
            }
            else if (!IsValidId(codec.Id))
            {
                checks.Reject(
                    nameof(options.Codecs),
                    $"has the codec {codec.GetType()} with the id '{codec.Id}': set it to 1 to 32 of the characters a-z, 0-9, '.' and '-'.");
            }
            else if (!ids.Add(codec.Id))
            {
                checks.Reject(
                    nameof(options.Codecs),
                    $"has two codecs with the id '{codec.Id}', or one that {nameof(options.Decoders)} has too. Stored data names its codecs by the id alone: give one codec "
                    + "several keys rather than several codecs one id.");
            }
        }

        checks.Require(
            options.RequiredCodec is null || options.Codecs.Any(codec => codec?.Id == options.RequiredCodec),
            nameof(options.RequiredCodec),
            options.RequiredCodec,
            $"the id of one of {nameof(options.Codecs)}, or nothing that is written could be read");
        return checks.Problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(checks.Problems);
    }

    private static bool IsValidId(string? id) =>
        id is { Length: >= 1 and <= 32 } && id.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-');
}
