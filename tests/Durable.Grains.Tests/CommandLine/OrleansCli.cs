using Durable.CommandLine;

namespace Durable.Grains.Tests.CommandLine;

/// <summary>Runs commands in this process and keeps what they write.</summary>
internal sealed class OrleansCli(string gateways)
{
    public CancellationToken CancellationToken { get; init; }

    public async Task<CliRun> RunAsync(params string[] args)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal
        {
            Input = Stream.Null,
            Output = output,
            Error = error,
            Environment = name => name == "DURABLE_ORLEANS" ? gateways : null,
        };
        var exitCode = await DurableCommandLine.InvokeAsync([.. args], terminal, CancellationToken);
        return new CliRun(exitCode, output.ToString(), error.ToString());
    }
}

/// <summary>How a command ended and what it wrote.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    /// <summary>The command succeeded without a remark.</summary>
    public string Succeeded()
    {
        Assert.Equal((0, string.Empty), (ExitCode, Error));
        return Output;
    }

    /// <summary>The command started an execution, said which, and succeeded without another remark.</summary>
    public string Waited()
    {
        Assert.Matches("^durable: Started [a-z-]+/[a-zA-Z0-9-]+\n$", Error);
        Assert.Equal(0, ExitCode);
        return Output;
    }

    /// <summary>The command failed, wrote no output, and said this.</summary>
    public void FailedWith(int exitCode, string error)
    {
        Assert.Equal(error, Error.TrimEnd('\n'));
        Assert.Equal((exitCode, string.Empty), (ExitCode, Output));
    }
}
