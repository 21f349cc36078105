using Durable.Core.Log;
using Durable.Model;

namespace Durable.Core.Tests.Log;

/// <summary>durable-model 1.7 and 1.8: the largest value that is accepted, and the next one.</summary>
public sealed class FieldLimitTests
{
    private const string Id64 = "1234567890123456789012345678901234567890123456789012345678901234";

    [Theory]
    [InlineData("a")]
    [InlineData("aZ09-_")]
    [InlineData(Id64)]
    public void An_id_has_1_to_64_characters(string id) => Assert.Equal(id, Apply(Updates.Step(OperationAction.Start, id)).Id);

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData(Id64 + "5")]
    public void A_parent_id_has_the_form_of_an_id(string parentId) =>
        Refuses("Invalid parent operation id.", Updates.Step(OperationAction.Start) with { ParentId = parentId });

    [Fact]
    public void A_name_has_at_most_256_characters()
    {
        var longest = new string('n', DurableLimits.MaxOperationNameLength);

        Assert.Equal(longest, Apply(Updates.Step(OperationAction.Start) with { Name = longest }).Name);
        Refuses(
            "Invalid operation name: use 1 to 256 printable ASCII characters.", Updates.Step(OperationAction.Start) with { Name = longest + "n" });
    }

    [Fact]
    public void A_name_may_have_any_printable_character()
    {
        var printable = new string([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(static code => (char)code)]);

        Assert.Equal(printable, Apply(Updates.Step(OperationAction.Start) with { Name = printable }).Name);
    }

    [Fact]
    public void A_subtype_has_at_most_32_characters()
    {
        var longest = new string('s', 32);

        Assert.Equal(longest, Apply(Updates.Context(OperationAction.Start) with { SubType = longest }).SubType);
        RefusesSubType(longest + "s");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a.b")]
    public void A_subtype_has_the_characters_of_an_id(string subType) => RefusesSubType(subType);

    [Theory]
    [InlineData(1)]
    [InlineData(31_622_400)]
    public void A_wait_is_1_second_to_366_days(int seconds) => Assert.Equal(
        Updates.Noon.AddSeconds(seconds), Apply(Updates.Wait(OperationAction.Start) with { Wait = new WaitOptions(seconds) }).Wait!.ScheduledEndTimestamp);

    [Theory]
    [InlineData(1)]
    [InlineData(31_622_400)]
    public void A_retry_is_1_second_to_366_days_away(int seconds)
    {
        var retry = Updates.Step(OperationAction.Retry) with { Step = new StepOptions(seconds) };

        Assert.Equal(
            Updates.Noon.AddSeconds(seconds), OperationStates.LogWith(OperationType.Step, "STARTED").Apply(retry, Updates.Noon).Step!.NextAttemptTimestamp);
    }

    [Fact]
    public void An_error_has_at_most_32767_bytes()
    {
        Assert.NotNull(Apply(Updates.Step(OperationAction.Fail) with { Error = ErrorOf(32_767) }).Error);
        Refuses("Error object size must be less than 32768 bytes.", Updates.Step(OperationAction.Fail) with { Error = ErrorOf(32_768) });
    }

    [Theory]
    [InlineData(OperationType.Context, "CONTEXT payload size must be less than or equal to 262144 bytes.")]
    [InlineData(OperationType.Wait, "WAIT payload size must be less than or equal to 262144 bytes.")]
    public void Every_type_of_operation_has_the_same_limit_of_payload(object type, string rule)
    {
        var update = (OperationType)type == OperationType.Context ? Updates.Context(OperationAction.Start) : Updates.Wait(OperationAction.Start);

        Refuses(rule, update with { Payload = new string('x', DurableLimits.MaxOperationPayloadBytes + 1) });
    }

    [Fact]
    public void The_largest_payload_of_three_byte_characters_is_accepted()
    {
        var payload = new string('€', DurableLimits.MaxOperationPayloadBytes / 3);

        Assert.Equal(payload, Apply(Updates.Step(OperationAction.Succeed) with { Payload = payload }).Result);
        Refuses(
            "STEP payload size must be less than or equal to 262144 bytes.", Updates.Step(OperationAction.Succeed) with { Payload = payload + "€" });
    }

    private static Operation Apply(OperationUpdate update) => new OperationLog().Apply(update, Updates.Noon);

    private static void Refuses(string rule, OperationUpdate update) => OperationTransitionTests.AssertRefused(new OperationLog(), update, rule);

    private static void RefusesSubType(string subType) => Refuses(
        "Invalid operation subtype: use 1 to 32 of the characters a-z, A-Z, 0-9, '-' and '_'.",
        Updates.Context(OperationAction.Start) with { SubType = subType });

    private static ErrorObject ErrorOf(int bytes) => new() { ErrorMessage = new string('x', bytes - """{"ErrorMessage":""}""".Length) };
}
