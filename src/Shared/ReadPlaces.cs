using System.Threading.RateLimiting;

namespace Durable;

/// <summary>
/// Bounds what reading costs: so many answers at a time are read from the store and written, of one caller and of all; some more wait for their turn,
/// and a caller who does not take an answer in time is cut off. Otherwise some who ask for much and read nothing would fill the memory of the host,
/// and one who asks for much would hold up the others.
/// </summary>
internal sealed class ReadPlaces : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> _ofCaller;
    private readonly ConcurrencyLimiter _ofAll;
    private readonly int _most;
    private readonly int _mostOfCaller;
    private readonly int _waitingPerPlace;
    private readonly TimeSpan _answerTimeout;
    private readonly TimeProvider _timeProvider;

    /// <param name="most">How many answers at a time.</param>
    /// <param name="mostOfCaller">How many of them of one caller.</param>
    /// <param name="waitingPerPlace">How many may wait for each place.</param>
    /// <param name="answerTimeout">How long a caller may take to receive an answer.</param>
    /// <param name="timeProvider">The clock.</param>
    public ReadPlaces(int most, int mostOfCaller, int waitingPerPlace, TimeSpan answerTimeout, TimeProvider timeProvider)
    {
        (_most, _mostOfCaller, _waitingPerPlace, _answerTimeout, _timeProvider) = (most, Math.Min(mostOfCaller, most), waitingPerPlace, answerTimeout, timeProvider);
        _ofAll = new ConcurrencyLimiter(Limit(_most));
        _ofCaller = PartitionedRateLimiter.Create<HttpContext, string>(
            context => RateLimitPartition.GetConcurrencyLimiter(CallerName.Of(context), _ => Limit(_mostOfCaller)));
    }

    /// <summary>Reads and answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="read">Answers it.</param>
    /// <exception cref="TooManyReadsException">Too many wait already.</exception>
    public async Task RunAsync(HttpContext context, Func<Task> read)
    {
        using var place = await TakeAsync(context);
        await AnswerAsync(context, read);
    }

    public void Dispose()
    {
        _ofCaller.Dispose();
        _ofAll.Dispose();
    }

    // A caller waits for a place of its own first, so that no more of its reads stand in the common queue than it has places.
    private async Task<IDisposable> TakeAsync(HttpContext context)
    {
        var own = await _ofCaller.AcquireAsync(context, 1, context.RequestAborted);
        if (!own.IsAcquired)
        {
            throw Refusal(own, "of this caller ", _mostOfCaller);
        }

        try
        {
            var place = await _ofAll.AcquireAsync(1, context.RequestAborted);
            return place.IsAcquired ? new Place(own, place) : throw Refusal(place, "", _most);
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    private async Task AnswerAsync(HttpContext context, Func<Task> read)
    {
        using var late = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _timeProvider);
        await using var cut = late.Token.UnsafeRegister(static context => ((HttpContext)context!).Abort(), context);
        var isReading = true;
        context.Response.OnStarting(() =>
        {
            // An error is answered when the place has been given back.
            if (isReading)
            {
                late.CancelAfter(_answerTimeout);
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

    private ConcurrencyLimiterOptions Limit(int places) => new()
    {
        PermitLimit = places,
        QueueLimit = Waiting(places),
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    };

    private int Waiting(int places) => (int)Math.Min((long)places * _waitingPerPlace, int.MaxValue);

    private TooManyReadsException Refusal(RateLimitLease lease, string whose, int places)
    {
        lease.Dispose();
        return new TooManyReadsException(Invariant($"{places} reads {whose}are under way and {Waiting(places)} wait."));
    }

    private sealed class Place(RateLimitLease own, RateLimitLease common) : IDisposable
    {
        public void Dispose()
        {
            common.Dispose();
            own.Dispose();
        }
    }
}
