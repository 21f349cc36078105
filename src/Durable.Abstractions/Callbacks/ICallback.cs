namespace Durable;

/// <summary>A callback: something that somebody outside completes, once, by its id.</summary>
/// <typeparam name="T">Type of the result.</typeparam>
public interface ICallback<T>
{
    /// <summary>
    /// Opaque and not to be guessed: whoever has it can complete the callback (<see cref="IDurableClient.SendCallbackSuccessAsync{TResult}"/> and
    /// the like). Stable over replays; safe in a URL as it is.
    /// </summary>
    string CallbackId { get; }

    /// <summary>Waits until the callback has been completed. Meanwhile the execution may suspend and leave memory.</summary>
    /// <remarks>Call it where the callback was created: in the same context or branch.</remarks>
    /// <param name="cancellationToken">Gives up waiting; the callback itself stays open.</param>
    /// <returns>What was sent; the default value when nothing was.</returns>
    /// <exception cref="CallbackFailedException">A failure was sent.</exception>
    /// <exception cref="CallbackTimeoutException">Its time was up, or a heartbeat was missed.</exception>
    Task<T> GetResultAsync(CancellationToken cancellationToken = default);
}
