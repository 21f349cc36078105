using System.Globalization;
using System.Text;
using System.Text.Json;
using Durable.Http.Wire;

namespace Durable.Server.Tests.Http;

/// <summary>
/// A page of a list has no bound in bytes, as a page of a history has, and needs none: what a list shows of an execution has limits of its own, and
/// a page has at most 1,000 executions.
/// </summary>
public sealed class ListPageSizeTests
{
    private const int MiB = 1024 * 1024;

    // Nothing is longer in JSON than this: two characters, four bytes of UTF-8, and twelve when it is escaped.
    private const string LongInJson = "😀";
    private const string ManyCharacters = "x";

    [Fact]
    public void The_largest_page_over_HTTP_is_far_below_what_a_client_takes()
    {
        var answer = JsonSerializer.SerializeToUtf8Bytes(ListAnswer.Of(LargestPage(LongInJson)), WireFormat.Options);

        Assert.InRange(answer.Length, 7 * MiB, 9 * MiB);
        Assert.True(answer.Length < new HttpDurableClientOptions().MaxAnswerBytes / 4);
    }

    [Fact]
    public void The_largest_page_has_less_text_than_a_page_of_a_history_may_have()
    {
        var text = LargestPage(ManyCharacters).Executions.Sum(static execution =>
            execution.Arn.Length + execution.Id.ToString().Length + execution.FunctionVersion.Length + execution.BusinessKey!.Length
            + execution.Tags.Sum(static tag => tag.Key.Length + tag.Value.Length));

        Assert.InRange(text, 2 * MiB, 4 * MiB);
    }

    [Theory]
    [InlineData(LongInJson)]
    [InlineData(ManyCharacters)]
    public void Labels_of_an_execution_cannot_be_larger(string filler)
    {
        var (key, tags) = LargestLabels(filler);

        Assert.Null(LabelRules.ProblemOf(key));
        Assert.Null(LabelRules.ProblemOf(tags));
        Assert.NotNull(LabelRules.ProblemOf(key + filler));
        tags[tags.Keys.First()] += filler;
        Assert.NotNull(LabelRules.ProblemOf(tags));
    }

    private static ExecutionPage LargestPage(string filler)
    {
        var id = new ExecutionId(new string('f', ExecutionId.MaxFunctionNameLength), new string('n', ExecutionId.MaxNameLength));
        var (key, tags) = LargestLabels(filler);
        var execution = new ExecutionSummary
        {
            Id = id,
            Arn = new ExecutionArn(id, ExecutionArn.LatestVersion, Guid.Empty.ToString()).ToString(),
            FunctionVersion = ExecutionArn.LatestVersion,
            Status = ExecutionStatus.Succeeded,
            StartedAt = DateTimeOffset.MaxValue,
            RunNumber = int.MaxValue,
            FirstStartedAt = DateTimeOffset.MaxValue,
            EndedAt = DateTimeOffset.MaxValue,
            ParkedAt = DateTimeOffset.MaxValue,
            BusinessKey = key,
            Tags = tags,
        };
        return new ExecutionPage([.. Enumerable.Repeat(execution, ExecutionQuery.MaxPageSize)], NextMarker: new string('m', 1024));
    }

    private static (string BusinessKey, Dictionary<string, string> Tags) LargestLabels(string filler)
    {
        var share = DurableLimits.MaxTagBytes / DurableLimits.MaxTags;
        return (Filled(DurableLimits.MaxBusinessKeyLength / filler.Length), Enumerable.Range(0, DurableLimits.MaxTags)
            .Select(static number => number.ToString("x4", CultureInfo.InvariantCulture))
            .ToDictionary(static key => key, key => Filled((share - key.Length) / Encoding.UTF8.GetByteCount(filler)), StringComparer.Ordinal));

        string Filled(int times) => string.Concat(Enumerable.Repeat(filler, times));
    }
}
