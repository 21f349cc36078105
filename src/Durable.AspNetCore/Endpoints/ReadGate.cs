using System.Threading.RateLimiting;
using Durable.AspNetCore.Errors;

namespace Durable.AspNetCore.Endpoints;

/// <summary>
/// Bounds what reading costs: so many answers at a time are read from the store and written, some more wait for their turn, and a caller who does
/// not take an answer in time is cut off. Otherwise some who ask for much and read nothing would fill the memory of the host.
/// </summary>
internal sealed class ReadGate(IOptions<DurableHttpApiOptions> options, TimeProvider timeProvider) : IDisposable
{
    private const int WaitingPerPlace = 8;

    private readonly ConcurrencyLimiter _places = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.MaxConcurrentReads,
        QueueLimit = options.Value.MaxConcurrentReads * WaitingPerPlace,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Reads and answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="read">Answers it.</param>
    /// <exception cref="WireException">Too many wait already.</exception>
    public async Task RunAsync(HttpContext context, Func<Task> read)
    {
        using var place = await _places.AcquireAsync(1, context.RequestAborted);
        if (!place.IsAcquired)
        {
            throw new WireException(
                WireErrorCode.TooManyReads,
                Invariant($"{options.Value.MaxConcurrentReads} reads are under way and {options.Value.MaxConcurrentReads * WaitingPerPlace} wait. Ask again later, for smaller pages, or without data (IncludeExecutionData=false)."));
        }

        using var late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        await using var cut = late.Token.UnsafeRegister(static context => ((HttpContext)context!).Abort(), context);
        var isReading = true;
        context.Response.OnStarting(() =>
        {
            // An error is answered when the place has been given back.
            if (isReading)
            {
                late.CancelAfter(options.Value.AnswerTimeout);
            }

            return Task.CompletedTask;
        });
        try
        {
            await read();

            // What is still in buffers counts until the caller has taken it.
            await context.Response.CompleteAsync();
        }
        finally
        {
            isReading = false;
        }
    }

    public void Dispose() => _places.Dispose();
}
