using System.Threading.RateLimiting;
using Durable.AspNetCore.Access;
using Durable.AspNetCore.Errors;

namespace Durable.AspNetCore.Endpoints;

/// <summary>
/// Bounds what reading costs: so many answers at a time are read from the store and written, of one caller and of all; some more wait for their turn,
/// and a caller who does not take an answer in time is cut off. Otherwise some who ask for much and read nothing would fill the memory of the host,
/// and one who asks for much would hold up the others.
/// </summary>
internal sealed class ReadGate(IOptions<DurableHttpApiOptions> options, TimeProvider timeProvider) : IDisposable
{
    private const int WaitingPerPlace = 8;

    private readonly ReadPlaces _reads = new(options.Value, WaitingPerPlace);
    private readonly ReadPlaces _results = new(options.Value, int.MaxValue);

    /// <summary>Reads and answers.</summary>
    /// <param name="context">The request.</param>
    /// <param name="read">Answers it.</param>
    /// <exception cref="WireException">Too many wait already.</exception>
    public async Task RunAsync(HttpContext context, Func<Task> read)
    {
        using var place = await _reads.TakeAsync(context);
        await AnswerAsync(context, read);
    }

    /// <summary>The same for the result of what the caller has started. It is never refused: the caller could only start it once more.</summary>
    public async Task RunResultAsync(HttpContext context, Func<Task> read)
    {
        using var place = await _results.TakeAsync(context);
        await AnswerAsync(context, read);
    }

    public void Dispose()
    {
        _reads.Dispose();
        _results.Dispose();
    }

    private async Task AnswerAsync(HttpContext context, Func<Task> read)
    {
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

    /// <summary>Places of one kind of answer, for each caller and for all.</summary>
    private sealed class ReadPlaces : IDisposable
    {
        private readonly PartitionedRateLimiter<HttpContext> _ofCaller;
        private readonly ConcurrencyLimiter _ofAll;
        private readonly int _most;
        private readonly int _mostOfCaller;
        private readonly int _waitingPerPlace;

        public ReadPlaces(DurableHttpApiOptions options, int waitingPerPlace)
        {
            _most = options.MaxConcurrentReads;
            _mostOfCaller = Math.Min(options.MaxConcurrentReadsPerCaller, _most);
            _waitingPerPlace = waitingPerPlace;
            _ofAll = new ConcurrencyLimiter(Limit(_most));
            _ofCaller = PartitionedRateLimiter.Create<HttpContext, string>(
                context => RateLimitPartition.GetConcurrencyLimiter(CallerKey.Of(context), _ => Limit(_mostOfCaller)));
        }

        // A caller waits for a place of its own first, so that no more of its reads stand in the common queue than it has places.
        public async Task<IDisposable> TakeAsync(HttpContext context)
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

        public void Dispose()
        {
            _ofCaller.Dispose();
            _ofAll.Dispose();
        }

        private ConcurrencyLimiterOptions Limit(int places) => new()
        {
            PermitLimit = places,
            QueueLimit = Waiting(places),
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        };

        private int Waiting(int places) => (int)Math.Min((long)places * _waitingPerPlace, int.MaxValue);

        private WireException Refusal(RateLimitLease lease, string whose, int places)
        {
            lease.Dispose();
            return new WireException(
                WireErrorCode.TooManyReads,
                Invariant($"{places} reads {whose}are under way and {Waiting(places)} wait. Ask again later, for smaller pages, or without data (IncludeExecutionData=false)."));
        }
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
