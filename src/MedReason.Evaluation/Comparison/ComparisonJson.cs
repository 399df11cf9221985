using System.Text.Json;

namespace MedReason.Evaluation;

/// <summary>Writes a comparison as JSON: shares from 0 to 1, null where there is nothing to count.</summary>
internal static class ComparisonJson
{
    private const int Digits = 9;

    public static void Write(Utf8JsonWriter writer, RunComparison comparison)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("runs");
        foreach (RunFigures run in comparison.Figures)
        {
            Write(writer, run);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("pairs");
        foreach (PairFigures pair in comparison.Pairs)
        {
            Write(writer, pair);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, RunFigures run)
    {
        writer.WriteStartObject();
        writer.WriteString("name", run.Name);
        writer.WriteString("run", run.Folder);
        writer.WriteString("benchmark", run.Benchmark);
        writer.WriteNumber("excluded", run.Excluded);
        writer.WriteNumber("failed", run.Failed);
        Write(writer, "accuracy", run.All);
        Write(writer, "clustered_interval", run.Clustered);
        writer.WriteNumber("clusters", run.Clusters);
        Write(writer, "accuracy_of_answered", run.Answered);
        Write(writer, "abstained", run.Abstained);
        Write(writer, "ambiguous", run.Ambiguous);
        Write(writer, "consistency", run.Consistency);
        writer.WriteStartObject("published");
        Write(writer, "first", run.PublishedFirst);
        Write(writer, "last", run.PublishedLast);
        Write(writer, "maximum", run.Published);
        Write(writer, "first_of_all", run.PublishedFirstOfAll);
        Write(writer, "last_of_all", run.PublishedLastOfAll);
        Write(writer, "maximum_of_all", run.PublishedOfAll);
        writer.WriteEndObject();
        Write(writer, "clean", run.Clean);
        Write(writer, "contaminated", run.Contaminated);
        writer.WriteStartObject("subjects");
        foreach (ShareFigure subject in run.Subjects)
        {
            Write(writer, subject.Name, subject);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, PairFigures pair)
    {
        writer.WriteStartObject();
        writer.WriteString("benchmark", pair.Benchmark);
        writer.WriteString("items", pair.Items);
        writer.WriteString("run", pair.Name);
        writer.WriteString("against", pair.Reference);
        writer.WriteNumber("count", pair.Count);
        Write(writer, "difference", pair.Difference);
        Write(writer, "interval", pair.Interval);
        writer.WriteNumber("only_run", pair.OnlyRun);
        writer.WriteNumber("only_against", pair.OnlyReference);
        Write(writer, "p_value", pair.PValue);
        Write(writer, "p_value_holm", pair.AdjustedPValue);
        Write(writer, "detectable_difference", pair.Detectable);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, ShareFigure? figure)
    {
        if (figure is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteNumber("count", figure.Count);
        writer.WriteNumber("correct", figure.Correct);
        Write(writer, "share", figure.Share);
        Write(writer, "interval", figure.Interval);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string name, Interval? interval)
    {
        if (interval is not { } both)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartArray(name);
        writer.WriteNumberValue(Math.Round(both.Low, Digits));
        writer.WriteNumberValue(Math.Round(both.High, Digits));
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is double number)
        {
            writer.WriteNumber(name, Math.Round(number, Digits));
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
