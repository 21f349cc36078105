using System.Text;

namespace Durable.Server.Tests.CommandLine;

/// <summary>Inputs are sent as they are, or refused with the place.</summary>
public sealed class GivenInputTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-input-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Standard_input_that_is_not_utf8_is_refused_with_the_place() =>
        (await new Cli("http://127.0.0.1:1") { InputBytes = [(byte)'"', (byte)'M', 0xFC, (byte)'l', (byte)'"'] }.RunAsync("start", "echo", "--input", "-")).FailedWith(
            2, "durable: The input on standard input is not UTF-8: the byte at offset 2 (0xFC) belongs to no character. Save it as UTF-8.");

    [Theory]
    [InlineData("--input-file", "The input file", "start", "echo")]
    [InlineData("--result-file", "The result file", "callback", "succeed", "any")]
    [InlineData("--api-key-file", "The API key file", "list")]
    public async Task A_file_that_is_not_utf8_is_refused_with_the_place(string option, string what, params string[] command)
    {
        var path = Path.Combine(_directory.FullName, "latin1");
        await File.WriteAllBytesAsync(path, [(byte)'"', 0xC3, 0xBC, 0xE9, (byte)'"']);

        (await new Cli("http://127.0.0.1:1").RunAsync([.. command, option, path])).FailedWith(
            2, $"durable: {what} is not UTF-8: the byte at offset 3 (0xE9) belongs to no character. Save it as UTF-8.");
    }

    [Fact]
    public async Task A_file_in_utf16_is_named_as_such()
    {
        var path = Path.Combine(_directory.FullName, "utf16");
        await File.WriteAllTextAsync(path, "1", Encoding.Unicode);

        (await new Cli("http://127.0.0.1:1").RunAsync("start", "echo", "--input-file", path)).FailedWith(
            2, "durable: The input file is not UTF-8: it is UTF-16. Save it as UTF-8.");
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_part_of_an_input()
    {
        var run = await new Cli("http://127.0.0.1:1") { InputBytes = [0xEF, 0xBB, 0xBF, (byte)'1'] }.RunAsync("start", "echo", "--input", "-");

        // The input was good: it came as far as the server.
        Assert.Equal(5, run.ExitCode);
    }

    [Fact]
    public async Task Half_a_character_in_an_argument_is_refused() =>
        (await new Cli("http://127.0.0.1:1").RunAsync("stop", "echo/any", "--reason", "a\ud83d")).FailedWith(
            2,
            "durable: The value of --reason is not UTF-8: the character at offset 1 is half of one. Write it in UTF-8, or give it in a file or on standard input.");

    [Fact]
    public void A_repaired_argument_is_found_by_its_bytes()
    {
        byte[] commandLine = [.. "durable\0start\0echo\0--input\0"u8, (byte)'"', 0xFC, (byte)'"', 0];

        Assert.Equal(
            "The value of --input is not UTF-8: the byte at offset 1 (0xFC) belongs to no character. Write it in UTF-8, or give it in a file or on standard input.",
            Terminals.ArgumentBytes.FindProblem(["start", "echo", "--input", "\"\ufffd\""], commandLine));
        Assert.Null(Terminals.ArgumentBytes.FindProblem(["\ufffd"], "durable\0\ufffd\0"u8));
    }

    [Fact]
    public async Task An_at_sign_begins_a_value_like_any_other() =>
        (await new Cli("http://127.0.0.1:1").RunAsync("start", "echo", "--input", "@missing")).FailedWith(
            2, "durable: The input is not JSON: text needs double quotes of its own, as in --input '\"world\"'.");

    [Fact]
    public async Task Without_standard_input_an_input_cannot_come_from_there()
    {
        var error = new StringWriter();
        var terminal = new Durable.CommandLine.Terminal { Input = null, Output = TextWriter.Null, Error = error };

        Assert.Equal(2, await Durable.CommandLine.DurableCommandLine.InvokeAsync(["start", "echo", "--input", "-"], terminal));
        Assert.Equal(
            "durable: Standard input is closed, and the input was to come from there: send it, or name a file with --input-file.", error.ToString().TrimEnd());
    }

    [Fact]
    public async Task An_input_without_end_is_refused() =>
        (await new Cli("http://127.0.0.1:1").RunAsync("start", "echo", "--input-file", "/dev/zero")).FailedWith(
            2, "durable: The input file has more than 67108864 bytes, the most that this command reads.");
}
