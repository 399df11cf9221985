using MedReason.Shared;

namespace MedReason.Cli;

/// <summary>A reply's stream of events, passed on as it comes, within its maximum lengths and the budget of all replies.</summary>
internal sealed class ReplyStream(Stream inner, string provider, ReplyLease lease, ReplyBudget budget) : ForwardStream
{
    private long _length;
    private int _eventLength;
    private int _lineLength;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _length += read;
        if (_length > ReplyBudget.MaxStreamLength)
        {
            throw ReplyBody.TooLong(provider, $"longer than {ReplyBudget.MaxStreamLength / ReplyBudget.MegaByte} MB");
        }

        Measure(buffer.Span[..read]);
        if (_length > ReplyBudget.FreeLength)
        {
            await lease.EnterAsync(budget, cancellationToken).ConfigureAwait(false);
        }

        return read;
    }

    public override int Read(Span<byte> buffer) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Counts the bytes of the event that is not whole yet; an empty line ends one.</summary>
    private void Measure(ReadOnlySpan<byte> read)
    {
        foreach (byte unit in read)
        {
            _eventLength++;
            if (unit is (byte)'\n')
            {
                _eventLength = _lineLength == 0 ? 0 : _eventLength;
                _lineLength = 0;
            }
            else if (unit is not (byte)'\r')
            {
                _lineLength++;
            }

            if (_eventLength > ReplyBudget.MaxEventLength)
            {
                throw ReplyBody.TooLong(provider, $"a stream with an event longer than {ReplyBudget.MaxEventLength / 1024} KB");
            }
        }
    }
}
