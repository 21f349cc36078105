using Durable.Model;

namespace Durable.Core.Engine;

/// <summary>The channel of a lane that shares its execution's turns.</summary>
internal sealed class LocalChannel : IExecutionChannel
{
    private readonly Execution _execution;
    private long _lastRecorded;

    public LocalChannel(Execution execution, LocalChannel? parent, CancellationToken cancellationToken)
    {
        _execution = execution;
        _lastRecorded = parent?._lastRecorded ?? 0;
        CancellationToken = cancellationToken;
    }

    public TaskScheduler StepScheduler => _execution.StepScheduler;

    public CancellationToken CancellationToken { get; }

    public void RequireTurn(string caller)
    {
        if (TaskScheduler.Current != _execution.TurnScheduler)
        {
            throw new InvalidOperationException(
                $"{caller} was called outside its execution's turn. A durable function must not use ConfigureAwait(false), Task.Run or threads of "
                + "its own, and a step body must not call durable operations; move such work into a step.");
        }
    }

    public Operation? Find(string operationId) => _execution.Find(operationId);

    public void BeginActivity() => _execution.BeginActivity();

    public void EndActivity() => _execution.EndActivity();

    public Operation Post(OperationUpdate update)
    {
        ThrowIfOver();
        return _execution.Accept(update).Operation;
    }

    public Operation Record(OperationUpdate update)
    {
        ThrowIfOver();
        (var operation, _lastRecorded) = _execution.Accept(update);
        return operation;
    }

    public async ValueTask WhenCommittedAsync()
    {
        await _execution.WhenCommittedAsync(_lastRecorded);
        CancellationToken.ThrowIfCancellationRequested();
    }

    public async Task<Operation> WhenElapsedAsync(Operation operation, CancellationToken cancellationToken)
    {
        while (operation.DueAt is { } dueAt)
        {
            CancellationToken.ThrowIfCancellationRequested();
            var parked = _execution.Park(dueAt);
            using (cancellationToken.UnsafeRegister(static (state, token) => ((ParkedOperation)state!).Cancel(token), parked))
            {
                try
                {
                    await parked.Task;
                }
                catch (OperationCanceledException)
                {
                    _execution.Unpark();
                    throw;
                }
            }

            await _execution.RefreshAsync();
            CancellationToken.ThrowIfCancellationRequested();
            operation = _execution.Find(operation.Id)!;
        }

        return operation;
    }

    public Task RefreshAsync() => _execution.RefreshAsync();

    public Task<bool> EnterStepAsync()
    {
        if (_execution.IsDraining || _execution.IsOver)
        {
            return NeverAsync<bool>();
        }

        CancellationToken.ThrowIfCancellationRequested();
        _execution.BeginStep();
        return Task.FromResult(true);
    }

    public void ExitStep() => _execution.EndStep();

    public Task<T> RunBranchAsync<T>(Func<IExecutionChannel, Task<T>> body, CancellationToken cancellationToken) =>
        _execution.Host.RunBranchAsync(new LocalChannel(_execution, this, cancellationToken), body);

    public Task<T> FailExecutionAsync<T>(Exception exception)
    {
        _execution.Fail(exception);
        return NeverAsync<T>();
    }

    private void ThrowIfOver()
    {
        CancellationToken.ThrowIfCancellationRequested();
        if (_execution.IsOver)
        {
            throw new OperationCanceledException($"Execution '{_execution.Id}' has left memory; this code runs on although nothing waits for it.");
        }
    }

    private static Task<T> NeverAsync<T>() => new TaskCompletionSource<T>().Task;
}
