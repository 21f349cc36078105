using Durable.Silo.Hosting;
using Durable.Storage;
using Microsoft.Extensions.Options;

namespace Durable.Server.Tests.Hosting;

public sealed class StartFailureTests
{
    [Fact]
    public void Options_of_several_classes_are_reported_together()
    {
        var failure = StartFailure.From(
            new AggregateException(Invalid<DurableEngineOptions>("A.B is 0: set it to 1."), Invalid<SqliteStoreOptions>("C.D is 0: set it to 1.")), new ServerOptions());

        Assert.Equal((ServerExitCode.InvalidOptions, "A.B is 0: set it to 1. C.D is 0: set it to 1."), (failure.ExitCode, failure.Message));
    }

    [Fact]
    public void The_data_option_is_named_only_for_the_store()
    {
        var options = new ServerOptions { DataPath = "x.db" };

        Assert.Equal("--data x.db: C.D is 0.", StartFailure.From(Invalid<SqliteStoreOptions>("C.D is 0."), options).Message);
        Assert.Equal("A.B is 0.", StartFailure.From(Invalid<DurableEngineOptions>("A.B is 0."), options).Message);
    }

    private static OptionsValidationException Invalid<T>(string problem) => new(Options.DefaultName, typeof(T), [problem]);
}
