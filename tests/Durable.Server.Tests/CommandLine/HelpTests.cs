namespace Durable.Server.Tests.CommandLine;

public sealed class HelpTests
{
    private readonly Cli _cli = new(endpoint: null);

    [Theory]
    [InlineData("start")]
    [InlineData("result")]
    [InlineData("list")]
    [InlineData("describe")]
    [InlineData("history")]
    [InlineData("stop")]
    [InlineData("usage")]
    public async Task Every_command_shows_itself_in_use(string command)
    {
        var help = (await _cli.RunAsync(command, "--help")).Succeeded();

        Assert.Contains($"\nExamples:\n  durable {command}", help.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("--json", help, StringComparison.Ordinal);
        Assert.Contains("[default: http://127.0.0.1:8321]", help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("callback", "durable callback fail MS9vcmRlci9vcmRlci00Mi8z", "--endpoint")]
    [InlineData("storage", "durable storage init --print terraform", null)]
    [InlineData("storage init", "durable storage init --print terraform", null)]
    public async Task A_group_shows_examples_and_options_of_its_own(string group, string example, string? option)
    {
        var help = (await _cli.RunAsync([.. group.Split(' '), "--help"])).Succeeded();

        Assert.Contains(example, help, StringComparison.Ordinal);
        Assert.DoesNotContain("durable list", help, StringComparison.Ordinal);
        Assert.DoesNotContain("Exit codes", help, StringComparison.Ordinal);
        Assert.Equal(option is not null, help.Contains(" --endpoint", StringComparison.Ordinal));
        Assert.Equal(option is not null, help.Contains("--json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_option_that_means_nothing_to_a_command_is_refused() =>
        (await _cli.RunAsync("storage", "init", "--print", "terraform", "--endpoint", "http://127.0.0.1:1")).FailedWith(
            2, "durable: --endpoint is for commands that ask a server, and this one asks the store: leave it out.\nSee: durable storage init --help");

    [Fact]
    public async Task Whoever_types_nothing_gets_the_help_with_the_exit_codes()
    {
        var help = (await _cli.RunAsync()).Succeeded();

        Assert.Equal((await _cli.RunAsync("--help")).Output, help);
        Assert.Contains("130  interrupted", help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_there_is_not_is_named() =>
        (await _cli.RunAsync("frobnicate")).FailedWith(2, "durable: There is no command 'frobnicate'.\nSee: durable --help");

    [Fact]
    public async Task An_argument_that_is_missing_is_named()
    {
        var run = await _cli.RunAsync("describe");

        Assert.Equal(2, run.ExitCode);
        Assert.EndsWith("See: durable describe --help\n", run.Error, StringComparison.Ordinal);
    }
}
