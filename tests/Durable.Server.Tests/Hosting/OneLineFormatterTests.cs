using Durable.Silo.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Durable.Server.Tests.Hosting;

public sealed class OneLineFormatterTests
{
    [Fact]
    public void A_forged_name_begins_no_record_and_steers_no_terminal()
    {
        const string Subject = "mallory\n2026-01-15T12:00:00.000Z info: Durable[10] all is well\u001b[2J\u202e";

        var record = Format($"list answered AccessDenied to {Subject}", exception: null);

        Assert.Single(record.TrimEnd('\n').Split('\n'));
        Assert.EndsWith(
            "Z warn: Durable.Test[21] list answered AccessDenied to mallory 2026-01-15T12:00:00.000Z info: Durable[10] all is well\\u001b[2J\\u202e\n",
            record,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_is_part_of_its_record()
    {
        var record = Format("It failed", new InvalidOperationException("no\r\nluck\u009b"));

        Assert.EndsWith("It failed System.InvalidOperationException: no  luck\\u009b\n", record, StringComparison.Ordinal);
    }

    private static string Format(string message, Exception? exception)
    {
        var writer = new StringWriter { NewLine = "\n" };
        var entry = new LogEntry<string>(LogLevel.Warning, "Durable.Test", new EventId(21), message, exception, static (text, _) => text);
        new OneLineFormatter().Write(entry, scopeProvider: null, writer);
        return writer.ToString().ReplaceLineEndings("\n");
    }
}
