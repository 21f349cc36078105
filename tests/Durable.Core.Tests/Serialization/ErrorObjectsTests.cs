using System.Text.Json;
using Durable.Core.Serialization;
using Durable.Model;

namespace Durable.Core.Tests.Serialization;

public sealed class ErrorObjectsTests
{
    [Fact]
    public void An_error_that_fits_is_left_alone()
    {
        var error = new ErrorObject { ErrorType = "T", ErrorMessage = "m", ErrorData = "{}", StackTrace = ["at a"] };

        Assert.Same(error, ErrorObjects.Fit(error));
    }

    [Fact]
    public void The_stack_trace_goes_first()
    {
        var error = new ErrorObject { ErrorMessage = new string('m', 20_000), StackTrace = [new string('a', 20_000)] };

        Assert.Equal(error with { StackTrace = null }, ErrorObjects.Fit(error));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("€")]
    [InlineData("🎉")]
    [InlineData("\u0001")]
    [InlineData("\"")]
    public void Whatever_its_texts_a_shortened_error_fits(string character)
    {
        var text = string.Concat(Enumerable.Repeat(character, 100_000));

        var error = ErrorObjects.Fit(new ErrorObject { ErrorType = text, ErrorMessage = text, ErrorData = text });

        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(error).Length, 1, DurableLimits.MaxErrorBytes - 1);
        Assert.EndsWith("… [shortened]", error.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    public void A_character_is_kept_whole_or_dropped(string before)
    {
        var text = before + string.Concat(Enumerable.Repeat("🎉", 50_000));

        var message = ErrorObjects.Fit(new ErrorObject { ErrorMessage = text }).ErrorMessage!;

        Assert.Equal(message, JsonSerializer.Deserialize<string>(JsonSerializer.SerializeToUtf8Bytes(message)));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("€")]
    [InlineData("🎉")]
    [InlineData("\"")]
    public void A_long_message_is_cut_at_the_limit(string character)
    {
        var error = ErrorObjects.Fit(new ErrorObject { ErrorType = "T", ErrorMessage = string.Concat(Enumerable.Repeat(character, 100_000)), StackTrace = ["at a"] });

        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(error, ErrorObjectJsonContext.Default.ErrorObject).Length, DurableLimits.MaxErrorBytes - 32, DurableLimits.MaxErrorBytes - 1);
        Assert.Null(error.StackTrace);
    }

    [Fact]
    public void A_long_message_and_long_data_share_the_room()
    {
        var error = ErrorObjects.Fit(new ErrorObject { ErrorMessage = new string('m', 60_000), ErrorData = new string('d', 50_000) });

        Assert.InRange(error.ErrorMessage!.Length, 16_000, 17_000);
        Assert.InRange(error.ErrorData!.Length, 16_000, 17_000);
    }

    [Fact]
    public void Stack_frames_are_cut_before_causes_and_operations()
    {
        var frames = Enumerable.Range(0, 1000).Select(static i => $"at Some.Method.With.A.Name.Of.Some.Length({i})");

        var error = ErrorObjects.Fit(new ErrorObject { ErrorMessage = "m", StackTrace = [.. frames, "---> T: inner", "at Inner()", "--- failed in step 'a' (operation 1)"] });

        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(error, ErrorObjectJsonContext.Default.ErrorObject).Length, DurableLimits.MaxErrorBytes - 128, DurableLimits.MaxErrorBytes - 1);
        Assert.Equal("at Some.Method.With.A.Name.Of.Some.Length(0)", error.StackTrace![0]);
        Assert.Equal(["---> T: inner", "--- failed in step 'a' (operation 1)", "… [shortened]"], error.StackTrace.TakeLast(3));
    }

    [Fact]
    public void The_chain_of_causes_stays_beside_a_message_of_any_length()
    {
        var error = ErrorObjects.From(new InvalidDataException(new string('m', 100_000), new TimeoutException("slow")));

        Assert.Equal(["---> System.TimeoutException: slow"], error.StackTrace);
        Assert.True(ErrorObjects.Fits(error));
    }

    [Fact]
    public void Halves_of_surrogate_pairs_are_replaced_in_every_text()
    {
        var error = ErrorObjects.Fit(new ErrorObject { ErrorType = "\ud800", ErrorMessage = "a\udc00b", ErrorData = "🎉\ud83c", StackTrace = ["fine", "\ud83c"] });

        Assert.Equal(("\ufffd", "a\ufffdb", "🎉\ufffd"), (error.ErrorType, error.ErrorMessage, error.ErrorData));
        Assert.Equal(["fine", "\ufffd"], error.StackTrace);
    }

    [Fact]
    public void The_error_of_an_operation_carries_its_data_on()
    {
        var error = ErrorObjects.From(new StepException(new ErrorObject { ErrorType = "T", ErrorMessage = "m", ErrorData = """{"code":7}""" }));

        Assert.Equal(("T", "m", """{"code":7}"""), (error.ErrorType, error.ErrorMessage, error.ErrorData));
    }
}
