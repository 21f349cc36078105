using Microsoft.Extensions.DependencyInjection;

namespace Durable.Core.Functions;

/// <summary>
/// The service scope of one invocation, made when first needed. The execution owns it, because a suspended function never comes to
/// the end of a using block of its own.
/// </summary>
internal sealed class InvocationServices(IServiceProvider root) : IAsyncDisposable
{
    private AsyncServiceScope? _scope;

    public IServiceProvider Provider => (_scope ??= root.CreateAsyncScope()).ServiceProvider;

    public ValueTask DisposeAsync() => _scope?.DisposeAsync() ?? default;
}
