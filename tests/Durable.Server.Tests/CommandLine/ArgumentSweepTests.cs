using System.CommandLine;
using System.CommandLine.Help;
using Durable.CommandLine;
using Durable.Silo.Hosting;

namespace Durable.Server.Tests.CommandLine;

/// <summary>Every option and argument of every command of both programs, with what scripts give by mistake.</summary>
public sealed class ArgumentSweepTests : IDisposable
{
    private static readonly int[] s_exitCodes = [0, 2, 3, 5, 7, 8, 9];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-sweep-");

    public static TheoryData<string> Commands => [.. Leaves(ClientRoot()).Select(static leaf => leaf.Path)];

    public static TheoryData<string> ServerCommands => ["", "dev", "stop", "health", "keys new"];

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Commands))]
    public Task Every_option_of_the_command_line_refuses_nonsense(string path)
    {
        var root = ClientRoot();
        var command = Leaves(root).Single(leaf => leaf.Path == path).Command;
        string[] given = [.. Words(path), .. command.Arguments.Select(static _ => "echo/any")];
        string[] rest = path.StartsWith("storage", StringComparison.Ordinal) ? ["--print", "run-policy"] : ["--endpoint", "http://127.0.0.1:1"];
        IEnumerable<Option> options = path.StartsWith("storage", StringComparison.Ordinal) ? command.Options : [.. root.Options, .. command.Options];
        return SweepAsync(options, "durable", option => option == rest[0] ? given : [.. given, .. rest], args => new Cli("http://127.0.0.1:1").RunAsync(args));
    }

    [Theory]
    [MemberData(nameof(ServerCommands))]
    public Task Every_option_of_the_server_refuses_nonsense(string path)
    {
        var root = ServerCommand.CreateRoot(new ServerCommandOptions(), static (_, _, _) => Task.FromResult(0));
        var command = path.Split(' ', StringSplitOptions.RemoveEmptyEntries).Aggregate((Command)root, static (parent, name) => parent.Subcommands.Single(child => child.Name == name));
        return SweepAsync(
            command.Options,
            "durable-server",
            option => (path, option) switch
            {
                ("keys new", "--name") => ["keys", "new", "--role", "viewer"],
                ("keys new", "--role") => ["keys", "new", "--name", "a"],
                ("keys new", _) => ["keys", "new", "--name", "a", "--role", "viewer"],
                ("stop", "--data") => ["stop", "echo/any"],
                ("stop", _) => ["stop", "echo/any", "--data", Path.Combine(_directory.FullName, "none.db")],
                _ => path.Length == 0 ? [] : [path],
            },
            static async args =>
            {
                var (output, error) = (new StringWriter(), new StringWriter());
                var exitCode = await ServerCommand.InvokeAsync(args, output, error, static (_, _, _) => Task.FromResult(0), CancellationToken.None);
                return new CliRun(exitCode, output.ToString(), error.ToString());
            });
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_argument_refuses_to_be_empty(string path)
    {
        var command = Leaves(ClientRoot()).Single(leaf => leaf.Path == path).Command;
        for (var i = 0; i < command.Arguments.Count; i++)
        {
            (await new Cli("http://127.0.0.1:1").RunAsync([.. Words(path), .. command.Arguments.Select((_, j) => i == j ? "" : "echo/any")])).FailedWith(
                2, $"durable: The argument '{command.Arguments[i].Name}' is empty: give it a value.\nSee: durable {path} --help");
        }
    }

    [Theory]
    [InlineData("--api-keys")]
    [InlineData("--certificate")]
    [InlineData("--jwt-key", "--jwt-audience", "a", "--jwt-issuer", "b")]
    [InlineData("--data")]
    public async Task No_file_of_the_server_ends_it_but_in_one_line(string option, params string[] more)
    {
        var file = Path.Combine(_directory.FullName, "file");
        await File.WriteAllTextAsync(file, "x");
        string[] paths = option == "--data" ? [_directory.FullName, Path.Combine(file, "x.db")] : [_directory.FullName, Path.Combine(_directory.FullName, "none"), file];
        foreach (var path in paths)
        {
            var error = new StringWriter();
            string[] store = option == "--data" ? [] : ["--store", "memory"];

            var exitCode = await ServerCommand.InvokeAsync(["--port", "0", "--host", "embedded", .. store, option, path, .. more], TextWriter.Null, error);

            AssertSentences(new CliRun(exitCode, "", error.ToString()), "durable-server", $"{option} {path}");
            Assert.Contains(exitCode, (int[])[2, 5]);
        }
    }

    private async Task SweepAsync(IEnumerable<Option> options, string program, Func<string, string[]> around, Func<string[], Task<CliRun>> run)
    {
        foreach (var option in options.Where(static option => option is not (HelpOption or VersionOption)))
        {
            var given = around(option.Name);
            var isFlag = option.ValueType == typeof(bool);
            string[] missing = [option.Name, Path.Combine(_directory.FullName, "none")];
            string[] directory = [option.Name, _directory.FullName];
            if (!isFlag)
            {
                foreach (var empty in (string[])["", " "])
                {
                    AssertRefused(await run([.. given, option.Name, empty]), program, $"{option.Name} has an empty value: give it one, or leave the option out.");
                }
            }

            if (option.Arity.MaximumNumberOfValues <= 1)
            {
                AssertRefused(
                    await run(isFlag ? [.. given, option.Name, option.Name] : [.. given, .. missing, .. missing]), program, $"{option.Name} is given twice: leave one out.");
            }

            foreach (var value in (string[][])[missing, directory, [option.Name]])
            {
                AssertSentences(await run([.. given, .. value]), program, string.Join(' ', value));
            }
        }
    }

    private static void AssertRefused(CliRun run, string program, string problem)
    {
        Assert.Equal($"{program}: {problem}", run.Error.Split('\n')[0].TrimEnd());
        Assert.Equal((2, string.Empty), (run.ExitCode, run.Output));
    }

    private static void AssertSentences(CliRun run, string program, string what)
    {
        string[] said = [.. run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => !line.StartsWith("See: ", StringComparison.Ordinal))];
        Assert.True(s_exitCodes.Contains(run.ExitCode), $"{what}: {run.ExitCode} {run.Error}");
        Assert.True(run.ExitCode == 0 || (said.Length > 0 && said.All(line => line.StartsWith($"{program}: ", StringComparison.Ordinal))), $"{what}: {run.ExitCode} {run.Error}");
        Assert.DoesNotContain("Unhandled", run.Error, StringComparison.Ordinal);
    }

    private static RootCommand ClientRoot() =>
        DurableCommandLine.CreateRoot(new Terminal { Input = Stream.Null, Output = TextWriter.Null, Error = TextWriter.Null });

    private static IEnumerable<(string Path, Command Command)> Leaves(Command command, string path = "") => command.Subcommands.Count == 0
        ? [(path, command)]
        : command.Subcommands.SelectMany(sub => Leaves(sub, path.Length == 0 ? sub.Name : $"{path} {sub.Name}"));

    private static string[] Words(string path) => path.Split(' ');
}
