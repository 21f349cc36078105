using Durable.AspNetCore.Errors;

namespace Durable.AspNetCore.Endpoints;

/// <summary>Bounds what answers cost, those to questions and those to synchronous starts each for themselves.</summary>
internal sealed class ReadGate(IOptions<DurableHttpApiOptions> options, TimeProvider timeProvider) : IDisposable
{
    private const int WaitingPerPlace = 8;

    private readonly ReadPlaces _reads = Places(options.Value, WaitingPerPlace, timeProvider);
    private readonly ReadPlaces _results = Places(options.Value, int.MaxValue, timeProvider);

    /// <summary>Reads and answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="read">Answers it.</param>
    /// <exception cref="WireException">Too many wait already.</exception>
    public async Task RunAsync(HttpContext context, Func<Task> read)
    {
        try
        {
            await _reads.RunAsync(context, read);
        }
        catch (TooManyReadsException refused)
        {
            throw new WireException(
                WireErrorCode.TooManyReads, $"{refused.Message} Ask again later, for smaller pages, or without data (IncludeExecutionData=false).", refused);
        }
    }

    /// <summary>The same for the result of what the caller has started. It is never refused: the caller could only start it once more.</summary>
    public Task RunResultAsync(HttpContext context, Func<Task> read) => _results.RunAsync(context, read);

    public void Dispose()
    {
        _reads.Dispose();
        _results.Dispose();
    }

    private static ReadPlaces Places(DurableHttpApiOptions options, int waitingPerPlace, TimeProvider timeProvider) =>
        new(options.MaxConcurrentReads, options.MaxConcurrentReadsPerCaller, waitingPerPlace, options.AnswerTimeout, timeProvider);
}
