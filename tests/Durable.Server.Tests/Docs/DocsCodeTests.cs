using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Durable.Server.Tests.Docs;

/// <summary>The code in the docs compiles: each block of C#, with the usual usings, in a method that has what the text around it speaks of.</summary>
public sealed class DocsCodeTests
{
    private const string Fence = "```";

    // What examples use and do not explain. A page adds to it in a comment in front of the block: <!-- with: ... -->
    private const string Scenery = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Durable;
        global using Durable.Model;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        global using Orleans.Configuration;
        global using Orleans.Hosting;

        public sealed record Order(string Id, string Customer, decimal Total, IReadOnlyList<string> Items);
        public sealed record Receipt(string Id);
        public sealed class OutOfStockException(string message) : Exception(message);
        public interface IClock { DateTimeOffset Now { get; } }
        public interface IPayments
        {
            Task<Receipt> ChargeAsync(string key, decimal total, CancellationToken token);
            Task RefundAsync(string key, Order order, CancellationToken token);
        }
        public sealed class ShopDb { public Task<int> ImportAsync(Order order, DateTimeOffset at, CancellationToken token) => Task.FromResult(1); }
        """;

    private const string Parameters =
        "IDurableContext context, IDurableClient client, DurableExecutionsBuilder durable, HostApplicationBuilder builder, IPayments payments, Order order, Npgsql.NpgsqlDataSource database, string[] args, CancellationToken cancellationToken";

    public static TheoryData<string, int> Blocks
    {
        get
        {
            var blocks = new TheoryData<string, int>();
            var docs = Path.Combine(AppContext.BaseDirectory, "Docs");
            var readmes = Directory.EnumerateFiles(docs, "README.md", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(docs, path));
            foreach (var page in (string[])["aspire.md", "console.md", "errors-and-retries.md", "determinism.md", "getting-started.md", "http-api.md", "observability.md", "postgresql.md", "server.md", "versioning.md", "waiting.md", .. readmes.Order(StringComparer.Ordinal)])
            {
                foreach (var (line, _, _) in Read(page))
                {
                    blocks.Add(page, line);
                }
            }

            return blocks;
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Code_in_docs_compiles(string page, int line)
    {
        var (_, code, with) = Read(page).Single(block => block.Line == line);

        var problems = Compile(code, with);

        Assert.True(problems.Count == 0, $"{page}, line {line}: {string.Join('\n', problems)}");
    }

    [Fact]
    public void Code_that_does_not_compile_is_noticed() => Assert.NotEmpty(Compile("var x = context.NoSuchOperation();", string.Empty));

    private static List<string> Compile(string code, string with)
    {
        var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(code).GetRoot();
        var types = string.Concat(root.Members.Where(static member => member is not GlobalStatementSyntax).Select(static member => member.ToFullString()));
        var statements = string.Concat(root.Members.OfType<GlobalStatementSyntax>().Select(static member => member.ToFullString()));
        var method = $"public static class Example {{ public static async Task RunAsync({ParametersFor(statements)}) {{ await Task.CompletedTask; {statements} }} }}";
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(static path => (MetadataReference)MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Docs",
            [CSharpSyntaxTree.ParseText(Scenery), CSharpSyntaxTree.ParseText($"{root.Usings.ToFullString()}\n{types}\n{method}"), CSharpSyntaxTree.ParseText(with)],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        return [.. compilation.GetDiagnostics()
            .Where(static problem => problem.Severity == DiagnosticSeverity.Error)
            .Select(static problem => problem.ToString())];
    }

    // What an example makes itself it does not take.
    private static string ParametersFor(string statements) => string.Join(
        ", ", Parameters.Split(", ").Where(parameter => !statements.Contains($"var {parameter.Split(' ')[1]} =", StringComparison.Ordinal)));

    private static IEnumerable<(int Line, string Code, string With)> Read(string page)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Docs", page);
        var lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] == $"{Fence}csharp")
            {
                var code = lines.Skip(i + 1).TakeWhile(static line => line != Fence).ToArray();
                yield return (i + 1, string.Join('\n', code), With(lines, i));
                i += code.Length + 1;
            }
        }
    }

    private static string With(string[] lines, int fence)
    {
        const string Begin = "<!-- with:";
        for (var i = fence - 1; i >= 0 && !lines[i].StartsWith(Fence, StringComparison.Ordinal); i--)
        {
            if (lines[i].StartsWith(Begin, StringComparison.Ordinal))
            {
                var text = string.Join('\n', lines[i..fence])[Begin.Length..];
                return text[..text.IndexOf("-->", StringComparison.Ordinal)];
            }
        }

        return string.Empty;
    }
}
