using Durable.Silo.Functions;
using Durable.Silo.Hosting;
using Durable.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Durable.Server.Tests.Hosting;

/// <summary>Functions that the server knows only when it starts.</summary>
public sealed class FunctionAssemblyTests : IDisposable
{
    private const string Greeter = """
        using System.Threading.Tasks;
        using Durable;
        using Microsoft.Extensions.DependencyInjection;

        public sealed class Greeting { public string Of(string name) => Phrases.Phrase.Hello + name; }

        public sealed class MyFunctions : IDurableFunctions
        {
            public void AddTo(DurableExecutionsBuilder durable)
            {
                durable.Services.AddSingleton<Greeting>();
                durable.AddFunction<string, string>("greet", static (name, context) => context.StepAsync(
                    (step, _) => Task.FromResult(step.Services.GetRequiredService<Greeting>().Of(name))));
            }
        }
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("durable-functions-");

    [Fact]
    public async Task The_server_runs_them_with_their_services_and_dependencies()
    {
        var phrases = Compile("Phrases", "namespace Phrases; public static class Phrase { public const string World = \"\"; public static string Hello => \"Hello, \"; }");
        var path = Compile("MyFunctions", Greeter, phrases);

        await using var app = DurableServer.Build(Options(path));
        await app.StartAsync();
        var client = app.Services.GetRequiredService<IDurableClient>();
        var execution = await client.StartAsync("greet", "Ada");

        Assert.Equal("Hello, Ada", await execution.WithResult<string>().WaitForResultAsync().OrFail());
        Assert.Equal(["greet"], app.Services.GetRequiredService<DurableFunctionRegistry>().Names);
    }

    [Fact]
    public void A_dependency_that_is_missing_is_named()
    {
        var phrases = Compile("Phrases", "namespace Phrases; public static class Phrase { public static string Hello => \"Hello, \"; }");
        var path = Compile("MyFunctions", Greeter.Replace("durable.Services", "_ = Phrases.Phrase.Hello; durable.Services", StringComparison.Ordinal), phrases);
        File.Delete(phrases);

        var message = Refuse(path);

        Assert.Contains("it needs Phrases, Version=", message, StringComparison.Ordinal);
        Assert.Contains("dotnet publish", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public sealed class Nothing;", "no public class in it implements IDurableFunctions")]
    [InlineData("internal sealed class Hidden : Durable.IDurableFunctions { public void AddTo(Durable.DurableExecutionsBuilder durable) { } }", "no public class in it implements IDurableFunctions")]
    [InlineData(
        "public sealed class Wanting(string what) : Durable.IDurableFunctions { public void AddTo(Durable.DurableExecutionsBuilder durable) => _ = what; }",
        "Wanting has no public constructor without parameters")]
    [InlineData(
        "public sealed class Failing : Durable.IDurableFunctions { public Failing() => throw new System.Exception(\"No luck.\"); public void AddTo(Durable.DurableExecutionsBuilder durable) { } }",
        "the constructor of Failing failed: No luck.")]
    [InlineData(
        "public sealed class Bad : Durable.IDurableFunctions { public void AddTo(Durable.DurableExecutionsBuilder durable) => durable.AddFunction<int, int>(\"not a name\", (i, _) => System.Threading.Tasks.Task.FromResult(i)); }",
        "Bad could not register its functions: ")]
    public void What_cannot_be_used_says_why(string code, string problem) =>
        Assert.Contains(problem, Refuse(Compile("MyFunctions", code)), StringComparison.Ordinal);

    [Fact]
    public void What_is_no_assembly_is_refused()
    {
        var path = Path.Combine(_directory.FullName, "text.dll");
        File.WriteAllText(path, "no assembly");

        Assert.Contains("it is no .NET assembly", Refuse(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_ends_with_one_sentence()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        var missing = await ServerCommand.InvokeAsync(["--functions", "nowhere.dll"], output, error);
        var wrong = await ServerCommand.InvokeAsync(["--store", "memory", "--port", "0", "--functions", Compile("Empty", "public sealed class Nothing;")], output, error);

        Assert.Equal([ServerExitCode.InvalidOptions, ServerExitCode.InvalidOptions], [missing, wrong]);
        Assert.Equal(2, error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private static ServerOptions Options(string path) =>
        new() { Host = HostKind.Embedded, Store = StoreKind.Memory, Port = 0, LogLevel = LogLevel.None, FunctionPaths = [path] };

    private static string Refuse(string path)
    {
        var error = Assert.Throws<FunctionAssemblyException>(() => DurableServer.Build(Options(path)));
        Assert.StartsWith($"--functions {path}: ", error.Message, StringComparison.Ordinal);
        return error.Message;
    }

    private string Compile(string name, string code, params string[] references)
    {
        var known = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(code)],
            known.Concat(references).Select(static path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var path = Path.Combine(_directory.FullName, $"{name}.dll");
        var result = compilation.Emit(path);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return path;
    }
}
