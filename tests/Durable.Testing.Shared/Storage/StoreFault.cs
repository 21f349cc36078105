using Durable.Storage;

namespace Durable.Testing;

/// <summary>What happens to one store request.</summary>
public abstract class StoreFault
{
    /// <summary>Fails the request before it reaches the store.</summary>
    /// <param name="failure">What the caller is told.</param>
    public static StoreFault FailBefore(StoreFailure failure = StoreFailure.Transient) => new Failing(failure, afterwards: false);

    /// <summary>Carries the request out and then fails it.</summary>
    /// <param name="failure">What the caller is told.</param>
    public static StoreFault FailAfter(StoreFailure failure = StoreFailure.UnknownOutcome) => new Failing(failure, afterwards: true);

    /// <summary>Carries the request out and never answers; the caller can only give up by its token.</summary>
    public static StoreFault DropAnswer() => new DroppedAnswer();

    /// <summary>Runs before the request reaches the store.</summary>
    /// <param name="cancellationToken">The request's token.</param>
    protected internal virtual Task BeforeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after the store has carried the request out, before the caller is answered.</summary>
    /// <param name="cancellationToken">The request's token.</param>
    protected internal virtual Task AfterAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed class Failing(StoreFailure failure, bool afterwards) : StoreFault
    {
        protected internal override Task BeforeAsync(CancellationToken cancellationToken) => afterwards ? Task.CompletedTask : Fail();

        protected internal override Task AfterAsync(CancellationToken cancellationToken) => Fail();

        private Task Fail() => Task.FromException(new CheckpointStoreException(
            failure, $"Injected: {failure}, {(afterwards ? "after the request was carried out" : "before the request was carried out")}."));
    }

    private sealed class DroppedAnswer : StoreFault
    {
        protected internal override Task AfterAsync(CancellationToken cancellationToken) =>
            new TaskCompletionSource().Task.WaitAsync(cancellationToken);
    }
}
