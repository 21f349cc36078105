namespace Durable.Core.Tests;

public sealed class ExecutionArnTests
{
    private const string Local = "arn:durable:lambda:local:000000000000:function:order:7/durable-execution/order-42/9f0c1c2e";
    private const string Foreign = "arn:aws:lambda:eu-central-1:123456789012:function:order:$LATEST/durable-execution/order-42/9f0c1c2e";

    [Fact]
    public void An_arn_is_made_of_execution_version_and_run() =>
        Assert.Equal(Local, new ExecutionArn(new ExecutionId("order", "order-42"), "7", "9f0c1c2e").ToString());

    [Theory]
    [InlineData(Local, "7", "arn:durable:lambda:local:000000000000:function:order:7")]
    [InlineData(Foreign, "$LATEST", "arn:aws:lambda:eu-central-1:123456789012:function:order:$LATEST")]
    [InlineData("arn:durable:lambda:local:000000000000:function:order:2026:9/durable-execution/order-42/9f0c1c2e", "2026:9", "arn:durable:lambda:local:000000000000:function:order:2026:9")]
    public void What_is_read_is_written_again(string text, string version, string functionArn)
    {
        Assert.True(ExecutionArn.TryParse(text, out var arn));

        Assert.Equal((new ExecutionId("order", "order-42"), version, "9f0c1c2e", functionArn), (arn.Id, arn.FunctionVersion, arn.RunId, arn.FunctionArn));
        Assert.Equal(text, arn.ToString());
    }

    [Fact]
    public void Equal_texts_are_equal_arns()
    {
        Assert.True(ExecutionArn.TryParse(Local, out var read));

        Assert.Equal(new ExecutionArn(new ExecutionId("order", "order-42"), "7", "9f0c1c2e"), read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("order/order-42")]
    [InlineData("arn:durable:lambda:local:000000000000:function:order:7")]
    [InlineData("arn:durable:lambda:local:00000000000:function:order:7/durable-execution/order-42/r")]
    [InlineData("arn:durable:lambda:local:000000000000:function:order:/durable-execution/order-42/r")]
    [InlineData("arn:durable:lambda:local:000000000000:function:order/durable-execution/order-42/r")]
    [InlineData("arn:durable:lambda:local:000000000000:function:order:7/durable-execution/order 42/r")]
    [InlineData("arn:durable:lambda:local:000000000000:function:order:7/durable-execution/order-42/r/history")]
    [InlineData("arn:durable:lambda:local:000000000000:function:order:7/durable-execution/order-42/")]
    [InlineData("arn:durable:s3:local:000000000000:function:order:7/durable-execution/order-42/r")]
    public void What_is_no_arn_is_not_read(string? text) => Assert.False(ExecutionArn.TryParse(text, out _));
}
