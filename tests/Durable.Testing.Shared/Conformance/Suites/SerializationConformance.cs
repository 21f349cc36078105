namespace Durable.Testing.Conformance;

/// <summary>Payloads (durable-model 4.11).</summary>
public abstract class SerializationConformance<TFixture> : ConformanceSuite<TFixture>
    where TFixture : HostFixture, new()
{
    [Rule("4.11-PAYLOAD-01 4.11-PAYLOAD-02")]
    public async Task What_an_operation_s_own_serializer_writes_is_recorded_untouched()
    {
        var serializers = new[] { "step", "child", "item", "condition", "callback" }.ToDictionary(static name => name, static name => new TaggingSerializer(name));

        var (outcome, run) = await RecordTwiceAsync(
            async context =>
            {
                var step = await context.StepAsync(static (_, _) => Task.FromResult(1), config: new StepConfig { Serializer = serializers["step"] });
                var child = await context.RunInChildContextAsync(static (_, _) => Task.FromResult(2), config: new ChildContextConfig { Serializer = serializers["child"] });
                var map = await context.MapAsync([3], static (_, item, _, _, _) => Task.FromResult(item), config: new MapConfig<int> { ItemSerializer = serializers["item"] });
                var condition = await context.WaitForConditionAsync(
                    static (state, _, _) => Task.FromResult(state + 1),
                    new WaitForConditionConfig<int> { InitialState = 3, WaitStrategy = WaitStrategy.Fixed<int>(TimeSpan.FromSeconds(1), isDone: static _ => true), Serializer = serializers["condition"] });
                var callback = await (await context.CreateCallbackAsync<int>(config: new CallbackConfig { Serializer = serializers["callback"] })).GetResultAsync();
                return $"{step} {child} {map.GetResults()[0]} {condition} {callback}";
            },
            [run => Client.SendCallbackSuccessWithPayloadAsync(run.CallbackId(), "callback:5").OrFail()]);

        Assert.Equal("1 2 3 4 5", outcome);
        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step
            StepSucceeded 1 Step -> step:1 (attempt 1)
            ContextStarted 2 RunInChildContext
            ContextSucceeded 2 RunInChildContext -> child:2
            ContextStarted 3 Map
            ContextStarted 3-1 MapIteration "0" in 3
            ContextSucceeded 3-1 MapIteration "0" in 3 -> item:3
            ContextSucceeded 3 Map -> {"CompletionReason":"AllCompleted","Items":[{"Index":0,"Name":"0","Status":"Succeeded","Result":"item:3"}]}
            StepStarted 4 WaitForCondition
            StepSucceeded 4 WaitForCondition -> condition:4 (attempt 1)
            CallbackStarted 5 Callback id
            InvocationCompleted
            CallbackSucceeded 5 Callback -> callback:5
            WaitStarted 6 Wait "pause" 30s ends+30s
            InvocationCompleted
            InvocationCompleted
            WaitSucceeded 6 Wait "pause" 30s
            InvocationCompleted
            ExecutionSucceeded -> 2
            """);
        Assert.Equal(new SerializationContext(run.Id, "1"), Assert.Single(serializers["step"].Contexts.Distinct()));
        Assert.Equal(new SerializationContext(run.Id, "3-1"), Assert.Single(serializers["item"].Contexts.Distinct()));
    }

    [Rule("4.11-PAYLOAD-03")]
    public async Task By_default_payloads_are_plain_JSON_and_nothing_is_nothing()
    {
        var run = await RecordAsync(static async context =>
        {
            await context.StepAsync(static (_, _) => Task.FromResult(new { Name = "é\"", At = new DateOnly(2026, 11, 22), Tags = new[] { "a" }, None = (string?)null }));
            await context.StepAsync(static (_, _) => Task.FromResult<string?>(null));
            await context.StepAsync(static (_, _) => Task.CompletedTask);
            await context.RunInChildContextAsync(static (_, _) => Task.CompletedTask);
        });

        run.AssertHistory("""
            ExecutionStarted input=null timeout=31622400s
            StepStarted 1 Step
            StepSucceeded 1 Step -> {"name":"é\"","at":"2026-11-22","tags":["a"],"none":null} (attempt 1)
            StepStarted 2 Step
            StepSucceeded 2 Step -> null (attempt 1)
            StepStarted 3 Step
            StepSucceeded 3 Step -> nothing (attempt 1)
            ContextStarted 4 RunInChildContext
            ContextSucceeded 4 RunInChildContext -> nothing
            InvocationCompleted
            ExecutionSucceeded -> nothing
            """);
        run.AssertSucceeded(null);
    }

    [RuleTheory("4.11-PAYLOAD-04")]
    [InlineData("step")]
    [InlineData("child")]
    [InlineData("condition")]
    public async Task What_cannot_be_written_ends_the_execution(string operation)
    {
        var run = await RecordAsync(async context =>
        {
            try
            {
                object result = operation switch
                {
                    "step" => await context.StepAsync(static (_, _) => Task.FromResult<Delegate>(static () => { })),
                    "child" => await context.RunInChildContextAsync(static (_, _) => Task.FromResult<Delegate>(static () => { })),
                    _ => await context.WaitForConditionAsync(
                        static (_, _, _) => Task.FromResult<Delegate>(static () => { }),
                        new WaitForConditionConfig<Delegate> { InitialState = static () => { }, WaitStrategy = WaitStrategy.Fixed<Delegate>(TimeSpan.FromSeconds(1)) }),
                };
                return result.ToString();
            }
            catch (Exception)
            {
                return "caught";
            }
        });

        Assert.Equal((ExecutionStatus.Failed, typeof(PayloadSerializationException).FullName), (run.Description.Status, run.Description.Error!.ErrorType));
        Assert.Equal(
            ["ExecutionStarted", operation == "child" ? "ContextStarted" : "StepStarted", "InvocationCompleted", "ExecutionFailed"],
            run.History.Types.Select(static type => type.ToString()));
    }
}
