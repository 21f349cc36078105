using System.Diagnostics;

namespace Durable.Server.Tests.CommandLine;

/// <summary>Both programs with the streams that a shell may give them.</summary>
public sealed class SystemStreamTests
{
    [Theory]
    [InlineData("durable.dll --help >&-", 10, "durable: The output cannot be written: Standard output is closed.")]
    [InlineData("durable.dll --help > /dev/full", 10, "durable: The output cannot be written: No space left on device.")]
    [InlineData("durable-server.dll keys new --name a --role viewer > /dev/full", 7, "durable-server: The output cannot be written: No space left on device.")]
    [InlineData(
        "durable-server.dll --demo --exit --store memory --port 0 --silo-port 0 --gateway-port 0 --log-level none > /dev/full",
        7,
        "durable-server: The output cannot be written: No space left on device.")]
    [InlineData("durable-server.dll --help > /dev/full", 7, "durable-server: The output cannot be written: No space left on device.")]
    [InlineData(
        "durable.dll start echo --input - <&-",
        2,
        "durable: Standard input is closed, and the input was to come from there: send it, or name a file with --input-file.")]
    [InlineData("durable.dll start echo --input - < .", 2, "durable: The input on standard input cannot be read: Is a directory")]
    [InlineData(
        "durable.dll start echo --input \"$(printf '\"\\374\"')\"",
        2,
        "durable: The value of --input is not UTF-8: the byte at offset 1 (0xFC) belongs to no character. Write it in UTF-8, or give it in a file or on standard input.")]
    [InlineData("durable.dll stop echo/any --reason @.  --endpoint http://127.0.0.1:1", 5, "durable: Cannot reach the server at http://127.0.0.1:1")]
    public async Task What_cannot_be_read_or_written_ends_in_one_line(string command, int exitCode, string error)
    {
        var run = await RunAsync($"dotnet exec {command}; exit $?");

        Assert.StartsWith(error, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Equal(exitCode, run.ExitCode);
    }

    [Fact]
    public async Task A_reader_that_has_gone_is_noticed()
    {
        var run = await RunAsync("{ sleep 1; dotnet exec durable.dll --help; echo $? >&2; } | true");

        Assert.Equal("durable: The output cannot be written: Broken pipe.\n10\n", run.Error);
        run = await RunAsync("{ sleep 1; dotnet exec durable-server.dll --demo --exit --store memory --port 0 --silo-port 0 --gateway-port 0; echo $? >&2; } | true");
        Assert.Equal("durable-server: The output cannot be written: Broken pipe.\n7\n", run.Error);
    }

    [Fact]
    public async Task Output_goes_where_a_shell_has_opened_a_file()
    {
        var run = await RunAsync("f=$(mktemp); { echo a; dotnet exec durable.dll --help; echo z; } > $f; head -1 $f; tail -1 $f; wc -l < $f; rm $f");

        Assert.Matches("^a\nz\n[1-9][0-9]+\n$", run.Output);
    }

    private static async Task<CliRun> RunAsync(string script)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", script])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CliRun(process.ExitCode, await output, error);
    }
}
