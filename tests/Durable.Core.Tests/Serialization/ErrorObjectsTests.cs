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

    [Fact]
    public void The_error_of_an_operation_carries_its_data_on()
    {
        var error = ErrorObjects.From(new StepException(new ErrorObject { ErrorType = "T", ErrorMessage = "m", ErrorData = """{"code":7}""" }));

        Assert.Equal((typeof(StepException).FullName, "m", """{"code":7}"""), (error.ErrorType, error.ErrorMessage, error.ErrorData));
    }
}
