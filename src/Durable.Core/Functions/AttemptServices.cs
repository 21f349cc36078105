using Microsoft.Extensions.DependencyInjection;

namespace Durable.Core.Functions;

/// <summary>The services of one attempt of a step: a scope of its own, made when first used.</summary>
internal sealed class AttemptServices(IServiceProvider root, InvocationServices invocation) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private AsyncServiceScope? _scope;
    private bool _isOver;

    /// <summary>The scope's services.</summary>
    /// <exception cref="ObjectDisposedException">The body has left.</exception>
    public IServiceProvider Provider
    {
        get
        {
            lock (_lock)
            {
                if (_scope is null && _isOver)
                {
                    throw new ObjectDisposedException(nameof(IStepContext.Services), "The body of this attempt has ended, and its services with it.");
                }

                return (_scope ??= root.CreateAsyncScope()).ServiceProvider;
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        AsyncServiceScope? scope;
        lock (_lock)
        {
            _isOver = true;
            scope = _scope;
        }

        return invocation.LeaveAsync(scope);
    }
}
