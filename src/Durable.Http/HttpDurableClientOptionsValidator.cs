using Microsoft.Extensions.Options;

namespace Durable.Http;

/// <summary>Checks <see cref="HttpDurableClientOptions"/> when the host starts.</summary>
internal sealed class HttpDurableClientOptionsValidator : IValidateOptions<HttpDurableClientOptions>
{
    public ValidateOptionsResult Validate(string? name, HttpDurableClientOptions options) =>
        options.FindProblems() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
}
