using Durable.AspNetCore.Requests;

namespace Durable.Server.Tests.Http;

public sealed class ExecutionPathTests
{
    private const string Arn = "arn:durable:lambda:local:000000000000:function:orders:$LATEST/durable-execution/order-42/9f0c1c2e";
    private const string EscapedArn = "arn%3Adurable%3Alambda%3Alocal%3A000000000000%3Afunction%3Aorders%3A%24LATEST%2Fdurable-execution%2Forder-42%2F9f0c1c2e";

    [Theory]
    [InlineData(Arn, Arn, null)]
    [InlineData(EscapedArn, Arn, null)]
    [InlineData(Arn + "/history", Arn, "history")]
    [InlineData(EscapedArn + "/history", Arn, "history")]
    [InlineData("orders/order-42", "orders/order-42", null)]
    [InlineData("orders%2Forder-42", "orders/order-42", null)]
    [InlineData("orders/order-42/stop", "orders/order-42", "stop")]
    [InlineData("orders%2Forder-42/stop", "orders/order-42", "stop")]
    [InlineData("nonsense", "nonsense", null)]
    [InlineData("orders/order-42/colour", "orders/order-42", "colour")]
    [InlineData("order%2042/stop", "order 42", "stop")]
    [InlineData("order%2042/resume", "order 42", "resume")]
    [InlineData("order%2042/checkpoint", "order 42", "checkpoint")]
    [InlineData("arn:aws:s3:::bucket/key", "arn:aws:s3:::bucket/key", null)]
    public void An_execution_and_an_action_are_told_apart(string raw, string execution, string? action) =>
        Assert.Equal(new ExecutionPath(execution, action), ExecutionPath.Split(raw));

    [Fact]
    public void An_execution_may_be_named_like_an_action()
    {
        Assert.Equal(new ExecutionPath("orders/history", null), ExecutionPath.Split("orders/history"));
        Assert.Equal(new ExecutionPath("orders/history", "history"), ExecutionPath.Split("orders/history/history"));
    }

    [Fact]
    public void Escapes_are_decoded_once() => Assert.Equal(new ExecutionPath("orders%2Fa", null), ExecutionPath.Split("orders%252Fa"));
}
