using Durable.Core.Contexts;

namespace Durable.Core.Tests.Contexts;

public sealed class OperationIdsTests
{
    [Fact]
    public void At_the_root_an_id_is_a_number() => Assert.Equal("7", OperationIds.Child(null, 7));

    [Fact]
    public void Below_it_is_a_path() => Assert.Equal("7-1-12", OperationIds.Child(OperationIds.Child("7", 1), 12));

    [Fact]
    public void A_path_of_64_characters_is_kept()
    {
        var parent = new string('1', 62);

        Assert.Equal($"{parent}-5", OperationIds.Child(parent, 5));
    }

    [Fact]
    public void A_longer_one_becomes_a_hash_that_never_changes() => Assert.Equal(
        "h" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(new string('1', 62) + "-55")))[..40],
        OperationIds.Child(new string('1', 62), 55));

    [Fact]
    public void However_deep_ids_are_short_enough_and_differ()
    {
        var ids = new HashSet<string>();
        var id = "1";
        for (var depth = 0; depth < 200; depth++)
        {
            Assert.True(ids.Add(OperationIds.Child(id, 2)));
            id = OperationIds.Child(id, 1);
            Assert.True(ids.Add(id));
            Assert.InRange(id.Length, 1, 64);
        }
    }
}
