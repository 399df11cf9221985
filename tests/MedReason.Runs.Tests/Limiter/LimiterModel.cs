namespace MedReason.Runs.Tests;

/// <summary>Who has a place by what a limiter promises: places go in the order of arrival, as many as the share of the allowed number, at least one.</summary>
internal sealed class LimiterModel(int concurrency)
{
    private readonly LinkedList<LimiterRequest> _queue = [];
    private int _concurrency = concurrency;
    private DateTimeOffset _lastDecrease = DateTimeOffset.MinValue;

    public double Share { get; private set; } = 1;

    public int Places { get; private set; }

    public DateTimeOffset BlockedUntil { get; private set; }

    public int Window => Math.Max(1, (int)(Share * _concurrency));

    public void Arrive(LimiterRequest request)
    {
        _queue.AddLast(request);
        Fill();
    }

    public void GiveUp(LimiterRequest request)
    {
        if (request.HasPlace)
        {
            Withdraw(request);
        }
        else
        {
            _queue.Remove(request);
        }
    }

    public void Withdraw(LimiterRequest request)
    {
        request.HasPlace = false;
        Places--;
        Fill();
    }

    public void Leave(LimiterRequest request, RequestFailure? failure, DateTimeOffset now, TimeSpan longestWait)
    {
        if (failure is null)
        {
            Share = Math.Min(1, Share + 0.01);
        }
        else if (failure.IsRateLimit)
        {
            if (request.Admitted > _lastDecrease)
            {
                Share = Math.Max(1.0 / 64, Share / 2);
                _lastDecrease = now;
            }

            if (failure.RetryAfter is { } wish && wish <= longestWait && now + wish > BlockedUntil)
            {
                BlockedUntil = now + wish;
            }
        }

        Withdraw(request);
    }

    public void Retune(int concurrency)
    {
        _concurrency = concurrency;
        Fill();
    }

    private void Fill()
    {
        while (Places < Window && _queue.First is { Value: var first })
        {
            _queue.RemoveFirst();
            first.HasPlace = true;
            Places++;
        }
    }
}
