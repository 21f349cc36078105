using Durable.Core.Residence;

namespace Durable.Core.Tests.Residence;

public sealed class UseCountTests
{
    private readonly UseCount _users = new();

    [Fact]
    public void The_last_user_takes_it_away_for_good()
    {
        Assert.True(_users.TryEnter());
        Assert.True(_users.TryEnter());

        Assert.False(_users.Exit());
        Assert.True(_users.Exit());
        Assert.False(_users.TryEnter());
    }

    [Fact]
    public void Exactly_one_of_many_users_is_the_last()
    {
        const int Users = 1000;
        for (var user = 0; user < Users; user++)
        {
            Assert.True(_users.TryEnter());
        }

        var last = 0;
        Parallel.For(0, Users, _ => Interlocked.Add(ref last, _users.Exit() ? 1 : 0));

        Assert.Equal(1, last);
        Assert.False(_users.TryEnter());
    }
}
