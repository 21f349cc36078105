using System.Text;
using Durable.Core.Operations.Batches;
using Durable.Model;
using Durable.Testing.Fuzzing;

namespace Durable.Core.Tests.Fuzzing;

public sealed class BatchPayloadFuzzTests
{
    private static readonly BatchPayloadItem[] s_items =
    [
        new(0, "a", BatchItemStatus.Succeeded, "1", null),
        new(1, null, BatchItemStatus.Failed, null, new ErrorObject { ErrorType = "T", ErrorMessage = "m" }),
        new(2, "c", BatchItemStatus.Started, null, null),
    ];

    private static readonly byte[][] s_samples =
    [
        Encoding.UTF8.GetBytes(new BatchPayload { CompletionReason = CompletionReason.FailureToleranceExceeded, Items = s_items }.Write()),
        Encoding.UTF8.GetBytes(BatchPayload.Summarize(CompletionReason.AllCompleted, 9, s_items).Write()),
    ];

    [Fact]
    public Task A_changed_result_of_a_batch_is_read_or_refused() => Fuzz.RunAsync(10_000, s_samples, static bytes =>
    {
        try
        {
            var payload = BatchPayload.Parse(Encoding.UTF8.GetString(bytes));

            Assert.All(payload.Started(), static item => Assert.True(item.Index >= 0));
            Assert.All(payload.Items ?? [], static item => Assert.True(item.Status != BatchItemStatus.Failed || item.Error is not null));
            Assert.True(Enum.IsDefined(payload.CompletionReason));
            Assert.Equal(payload.Write(), BatchPayload.Parse(payload.Write()).Write());
        }
        catch (PayloadSerializationException)
        {
        }
    });
}
