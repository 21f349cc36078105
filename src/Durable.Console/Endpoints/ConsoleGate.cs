namespace Durable.WebConsole.Endpoints;

/// <summary>Bounds what pages, timelines and payloads cost. Streams of events take no place: they wait, and read nothing.</summary>
internal sealed class ConsoleGate(IOptions<DurableConsoleOptions> options, TimeProvider timeProvider) : IDisposable
{
    private const int WaitingPerPlace = 8;

    private readonly ReadPlaces _places = new(
        options.Value.MaxConcurrentReads, options.Value.MaxConcurrentReadsPerCaller, WaitingPerPlace, options.Value.AnswerTimeout, timeProvider);

    /// <summary>Reads and answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="read">Answers it.</param>
    /// <exception cref="ConsoleRefusal">Too many wait already.</exception>
    public async Task RunAsync(HttpContext context, Func<Task> read)
    {
        try
        {
            await _places.RunAsync(context, read);
        }
        catch (TooManyReadsException refused)
        {
            throw new ConsoleRefusal(StatusCodes.Status503ServiceUnavailable, $"The console is busy: {refused.Message} Load the page again in a moment.", refused);
        }
    }

    public void Dispose() => _places.Dispose();
}
