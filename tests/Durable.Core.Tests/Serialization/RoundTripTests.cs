using System.Collections.Immutable;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Durable.Core.Tests.Serialization;

public sealed partial class RoundTripTests
{
    private static readonly SerializationContext s_context = new(new ExecutionId("f", "n"), null);

    [Fact]
    public void A_value_tuple_comes_back() => Assert.Equal((7, "seven"), Trip((7, "seven")));

    [Fact]
    public void Fields_come_back() => Assert.Equal(new Point { X = 1, Y = 2 }, Trip(new Point { X = 1, Y = 2 }));

    [Fact]
    public void A_vector_comes_back() => Assert.Equal(new Vector3(1, 2, 3), Trip(new Vector3(1, 2, 3)));

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("1000000000000000000000000000000")]
    public void A_big_integer_comes_back_as_value_and_as_key(string text)
    {
        var value = BigInteger.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(value, Trip(value));
        Assert.Equal(value, Trip(new Dictionary<BigInteger, int> { [value] = 1 }).Keys.Single());
    }

    [Fact]
    public void Enums_are_names_and_numbers_are_read_too()
    {
        Assert.Equal("\"Friday\"", JsonPayloadSerializer.Default.Serialize(DayOfWeek.Friday, s_context));
        Assert.Equal(DayOfWeek.Friday, JsonPayloadSerializer.Default.Deserialize<DayOfWeek>("5", s_context));
        Assert.Equal(FileAttributes.Hidden | FileAttributes.System, Trip(FileAttributes.Hidden | FileAttributes.System));
    }

    [Theory]
    [InlineData("\"TIMED_OUT\"")]
    [InlineData("\"TimedOut\"")]
    [InlineData("3")]
    public void A_status_has_the_wires_name_and_is_read_from_all(string text)
    {
        Assert.Equal("\"TIMED_OUT\"", JsonSerializer.Serialize(ExecutionStatus.TimedOut));
        Assert.Equal("\"TIMED_OUT\"", JsonPayloadSerializer.Default.Serialize(ExecutionStatus.TimedOut, s_context));
        Assert.Equal(ExecutionStatus.TimedOut, JsonPayloadSerializer.Default.Deserialize<ExecutionStatus>(text, s_context));
    }

    [Theory]
    [InlineData("\"none\"")]
    [InlineData("77")]
    public void A_status_that_is_none_is_refused(string text) =>
        Assert.Throws<JsonException>(() => JsonPayloadSerializer.Default.Deserialize<ExecutionStatus>(text, s_context));

    [Fact]
    public void What_people_write_stays_readable() =>
        Assert.Equal("\"Müller 漢字 <&'>\"", JsonPayloadSerializer.Default.Serialize("Müller 漢字 <&'>", s_context));

    [Fact]
    public void A_context_and_options_write_readably_too()
    {
        Assert.Equal("\"ü\"", new JsonPayloadSerializer(RoundTripContext.Default).Serialize("ü", s_context));
        Assert.Equal("\"ü\"", new JsonPayloadSerializer(JsonSerializerOptions.Web).Serialize("ü", s_context));
    }

    [Fact]
    public void Escaped_text_is_read() => Assert.Equal("Müller", JsonPayloadSerializer.Default.Deserialize<string>("\"M\\u00FCller\"", s_context));

    [Fact]
    public void A_private_setter_is_refused() => Refused(Number.Of(5), "Number", "$.value is 5, and after reading 0", "[JsonInclude]");

    [Fact]
    public void A_list_that_is_only_read_is_refused() => Refused(new Filled("a"), "Filled", "$.items is [\"a\"], and after reading []");

    [Fact]
    public void A_list_behind_a_private_field_is_refused() => Refused(new Wrapped().With("a"), "Wrapped", "$.items is [\"a\"]");

    [Fact]
    public void State_that_JSON_cannot_see_is_refused() => Refused(new Hidden(3), "Hidden has nothing that JSON writes");

    [Fact]
    public void A_derived_value_is_refused_wherever_it_stands()
    {
        Refused<Animal>(new Dog("Rex", 3), "Dog is declared as", "without Tricks", "[JsonDerivedType(typeof(Dog)");
        Refused<List<Animal>>([new Dog("Rex", 3)], "without Tricks");
        Refused(new Box<Animal>(new Dog("Rex", 3)), "without Tricks");
    }

    [Fact]
    public void A_derived_value_that_JSON_names_comes_back() => Assert.Equal([new Circle(2)], Trip<List<Shape>>([new Circle(2)]));

    [Fact]
    public void An_untyped_value_is_refused_for_its_own_function()
    {
        Refused<object>(5, "declared as object");
        Refused(new Dictionary<string, object> { ["a"] = "b" }, "System.String is declared as object");
        Assert.Equal(["a"], Trip(new Dictionary<string, object?> { ["a"] = null }).Keys);
        Assert.Equal(1, Trip(new Box<object>(JsonSerializer.SerializeToElement(1))).Value is JsonElement element ? element.GetInt32() : 0);
    }

    [Fact]
    public void An_untyped_value_may_be_written_for_others() =>
        Assert.Equal("{\"a\":1}", JsonPayloadSerializer.Default.Serialize(new Dictionary<string, object> { ["a"] = 1 }, s_context));

    [Fact]
    public void A_stack_that_would_be_reversed_is_refused()
    {
        Refused(new Stack<int>([1, 2]), "use a list");
        Refused(ImmutableStack.Create(1, 2), "use a list");
    }

    [Fact]
    public void A_number_that_JSON_takes_apart_is_refused() => Refused(new Complex(1, 2), "$.real is 1, and after reading 0", "JsonConverter");

    [Fact]
    public void What_is_computed_is_not_lost()
    {
        Assert.Equal(6m, Trip(new Line(3, 2m)).Sum);
        Assert.Equal(3, Trip(new Age(3)).Years);
    }

    [Fact]
    public void A_set_in_another_order_is_not_lost()
    {
        var value = new Sets(ImmutableHashSet.CreateRange(Enumerable.Range(0, 100).Select(static i => $"{i}")));

        Assert.Equal(value.Items.Order(), Trip(value).Items.Order());
    }

    [Fact]
    public void A_context_without_fields_refuses_a_tuple() =>
        Refused((1, 2), new JsonPayloadSerializer(RoundTripContext.Default), "Item1, Item2", "IncludeFields");

    [Fact]
    public void A_context_refuses_a_derived_value() =>
        Refused(new[] { new Animal("Tom"), new Dog("Rex", 1) }, new JsonPayloadSerializer(RoundTripContext.Default), "without Tricks");

    [Theory]
    [InlineData("{\"id\":1,\"note\":\"x\"}", true)]
    [InlineData("{\"id\":1,\"note\":null}", true)]
    [InlineData("{\"id\":1,\"remark\":\"x\"}", false)]
    [InlineData("{\"id\":1,\"note\":\"x\",\"extra\":1}", false)]
    [InlineData("{\"id\":1}", false)]
    public void Strict_reading_refuses_what_is_missing_or_unknown(string text, bool isRead)
    {
        var strict = JsonPayloadSerializer.Default.ReadingStrictly();

        Assert.Equal(1, JsonPayloadSerializer.Default.Deserialize<Remark>(text, s_context).Id);
        Assert.Equal(isRead, Record.Exception(() => strict.Deserialize<Remark>(text, s_context)) is not JsonException);
    }

    [Fact]
    public void Strict_reading_reads_what_it_wrote()
    {
        var strict = JsonPayloadSerializer.Default.ReadingStrictly();

        Assert.Equal(new Remark(1, null) { More = null }, strict.Deserialize<Remark>(strict.Serialize(new Remark(1, null), s_context), s_context));
        Assert.Equal((1, "a"), strict.Deserialize<(int, string)>(strict.Serialize((1, "a"), s_context), s_context));
        Assert.Equal(new Line(3, 2m), new JsonPayloadSerializer(RoundTripContext.Default).ReadingStrictly().Deserialize<Line>("{\"Count\":3,\"Price\":2,\"Sum\":6}", s_context));
    }

    private static T Trip<T>(T value)
    {
        ISameTypeSerializer serializer = JsonPayloadSerializer.Default;
        return serializer.Deserialize<T>(serializer.SerializeForSameType(value, s_context), s_context);
    }

    private static void Refused<T>(T value, params string[] said) => Refused(value, JsonPayloadSerializer.Default, said);

    private static void Refused<T>(T value, JsonPayloadSerializer serializer, params string[] said)
    {
        var error = Assert.Throws<PayloadSerializationException>(() => ((ISameTypeSerializer)serializer).SerializeForSameType(value, s_context));
        Assert.All(said, text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }

    private record Animal(string Name);

    private sealed record Dog(string Name, int Tricks) : Animal(Name);

    [JsonDerivedType(typeof(Circle), "circle")]
    private abstract record Shape;

    private sealed record Circle(int Radius) : Shape;

    private sealed record Box<T>(T Value);

    private sealed record Line(int Count, decimal Price)
    {
        public decimal Sum => Count * Price;
    }

    private sealed record Age(int Years)
    {
        private readonly long _since = Environment.TickCount64;

        public string Asked => $"{_since} {Guid.NewGuid()}";
    }

    private sealed record Sets(ImmutableHashSet<string> Items)
    {
        private readonly int _count = Items.Count;

        public int Count => _count;
    }

    private sealed record Remark(int Id, string? Note)
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? More { get; init; }
    }

    private struct Point
    {
        public int X;
        public int Y;
    }

    private sealed class Number
    {
        public int Value { get; private set; }

        public static Number Of(int value) => new() { Value = value };
    }

    private sealed class Filled
    {
        public Filled()
        {
        }

        public Filled(params string[] items)
        {
            Items.AddRange(items);
        }

        public List<string> Items { get; } = [];
    }

    private sealed class Wrapped
    {
        private readonly List<string> _items = [];

        public IReadOnlyList<string> Items => _items;

        public Wrapped With(string item)
        {
            _items.Add(item);
            return this;
        }
    }

    private sealed class Hidden(int value)
    {
        private readonly int _value = value;

        public int Ask() => _value;
    }

    [JsonSerializable(typeof(string))]
    [JsonSerializable(typeof((int, int)))]
    [JsonSerializable(typeof(Animal[]))]
    [JsonSerializable(typeof(Line))]
    private sealed partial class RoundTripContext : JsonSerializerContext;
}
