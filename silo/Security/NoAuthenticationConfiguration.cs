using Microsoft.AspNetCore.Authentication;

namespace Durable.Silo.Security;

/// <summary>Schemes are set up by the command line alone: no settings file or variable adds to whom the server trusts.</summary>
internal sealed class NoAuthenticationConfiguration : IAuthenticationConfigurationProvider
{
    public IConfiguration AuthenticationConfiguration { get; } = new ConfigurationBuilder().Build();
}
