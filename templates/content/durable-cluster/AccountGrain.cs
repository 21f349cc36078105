namespace Orders;

public interface IAccountGrain : IGrainWithStringKey
{
    Task<string> ChargeAsync(string effectId, decimal amount);
}

/// <summary>Keeps what it has done under an effect id, so that a repetition changes nothing. In earnest its state is durable, too.</summary>
public sealed class AccountGrain : Grain, IAccountGrain
{
    private readonly Dictionary<string, string> _payments = [];

    public Task<string> ChargeAsync(string effectId, decimal amount)
    {
        if (!_payments.TryGetValue(effectId, out var payment))
        {
            payment = $"{this.GetPrimaryKeyString()}-{_payments.Count + 1}: {amount}";
            _payments[effectId] = payment;
        }

        return Task.FromResult(payment);
    }
}
