namespace Durable.Testing;

/// <summary>A container with nothing in it.</summary>
internal sealed class NoServices : IServiceProvider
{
    public object? GetService(Type serviceType) => null;
}
