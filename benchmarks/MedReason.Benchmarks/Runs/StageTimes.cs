using System.Diagnostics.Metrics;
using System.Globalization;

namespace MedReason.Benchmarks.Runs;

/// <summary>Sums the pipeline's own telemetry of its stages.</summary>
internal sealed class StageTimes : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly SortedDictionary<string, double> _seconds = new(StringComparer.Ordinal);

    public StageTimes()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "medreason.stage.duration")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
        {
            string stage = string.Empty;
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                stage = tag.Key == "medreason.stage" ? (string)tag.Value! : stage;
            }

            lock (_seconds)
            {
                _seconds[stage] = _seconds.GetValueOrDefault(stage) + seconds;
            }
        });
        _listener.Start();
    }

    public void Clear()
    {
        lock (_seconds)
        {
            _seconds.Clear();
        }
    }

    public string Describe(int questions)
    {
        lock (_seconds)
        {
            return string.Join(", ", _seconds.Select(stage => string.Create(CultureInfo.InvariantCulture, $"{stage.Key} {stage.Value * 1e6 / questions:F0}")));
        }
    }

    public void Dispose() => _listener.Dispose();
}
