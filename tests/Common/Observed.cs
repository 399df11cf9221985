using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MedReason.Tests;

/// <summary>
/// Every span and measurement that work begun within it reports, from every source and meter of the process; of what other tests do meanwhile it knows nothing.
/// Make it in the test that looks, so that the work inherits its context.
/// </summary>
internal sealed class Observed : IDisposable
{
    private static readonly AsyncLocal<Observed?> Current = new();
    private readonly ActivityListener _activities;
    private readonly MeterListener _meters = new();

    public Observed()
    {
        Current.Value = this;
        _activities = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (Current.Value == this)
                {
                    Activities.Enqueue(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_activities);
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            Instruments.Enqueue(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _meters.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _meters.Start();
    }

    public ConcurrentQueue<Activity> Activities { get; } = [];

    public ConcurrentQueue<Instrument> Instruments { get; } = [];

    public ConcurrentQueue<(Instrument Instrument, double Value, KeyValuePair<string, object?>[] Tags)> Measurements { get; } = [];

    /// <summary>The measurements of an instrument as text: tags in ordinal order of their names.</summary>
    public IReadOnlyList<string> Of(string name) =>
        [.. Measurements.Where(measurement => measurement.Instrument.Name == name).Select(measurement =>
            string.Join(' ', measurement.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}")))];

    /// <summary>Everything that was reported, as one text: what a leak would be found in.</summary>
    public string Everything() => string.Join('\n', Activities.SelectMany(Lines).Concat(Measurements.SelectMany(measurement =>
        measurement.Tags.Select(tag => $"{measurement.Instrument.Name} {tag.Key}={Text(tag.Value)}"))));

    public void Dispose()
    {
        _activities.Dispose();
        _meters.Dispose();
    }

    private static IEnumerable<string> Lines(Activity activity) =>
    [
        $"{activity.OperationName} {activity.DisplayName} {activity.StatusDescription} {activity.TraceStateString}",
        .. activity.TagObjects.Select(tag => $"{tag.Key}={Text(tag.Value)}"),
        .. activity.Baggage.Select(item => $"{item.Key}={item.Value}"),
        .. activity.Events.SelectMany(entry => entry.Tags.Select(tag => $"{entry.Name} {tag.Key}={Text(tag.Value)}")),
        .. activity.Links.SelectMany(link => (link.Tags ?? []).Select(tag => $"{tag.Key}={Text(tag.Value)}")),
    ];

    private static string? Text(object? value) => value is IEnumerable<string> several ? string.Join(" | ", several) : value?.ToString();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Current.Value == this)
        {
            Measurements.Enqueue((instrument, value, tags.ToArray()));
        }
    }
}
