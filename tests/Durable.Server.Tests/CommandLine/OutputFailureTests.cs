using System.Text;
using Durable.CommandLine;
using Durable.Silo.Hosting;

namespace Durable.Server.Tests.CommandLine;

public sealed class OutputFailureTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("storage", "init", "--print", "run-policy")]
    public async Task Output_that_cannot_be_written_is_said_in_one_line(params string[] command)
    {
        var error = new StringWriter();
        var terminal = new Terminal { Input = Stream.Null, Output = new FullWriter(), Error = error };

        Assert.Equal(10, await DurableCommandLine.InvokeAsync(command, terminal));
        Assert.Equal("durable: The output cannot be written: No space left on device.", error.ToString().TrimEnd());
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("keys", "new", "--name", "a", "--role", "viewer")]
    public async Task The_server_says_it_likewise(params string[] command)
    {
        var error = new StringWriter();

        Assert.Equal(7, await ServerCommand.InvokeAsync(command, new FullWriter(), error));
        Assert.Equal("durable-server: The output cannot be written: No space left on device.", error.ToString().TrimEnd());
    }

    [Fact]
    public async Task A_remark_that_nobody_can_read_changes_nothing()
    {
        var terminal = new Terminal { Input = Stream.Null, Output = TextWriter.Null, Error = new FullWriter() };

        Assert.Equal(2, await DurableCommandLine.InvokeAsync(["frobnicate"], terminal));
        Assert.Equal(2, await ServerCommand.InvokeAsync(["--frobnicate"], TextWriter.Null, new FullWriter()));
    }

    private sealed class FullWriter : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("No space left on device");

        public override void Flush() => throw new IOException("No space left on device");
    }
}
