using System.Diagnostics.CodeAnalysis;
using Durable.Core.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Durable.Core.Functions;

/// <summary>
/// Services of one activation: the scope in which its function class is made, and a scope for each attempt of a step. The execution owns it, because a
/// suspended function never comes to the end of a using block of its own.
/// </summary>
/// <remarks>
/// The function's scope is disposed when the activation is over and no body runs any more: a body that is cancelled still uses what the class was
/// given. Thread-safe: bodies leave on threads of their own.
/// </remarks>
internal sealed partial class InvocationServices(IServiceProvider root, ILogger logger)
{
    private readonly Lock _lock = new();
    private AsyncServiceScope? _scope;
    private object? _made;
    private int _bodies;
    private bool _isOver;

    /// <summary>The function's object: the one that is registered, or else one that is made here, and disposed with the scope.</summary>
    public TFunction Function<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TFunction>()
        where TFunction : class
    {
        var provider = (_scope ??= root.CreateAsyncScope()).ServiceProvider;
        if (provider.GetService<TFunction>() is { } registered)
        {
            return registered;
        }

        var made = ActivatorUtilities.CreateInstance<TFunction>(provider);
        _made = made;
        return made;
    }

    /// <summary>A body is about to run. It has left when the services that it is given are disposed.</summary>
    public AttemptServices BeginAttempt()
    {
        lock (_lock)
        {
            _bodies++;
        }

        return new AttemptServices(root, this);
    }

    /// <summary>The body is done with its services.</summary>
    public async ValueTask LeaveAsync(AsyncServiceScope? attempt)
    {
        if (attempt is { } scope)
        {
            await DisposeAsync(scope);
        }

        lock (_lock)
        {
            if (--_bodies > 0 || !_isOver)
            {
                return;
            }
        }

        await DisposeAsync();
    }

    /// <summary>The activation is over: everything goes once the last body has left.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            _isOver = true;
            if (_bodies > 0)
            {
                return;
            }
        }

        _ = DisposeAsync();
    }

    // What user code throws here changes nothing any more: what the body did is done.
    private async Task DisposeAsync()
    {
        switch (_made)
        {
            case IAsyncDisposable made:
                await DisposeAsync(made);
                break;
            case IDisposable made:
                try
                {
                    made.Dispose();
                }
                catch (Exception exception)
                {
                    LogDisposeFailed(logger, exception);
                }

                break;
        }

        if (_scope is { } scope)
        {
            await DisposeAsync(scope);
        }
    }

    private async Task DisposeAsync(IAsyncDisposable disposable)
    {
        try
        {
            await disposable.DisposeAsync();
        }
        catch (Exception exception)
        {
            LogDisposeFailed(logger, exception);
        }
    }

    [LoggerMessage(EventIds.ServicesNotDisposed, LogLevel.Warning, "A function class, or a service in the scope of a function or step, threw when it was disposed.")]
    private static partial void LogDisposeFailed(ILogger logger, Exception exception);
}
