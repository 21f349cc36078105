using System.Text;
using Durable.CommandLine;
using Durable.Server.Tests.Testing;

namespace Durable.Server.Tests.CommandLine;

/// <summary>Runs commands in this process and keeps what they write.</summary>
internal sealed class Cli(string? endpoint)
{
    public Cli(ServerFixture server)
        : this(server.Endpoint)
    {
    }

    /// <summary>What standard input holds.</summary>
    public string Input { get; init; } = string.Empty;

    /// <summary>The same in bytes, where it is no text.</summary>
    public byte[]? InputBytes { get; init; }

    /// <summary>Whether a person sits in front of it.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>How many columns the person sees.</summary>
    public int Width { get; init; } = 80;

    /// <summary>The API key in the environment.</summary>
    public string? Key { get; init; }

    public CancellationToken CancellationToken { get; init; }

    /// <summary>What the newest run has written so far.</summary>
    public SharedStringWriter Output { get; private set; } = new();

    public async Task<CliRun> RunAsync(params string[] args)
    {
        var output = new SharedStringWriter { NewLine = "\n" };
        Output = output;
        var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal
        {
            Input = new MemoryStream(InputBytes ?? Encoding.UTF8.GetBytes(Input)),
            Output = output,
            Error = error,
            IsInteractive = IsInteractive,
            Width = Width,
            Environment = name => name switch
            {
                "DURABLE_ENDPOINT" => endpoint,
                "DURABLE_API_KEY" => Key,
                _ => null,
            },
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
        Assert.Equal(string.Empty, Error);
        Assert.Equal(0, ExitCode);
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
